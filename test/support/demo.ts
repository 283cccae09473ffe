import { startDemoFleet, type DemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { Simulator, type SimulatorOptions } from '../../simulator/index.js';
import { launchApp, settingsFor, type DrivenApp, type LaunchOptions } from './app.js';

/** The demo fleet behind a simulated AWS. Close it after the apps that were launched on it. */
export interface Demo {
  readonly fleet: DemoFleet;
  readonly simulator: Simulator;
  /** A node with an SSH server that one of the fleet's keys opens. */
  readonly sshNodeId: string;
  /** Launches the app on it, with the fleet's keys in its settings where none are given. */
  launch(options?: LaunchOptions): Promise<DrivenApp>;
  close(): Promise<void>;
}

/** Starts the demo fleet, and an AWS whose agents do not slow tests down. */
export async function startDemo(options: Omit<Partial<SimulatorOptions>, 'nodes'> = {}): Promise<Demo> {
  const fleet = await startDemoFleet();
  const simulator = await Simulator.start({
    nodes: fleet.nodes,
    keyPairs: fleet.keys,
    agentPacing: false,
    ...options,
  });
  const sshNode = fleet.nodes.find(({ sshd, keyName }) => sshd && keyName);
  if (sshNode === undefined) throw new Error('No node of the demo fleet has SSH and a key');
  return {
    fleet,
    simulator,
    sshNodeId: sshNode.instanceId,
    async launch(launch = {}) {
      const app = await launchApp({ env: simulator.env, settings: settingsFor(fleet.keys), ...launch });
      await app.page.locator('[data-node-id]').first().waitFor();
      return app;
    },
    async close() {
      await simulator.close();
      await fleet.close();
    },
  };
}
