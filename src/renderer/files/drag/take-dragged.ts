import type { Side } from '../../../shared/contract/index.js';
import { baseName, joinPath } from '../../../shared/file-path.js';
import { ProblemError } from '../../../shared/problem.js';
import { startCopy } from '../jobs/start-copy.js';
import type { TabFiles } from '../tab-files.js';
import type { Dragged } from './dragged.js';

/** Each takes a round trip to the node. */
const RENAMES_AT_ONCE = 16;

/** A folder that takes files. */
export interface Target {
  readonly files: TabFiles;
  readonly side: Side;
  readonly folder: string;
}

/** Whether files can go there: this computer's anywhere, a node's only within its own tab. */
export function canTake({ files, side, folder, paths }: Dragged, target: Target): boolean {
  if (side === 'remote' && files !== target.files) return false;
  // A folder does not go into itself.
  const isWithin = (path: string) =>
    target.folder === path || target.folder.startsWith(path + files[side].separator);
  return side !== target.side || !paths.some(isWithin) || target.folder === folder;
}

/** Brings files to a folder: within one side, moving is renaming. */
export async function takeDragged(
  { files, side, folder, paths }: Dragged,
  target: Target,
  how: 'copy' | 'move',
): Promise<void> {
  if (!canTake({ files, side, folder, paths }, target)) return;
  const rest = side === target.side && how === 'move' ? await renameInto(paths, target) : paths;
  if (rest.length === 0) return;
  await startCopy({
    files: target.files,
    from: { side, paths: rest },
    to: { side: target.side, folder: target.folder },
    move: how === 'move',
  });
}

/**
 * Renames what can be. Why something cannot is shown above the pane, and does not keep the others.
 *
 * @returns what could not be renamed, for a name that is taken or another disk: a job can do that, and asks
 */
async function renameInto(paths: readonly string[], { files, side, folder }: Target): Promise<string[]> {
  const pane = files[side];
  const waiting = [...paths];
  const rest: string[] = [];
  const isDone = await pane.change(async (call) => {
    const failures: unknown[] = [];
    const work = async () => {
      for (let from = waiting.shift(); from !== undefined; from = waiting.shift()) {
        const to = joinPath(pane, folder, baseName(pane, from));
        if (to === from) continue;
        try {
          await call('rename', { side, from, to });
        } catch (error) {
          if (isOfJob(error)) rest.push(from);
          else failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: RENAMES_AT_ONCE }, work));
    if (failures.length > 0) throw failures[0];
  });
  if (!isDone) await pane.refresh();
  return rest;
}

const isOfJob = (error: unknown): boolean =>
  error instanceof ProblemError && ['files.exists', 'files.refused'].includes(error.problem.code);
