// The demo fleet for an app that opens it from its window: a utility process of Electron's that says how to reach it, or
// why it did not come up. It ends with the app, and the fleet's guard then leaves nothing behind.
import { startDemoFleet } from './fleet/demo-fleet.js';
import { Simulator } from './index.js';

async function main(): Promise<object> {
  const fleet = await startDemoFleet();
  const { env } = await Simulator.start({ nodes: fleet.nodes, keyPairs: fleet.keys });
  const keys = fleet.keys.map(({ keyPairName, privateKeyFile }) => ({ keyPairName, privateKeyFile }));
  return { kind: 'ready', env, keys };
}

const failed = (error: unknown) => ({
  kind: 'failed',
  message: error instanceof Error ? error.message : String(error),
});

void main()
  .catch(failed)
  .then((answer) => process.parentPort.postMessage(answer));
