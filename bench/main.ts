import { report, type Metric } from './report.js';

/** The benches by name, each with its references; one is loaded only when it runs. */
const BENCHES = new Map<string, () => Promise<Metric[]>>([
  ['connect', async () => (await import('./connect.js')).benchConnect()],
  ['data-channel', async () => (await import('./data-channel.js')).benchDataChannel()],
  ['files', async () => (await import('./files.js')).benchFiles()],
  ['fleet', async () => (await import('./fleet.js')).benchFleet()],
  ['proxy', async () => (await import('./proxy.js')).benchProxy()],
]);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHES.has(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${[...BENCHES.keys()].join(', ')}.`);
  process.exit(2);
}
for (const [name, bench] of BENCHES)
  if (wanted.length === 0 || wanted.includes(name)) report(name, await bench());
// The AWS clients keep connections open.
process.exit(0);
