import { baseName, joinPath } from '../../shared/file-path.js';
import type { CopySpec } from '../../shared/contract/index.js';
import type { CopySides } from './copy-sides.js';
import { isFileError } from './file-system.js';
import { Gate } from './gate.js';
import type { Parts } from './parts.js';
import { Tally } from './tally.js';
import { TreeRun, type TreeWork } from './tree-run.js';

/**
 * Removes the parts of a job that nobody had time to note, as when the app was killed among many small files: from the
 * folder that the copies go into, and from all that is below those. What cannot be removed stays, and is told by its
 * name.
 *
 * @throws FileError of listing the folder
 */
export async function removeLeftParts(
  { from, to }: Pick<CopySpec, 'from' | 'to'>,
  sides: CopySides,
  parts: Parts,
): Promise<void> {
  const { source, target } = sides;
  const copies = new Set(from.paths.map((path) => to.name ?? baseName(source.traits, path)));
  const places: string[] = [];
  try {
    for await (const entries of target.list(to.folder))
      for (const { name, attributes } of entries) {
        const path = joinPath(target.traits, to.folder, name);
        const isCopy = attributes.kind === 'directory' && copies.has(name);
        if (isCopy || parts.isPart(path, attributes)) places.push(path);
      }
  } catch (error) {
    // It was not made yet, or is gone with all that was in it.
    if (isFileError(error, 'not-found')) return;
    throw error;
  }
  const work: TreeWork = {
    side: to.side,
    isDoneWhenGone: true,
    entry: async (files, path, attributes) => {
      if (parts.isPart(path, attributes)) await files.removeFile(path);
    },
  };
  await new TreeRun(places, work, () => sides.target, new Gate(), new Tally(() => undefined)).run();
}
