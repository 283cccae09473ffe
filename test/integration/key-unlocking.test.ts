import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type ParsedKey } from 'ssh2';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeBundle } from '../../scripts/node-bundle.js';
import { ROOT } from '../../scripts/paths.js';
import { loadKey } from '../../src/keys/key-file.js';
import { unlock, type Unlock } from '../../src/keys/private-key.js';
import { unlockInWorker } from '../../src/keys/unlock-in-worker.js';
import { MadeKeys } from '../support/made-keys.js';

const PASSPHRASE = 'se cret';
/** Far more turns than the one or two that a thread has around work which it does by itself. */
const MANY_TURNS = 10;

let keys: MadeKeys;
let path: string;
let inWorker: Unlock;

beforeAll(async () => {
  keys = new MadeKeys(await mkdtemp(join(tmpdir(), 'sallyport-unlocking-')));
  path = await keys.keygen('slow', '-t', 'ed25519', '-N', PASSPHRASE);
  // As it is in the app.
  const { build: options } = nodeBundle({ worker: join(ROOT, 'src/keys/unlock-worker.ts') }, keys.at('out'));
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: { ...options, ssr: true },
    ssr: { noExternal: true },
  });
  inWorker = unlockInWorker(keys.at('out/worker.cjs'));
}, 60_000);
afterAll(() => rm(keys.folder, { recursive: true, force: true }));

/** A way to unlock that counts the turns of this thread's event loop meanwhile. */
function counting(way: Unlock): { readonly unlock: Unlock; turns: number } {
  const counted = {
    turns: 0,
    unlock: async (...args: Parameters<Unlock>) => {
      let next = setImmediate(function turn() {
        counted.turns += 1;
        next = setImmediate(turn);
      });
      try {
        return await way(...args);
      } finally {
        clearImmediate(next);
      }
    },
  };
  return counted;
}

describe('a locked key', () => {
  it('is unlocked in a thread of its own, while main has its hands free', async () => {
    const here = counting(unlock);
    await loadKey(path, PASSPHRASE, here.unlock);
    expect(here.turns).toBeLessThan(MANY_TURNS);
    const there = counting(inWorker);
    const { privateKey } = await loadKey(path, PASSPHRASE, there.unlock);
    expect(there.turns).toBeGreaterThan(MANY_TURNS);
    const signer = ssh2.utils.parseKey(Buffer.from(privateKey)) as ParsedKey;
    const verifier = ssh2.utils.parseKey(await keys.publicLine(path)) as ParsedKey;
    expect(verifier.verify('data', signer.sign('data'))).toBe(true);
  });

  it('stays locked by a wrong passphrase there, too, and by a thread that does not start', async () => {
    await expect(loadKey(path, 'wrong', inWorker)).rejects.toMatchObject({
      problem: { code: 'key.passphrase-wrong' },
    });
    await expect(loadKey(path, PASSPHRASE, unlockInWorker(keys.at('none.cjs')))).rejects.toThrow('none.cjs');
  });
});
