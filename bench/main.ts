import { benchConnect } from './connect.js';
import { benchDataChannel } from './data-channel.js';
import { benchFiles } from './files.js';
import { benchProxy } from './proxy.js';
import { report, type Metric } from './report.js';

/** The benches by name, each with its references. */
const BENCHES = new Map<string, () => Promise<Metric[]>>([
  ['connect', benchConnect],
  ['data-channel', benchDataChannel],
  ['files', benchFiles],
  ['proxy', benchProxy],
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
