// npm start [-- arguments for the app]: builds where needed and opens the app on your own AWS settings.
import { ensureBuilt } from './build.js';
import { withCleanup } from './cleanup.js';
import { ensureElectronRuntime } from './electron-runtime.js';
import { fail } from './fail.js';
import { launchForPerson } from './launch.js';
import { ensureSystemPackages } from './system-packages.js';
import { hasDisplay } from './virtual-display.js';

async function main(): Promise<number> {
  if (!hasDisplay())
    throw new Error('There is no display to open a window on. "npm run demo" shows a tour without one.');
  await ensureSystemPackages('start');
  const runtime = await ensureElectronRuntime();
  await ensureBuilt();
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  return withCleanup((onEnd) => {
    const running = launchForPerson(runtime, process.argv.slice(2), env);
    onEnd(() => running.close());
    return running.ended;
  });
}

process.exitCode = await main().catch(fail);
