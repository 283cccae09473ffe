import type { Side } from '../../../shared/contract/index.js';
import { baseName, joinPath } from '../../../shared/file-path.js';
import { ProblemError } from '../../../shared/problem.js';
import { startCopy } from '../jobs/start-copy.js';
import type { TabFiles } from '../tab-files.js';
import type { Dragged } from './dragged.js';

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

/** @returns what could not be renamed, for a name that is taken or another disk: a job can do that, and asks */
async function renameInto(paths: readonly string[], { files, side, folder }: Target): Promise<string[]> {
  const pane = files[side];
  const rest: string[] = [];
  await pane.change(async (call) => {
    for (const from of paths) {
      const to = joinPath(pane, folder, baseName(pane, from));
      if (to === from) continue;
      try {
        await call('rename', { side, from, to });
      } catch (error) {
        if (!isOfJob(error)) throw error;
        rest.push(from);
      }
    }
  });
  return rest;
}

const isOfJob = (error: unknown): boolean =>
  error instanceof ProblemError && ['files.exists', 'files.refused'].includes(error.problem.code);
