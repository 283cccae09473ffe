import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './paths.js';
import { run } from './run.js';

const SOURCES = ['src', 'package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.base.json'];
/** The last file that a build writes. */
const LAST = 'out/renderer/index.html';

/** Builds the app into out/, unless what is there is newer than every source. */
export async function ensureBuilt(say: (line: string) => void = console.log): Promise<void> {
  const built = await newest([LAST]);
  if (built > 0 && built > (await newest(SOURCES))) return;
  say('Building the app…');
  await run(
    process.execPath,
    [join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    {
      cwd: ROOT,
    },
  );
}

/** The newest change among files and everything in folders; 0 when there is none. */
async function newest(paths: readonly string[]): Promise<number> {
  const times = paths.map(async (path) => {
    const full = join(ROOT, path);
    const info = await stat(full).catch(() => undefined);
    if (info === undefined) return 0;
    if (!info.isDirectory()) return info.mtimeMs;
    const entries = await readdir(full);
    // A folder's own time tells of files removed from it.
    return Math.max(info.mtimeMs, await newest(entries.map((entry) => join(path, entry))));
  });
  return Math.max(0, ...(await Promise.all(times)));
}
