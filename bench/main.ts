import { FILES_PARTS } from './files-parts.js';
import { report, RESULTS, type Metric } from './report.js';

interface Bench {
  /** What of it can be measured by itself. */
  readonly parts: readonly string[];
  /** @param parts what is to be measured of it */
  run(parts: readonly string[]): Promise<Metric[]>;
}

/** The benches by name, each with its references; one is loaded only when it runs. */
const BENCHES = new Map<string, Bench>([
  ['connect', { parts: [], run: async () => (await import('./connect.js')).benchConnect() }],
  ['data-channel', { parts: [], run: async () => (await import('./data-channel.js')).benchDataChannel() }],
  [
    'files',
    {
      parts: FILES_PARTS,
      run: async (parts) => (await import('./files.js')).benchFiles(parts),
    },
  ],
  ['fleet', { parts: [], run: async () => (await import('./fleet.js')).benchFleet() }],
  ['proxy', { parts: [], run: async () => (await import('./proxy.js')).benchProxy() }],
]);
const wanted = process.argv.slice(2);
const parts = new Set([...BENCHES.values()].flatMap((bench) => bench.parts));
const unknown = wanted.filter((name) => !BENCHES.has(name) && !parts.has(name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}. There are: ${[...BENCHES.keys()].join(', ')}; of files: ${FILES_PARTS.join(', ')}.`,
  );
  process.exit(2);
}
for (const [name, bench] of BENCHES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const some = bench.parts.filter((part) => wanted.includes(part));
  const metrics = await bench.run(some.length > 0 ? some : bench.parts);
  // What is only a part does not take the place of the whole.
  report(name, metrics, some.length > 0 ? null : RESULTS);
}
// The AWS clients keep connections open.
process.exit(0);
