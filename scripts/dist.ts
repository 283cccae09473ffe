// npm run dist: packages of the app for this machine's platform, in dist/; a deb where fpm is installed.
// --drivable makes only the folder, in dist/drivable/, open to a debugger: the package that the tests start.
import { relative } from 'node:path';
import { ensureBuilt } from './build.js';
import { ensureElectronRuntime } from './electron-runtime.js';
import { findCommand } from './commands.js';
import { fail } from './fail.js';
import { packageApp, standsAlone } from './package-app.js';
import { ROOT } from './paths.js';
import { ensureSystemPackages } from './system-packages.js';

async function main(): Promise<number> {
  const drivable = process.argv.includes('--drivable');
  if (process.platform === 'darwin' && !standsAlone({ ...process.config.variables }))
    throw new Error('This Node needs libraries of this machine: package with one from nodejs.org.');
  const hasFpm = findCommand('fpm') !== undefined;
  if (hasFpm) process.env.USE_SYSTEM_FPM = 'true';
  const targets = ['dir', ...(drivable ? [] : ['tar.gz', ...(hasFpm ? ['deb'] : [])])];
  await ensureSystemPackages('dist');
  const runtime = await ensureElectronRuntime();
  await ensureBuilt();
  const files = await packageApp(runtime, {
    targets,
    output: drivable ? 'dist/drivable' : 'dist',
    drivable,
  });
  if (runtime.source === 'development runtime') {
    console.log(
      `Made on Electron ${runtime.version}, the development runtime: for trying out, not for release.`,
    );
  }
  for (const file of files) console.log(relative(ROOT, file));
  return 0;
}

process.exitCode = await main().catch(fail);
