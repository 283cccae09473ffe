import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './paths.js';

/** Whether a file of the repository is newer than other files and everything in folders. */
export async function isFresh(file: string, sources: readonly string[], root = ROOT): Promise<boolean> {
  const made = await newest([file], root);
  return made > 0 && made > (await newest(sources, root));
}

async function newest(paths: readonly string[], root: string): Promise<number> {
  const times = paths.map(async (path) => {
    const full = join(root, path);
    const info = await stat(full).catch(() => undefined);
    if (info === undefined) return 0;
    if (!info.isDirectory()) return info.mtimeMs;
    // A folder's own time tells of files removed from it.
    return Math.max(info.mtimeMs, await newest(await readdir(full), full));
  });
  return Math.max(0, ...(await Promise.all(times)));
}
