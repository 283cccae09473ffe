// npm run demo: opens the app on the simulator's demo fleet; on a machine without a display, a tour of the main job.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoFleet } from '../simulator/fleet/demo-fleet.js';
import { Simulator } from '../simulator/index.js';
import { isolatedEnvironment, settingsFor, writeUserData } from './app-environment.js';
import { ensureBuilt } from './build.js';
import { withCleanup } from './cleanup.js';
import { launchApp } from './driven-app.js';
import { ensureElectronRuntime, type ElectronRuntime } from './electron-runtime.js';
import { fail } from './fail.js';
import { launchForPerson } from './launch.js';
import { ROOT } from './paths.js';
import { ensureSystemPackages } from './system-packages.js';
import { runTour, type TourNode } from './tour.js';
import { hasDisplay, startVirtualDisplay } from './virtual-display.js';

type OnEnd = Parameters<Parameters<typeof withCleanup>[0]>[0];

async function main(): Promise<number> {
  await ensureSystemPackages('demo');
  const runtime = await ensureElectronRuntime();
  await ensureBuilt();
  return withCleanup(async (onEnd) => {
    const fleet = await startDemoFleet();
    onEnd(() => fleet.close());
    const simulator = await Simulator.start({ nodes: fleet.nodes, keyPairs: fleet.keys });
    onEnd(() => simulator.close());
    console.log(`The demo fleet is up: ${fleet.nodes.length} nodes, all of them on this machine.`);
    const settings = settingsFor(fleet.keys);
    return hasDisplay()
      ? openForPerson(runtime, simulator, settings, onEnd)
      : tour(fleet.nodes, simulator, settings, onEnd);
  });
}

async function openForPerson(
  runtime: ElectronRuntime,
  simulator: Simulator,
  settings: object,
  onEnd: OnEnd,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-demo-'));
  onEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const userData = join(folder, 'user-data');
  await writeUserData(userData, settings);
  const env = await isolatedEnvironment(folder, simulator.env);
  console.log('Close the window to end the demo.');
  const args = [`--user-data-dir=${userData}`, ...process.argv.slice(2)];
  const running = launchForPerson(runtime, args, env);
  onEnd(() => running.close());
  return running.ended;
}

async function tour(
  nodes: readonly TourNode[],
  simulator: Simulator,
  settings: object,
  onEnd: OnEnd,
): Promise<number> {
  console.log('There is no display here: starting a virtual one, for a tour of the main job.');
  const display = await startVirtualDisplay();
  onEnd(() => display.close());
  process.env.DISPLAY = display.name;
  const results = join(ROOT, 'test-results');
  await mkdir(results, { recursive: true });
  const screenshots = await mkdtemp(join(results, 'demo-'));
  const driven = await launchApp({ env: simulator.env, settings, screenshots });
  onEnd(() => driven.close());
  const passed = await runTour(driven, nodes, () => simulator.sessions);
  console.log(`Screenshots: ${screenshots}`);
  return passed ? 0 : 1;
}

process.exitCode = await main().catch(fail);
