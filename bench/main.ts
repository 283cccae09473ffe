import { benchConnect } from './connect.js';
import { benchDataChannel } from './data-channel.js';

/** The benches by name, each naming its own reference. */
const BENCHES: Record<string, () => Promise<void>> = {
  connect: benchConnect,
  'data-channel': benchDataChannel,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHES)) await BENCHES[name]?.();
process.exit(0);
