import { join } from 'node:path';
import { isFresh } from './freshness.js';
import { ROOT } from './paths.js';
import { run } from './run.js';

const SOURCES = [
  'src',
  'simulator',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'tsconfig.base.json',
];

/** The last file that a build writes. */
export const BUILT = 'out/renderer/index.html';

/** Builds the app into out/, unless what is there is newer than every source. */
export async function ensureBuilt(say: (line: string) => void = console.log): Promise<void> {
  if (await isFresh(BUILT, SOURCES)) return;
  say('Building the app…');
  const electronVite = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  await run(process.execPath, [electronVite, 'build'], { cwd: ROOT });
}
