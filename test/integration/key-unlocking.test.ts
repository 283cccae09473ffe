import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import ssh2, { type ParsedKey } from 'ssh2';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeBundle } from '../../scripts/node-bundle.js';
import { ROOT } from '../../scripts/paths.js';
import { loadKey } from '../../src/keys/key-file.js';
import type { Unlock } from '../../src/keys/private-key.js';
import { unlockInWorker } from '../../src/keys/unlock-in-worker.js';
import { MadeKeys } from '../support/made-keys.js';

const PASSPHRASE = 'se cret';
/** As long as a person does not notice (ms). The key takes several times as long to unlock. */
const UNNOTICED_MS = 200;

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

/** The longest that this thread was busy without a pause (ms). */
async function busiest(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await work();
  // For the monitor to notice what has just ended.
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.disable();
  return delay.max / 1e6;
}

describe('a locked key', () => {
  it('is unlocked in a thread of its own, while main has its hands free', async () => {
    expect(await busiest(() => loadKey(path, PASSPHRASE))).toBeGreaterThan(UNNOTICED_MS);
    let opened: Uint8Array = new Uint8Array();
    const busy = await busiest(async () => {
      opened = (await loadKey(path, PASSPHRASE, inWorker)).privateKey;
    });
    expect(busy).toBeLessThan(UNNOTICED_MS);
    const signer = ssh2.utils.parseKey(Buffer.from(opened)) as ParsedKey;
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
