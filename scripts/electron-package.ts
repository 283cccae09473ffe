import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT, cacheDirectory } from './paths.js';

const PACKAGE = join(ROOT, 'node_modules', 'electron');
const DAY = 24 * 60 * 60 * 1000;
/** A download that brings no byte for this long is given up. */
const STALL = 20_000;

const failureNote = () => join(cacheDirectory(), 'electron-download-failed.json');

/** A folder with an Electron in it, ready to run an app. */
export interface ElectronRuntime {
  executable: string;
  distPath: string;
  version: string;
  source: 'electron package' | 'development runtime';
}

/** The electron package's own binary, or the one ELECTRON_OVERRIDE_DIST_PATH names, if it is on this machine. */
export async function findElectronPackage(
  env: NodeJS.ProcessEnv = process.env,
): Promise<ElectronRuntime | undefined> {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const distPath = override ?? join(PACKAGE, 'dist');
  const pathFile = await readFile(join(PACKAGE, 'path.txt'), 'utf8').catch(() => undefined);
  const executable = join(distPath, pathFile ?? platformExecutable());
  if (!existsSync(executable)) return undefined;
  const version = await readFile(join(distPath, 'version'), 'utf8').catch(() => packageVersion());
  return { executable, distPath, version: version.trim().replace(/^v/, ''), source: 'electron package' };
}

/**
 * Lets the electron package download its binary. Where that fails (a machine without a way to github.com) a note in
 * the cache keeps the next runs of that day from trying again.
 */
export async function downloadElectronPackage(
  say: (line: string) => void,
): Promise<ElectronRuntime | undefined> {
  const version = await packageVersion();
  if (failedLately(await readNote(), version, Date.now())) return undefined;
  say(`Downloading Electron ${version}…`);
  if (await runInstaller()) return findElectronPackage();
  await mkdir(cacheDirectory(), { recursive: true });
  await writeFile(failureNote(), JSON.stringify({ version, at: Date.now() }));
  return undefined;
}

/** Whether the note says that this version's download failed less than a day ago. */
export function failedLately(note: string | undefined, version: string, now: number): boolean {
  try {
    const { version: failed, at } = JSON.parse(note ?? '') as { version?: unknown; at?: unknown };
    return failed === version && typeof at === 'number' && at <= now && now - at < DAY;
  } catch {
    return false;
  }
}

const readNote = () => readFile(failureNote(), 'utf8').catch(() => undefined);

async function packageVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

function platformExecutable(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** Runs the package's installer and kills it when its download stalls; true when it succeeded. */
async function runInstaller(): Promise<boolean> {
  // The installer downloads into the temporary folder, so one of its own shows whether bytes still arrive.
  const temp = await mkdtemp(join(tmpdir(), 'sallyport-electron-'));
  const child = spawn(process.execPath, [join(PACKAGE, 'install.js')], {
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: temp, TEMP: temp, TMP: temp },
  });
  const done = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
  try {
    let size = 0;
    for (;;) {
      const result = await Promise.race([done, delay(STALL, 'waiting' as const, { ref: false })]);
      if (result !== 'waiting') return result;
      const now = (await sizeOf(temp)) + (await sizeOf(join(PACKAGE, 'dist')));
      if (now === size) return false;
      size = now;
    }
  } finally {
    child.kill('SIGKILL');
    await rm(temp, { recursive: true, force: true });
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) => stat(join(entry.parentPath, entry.name)).then(({ size }) => size));
  return (await Promise.all(sizes.map((size) => size.catch(() => 0)))).reduce((sum, size) => sum + size, 0);
}
