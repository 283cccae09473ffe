import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { isFresh } from './freshness.js';
import { nodeBundle } from './node-bundle.js';
import { ROOT } from './paths.js';

/** Beside other things that tools keep between runs. */
const FOLDER = 'node_modules/.cache/sallyport-cli';

/**
 * Bundles the command line alone, as it is in the app, unless what is there is newer than every source.
 *
 * @returns the path of the program, for Node
 */
export async function ensureCliBundle(): Promise<string> {
  const program = join(ROOT, FOLDER, 'cli.cjs');
  if (await isFresh(`${FOLDER}/cli.cjs`, ['src', 'package.json', 'package-lock.json', 'scripts']))
    return program;
  // Two may be at it: each builds its own, and the last one stays.
  const own = join(ROOT, `${FOLDER}.${process.pid}`);
  const { build: options } = nodeBundle({ cli: join(ROOT, 'src/cli/main.ts') }, own);
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: { ...options, ssr: true, emptyOutDir: false },
    ssr: { noExternal: true },
  });
  await rm(join(ROOT, FOLDER), { recursive: true, force: true });
  await rename(own, join(ROOT, FOLDER)).catch(() => rm(own, { recursive: true, force: true }));
  return program;
}
