import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MadeKeys, toldByKeygen } from '../../test/support/made-keys.js';
import type { KeyPair } from '../aws/key-pairs.js';
import { inspectKey, loadKey } from './key-file.js';
import { readPublicLine } from './public-line.js';
import { matchAgentKeys, matchKeys } from './match.js';

const run = promisify(execFile);
let keys: MadeKeys;
/** An RSA key that no node was launched with. */
let other: string;
const node = { keyPair: 'prod', launchedAt: Date.UTC(2026, 5, 1) };
const pairOf = (fingerprint: string, given: Partial<KeyPair> = {}): KeyPair => ({
  fingerprint,
  type: 'rsa',
  publicKey: null,
  createdAt: Date.UTC(2026, 4, 1),
  ...given,
});
const verdicts = async (pair: KeyPair, ...paths: string[]): Promise<(string | null)[]> =>
  (await matchKeys(paths, node, () => Promise.resolve(pair))).map(({ match, why }) => why ?? match);

/** EC2's fingerprints of RSA keys, made by the commands of the EC2 user guide. */
async function byOpenssl(form: 'created' | 'imported', path: string): Promise<string> {
  const make =
    form === 'created'
      ? 'openssl pkcs8 -in "$1" -nocrypt -topk8 -outform DER | openssl sha1 -c'
      : 'openssl rsa -in "$1" -pubout -outform DER | openssl md5 -c';
  const { stdout } = await run('sh', ['-c', make, 'sh', path]);
  return stdout.trim().split('= ')[1] ?? '';
}

beforeAll(async () => {
  keys = new MadeKeys(await mkdtemp(join(tmpdir(), 'sallyport-match-')));
  other = await keys.keygen('other', '-t', 'rsa', '-b', '2048', '-m', 'PEM');
});
afterAll(() => rm(keys.folder, { recursive: true, force: true }));

describe('the key that a node was launched with', { timeout: 60_000 }, () => {
  it.each(['2048', '4096'])('is known by both fingerprints of an RSA key of %s bits', async (bits) => {
    const pem = await keys.keygen(`rsa-${bits}`, '-t', 'rsa', '-b', bits, '-m', 'PEM');
    const ppk = await keys.puttygen(pem, `rsa-${bits}.ppk`, 3);
    const created = await byOpenssl('created', pem);
    expect(created).toMatch(/^([0-9a-f]{2}:){19}[0-9a-f]{2}$/);
    expect(await verdicts(pairOf(created), pem, other, ppk)).toEqual(['this-key', 'another-key', 'this-key']);
    const imported = await byOpenssl('imported', pem);
    expect(imported).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    expect(await verdicts(pairOf(imported), pem, other, ppk)).toEqual([
      'this-key',
      'another-key',
      'this-key',
    ]);
  });

  it('is known by the fingerprint of an Ed25519 key, with and without padding', async () => {
    const path = await keys.keygen('ed', '-t', 'ed25519');
    const otherEd = await keys.keygen('other-ed', '-t', 'ed25519');
    const plain = (await toldByKeygen(path)).fingerprint.replace('SHA256:', '');
    for (const fingerprint of [plain, `${plain}=`]) {
      const pair = pairOf(fingerprint, { type: 'ed25519' });
      expect(await verdicts(pair, path, otherEd, other)).toEqual(['this-key', 'another-key', 'another-key']);
    }
  });

  it('is known without its passphrase where the public key can be had, from EC2 or from beside it', async () => {
    const locked = await keys.keygen('locked', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'secret');
    const openssh = await keys.keygen('locked-openssh', '-t', 'ed25519', '-N', 'secret');
    const publicKey = await keys.publicLine(locked);
    const imported = await byOpenssl('imported', await unlocked(locked));
    const created = await byOpenssl('created', await unlocked(locked));
    // EC2 gives the key's name as the comment.
    const published = pairOf(created, { publicKey: `${publicKey.split(' ').slice(0, 2).join(' ')} prod` });
    expect(await verdicts(published, locked, openssh)).toEqual(['this-key', 'another-key']);
    expect(await verdicts(pairOf(imported), locked)).toEqual(['this-key']);
    expect(await verdicts(pairOf(created), locked)).toEqual(['locked']);
    await rename(`${locked}.pub`, keys.at('moved.pub'));
    expect(await verdicts(published, locked)).toEqual(['locked']);
    const fingerprint = (await toldByKeygen(`${openssh}.pub`)).fingerprint.replace('SHA256:', '');
    expect(await verdicts(pairOf(fingerprint, { type: 'ed25519' }), openssh)).toEqual(['this-key']);
  });

  it('is known once its passphrase has made it so, for as long as the file holds that key', async () => {
    const rsa = await keys.keygen('told-rsa', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'secret');
    const created = pairOf(await byOpenssl('created', await unlocked(rsa)));
    const imported = pairOf(await byOpenssl('imported', await unlocked(rsa)));
    await rm(`${rsa}.pub`);
    for (const pair of [created, imported]) expect(await verdicts(pair, rsa)).toEqual(['locked']);
    await expect(loadKey(rsa, 'wrong')).rejects.toThrow();
    expect(await verdicts(created, rsa)).toEqual(['locked']);

    const { file } = await loadKey(rsa, 'secret');
    for (const pair of [created, imported]) expect(await verdicts(pair, rsa)).toEqual(['this-key']);
    expect(await inspectKey(rsa)).toEqual(file);
    expect(file.fingerprint).toMatch(/^SHA256:/);
    const others = pairOf(await byOpenssl('created', other));
    expect(await verdicts(others, rsa)).toEqual(['another-key']);

    await rename(await keys.keygen('new', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'secret'), rsa);
    expect(await verdicts(created, rsa)).toEqual(['locked']);
  });

  async function unlocked(path: string): Promise<string> {
    return keys.openssl('unlocked.pem', 'rsa', '-in', path, '-passin', 'pass:secret', '-traditional');
  }

  it('cannot be told without a key pair, an answer from EC2, or a key', async () => {
    const path = await keys.keygen('any', '-t', 'ed25519');
    const notes = await keys.write('notes', 'hello');
    const never = () => Promise.reject(new Error('Nobody asks EC2 for that'));
    for (const without of [undefined, { keyPair: null, launchedAt: null }])
      expect(await matchKeys([path], without, never)).toEqual([
        { path, match: 'cannot-tell', why: 'no-key-pair' },
      ]);
    for (const why of ['not-allowed', 'failed', 'deleted'] as const)
      expect(await matchKeys([path], node, () => Promise.resolve(why))).toMatchObject([
        { match: 'cannot-tell', why },
      ]);
    const later = pairOf('', { type: 'ed25519', createdAt: node.launchedAt + 1 });
    expect(await verdicts(later, path)).toEqual(['made-anew']);
    expect(await verdicts(pairOf(''), notes)).toEqual(['not-a-key']);
  });

  it('is known among the keys of an agent where the public key tells', async () => {
    const rsa = await keys.keygen('held-rsa', '-t', 'rsa', '-b', '2048', '-m', 'PEM');
    const ed = await keys.keygen('held-ed', '-t', 'ed25519');
    await run('ssh-keygen', ['-q', '-s', other, '-I', 'test', '-n', 'min', `${ed}.pub`]);
    const blobs = await Promise.all(
      [`${rsa}.pub`, `${ed}.pub`, `${ed}-cert.pub`].map(async (file) => ({
        blob: readPublicLine(await readFile(file, 'utf8'))!.blob,
      })),
    );
    const told = async (pair: KeyPair) =>
      (await matchAgentKeys(blobs, node, () => Promise.resolve(pair))).map(
        ([, { match, why }]) => why ?? match,
      );
    const { fingerprint } = await toldByKeygen(ed);
    const edPair = pairOf(fingerprint.replace('SHA256:', ''), { type: 'ed25519' });
    expect(await told(edPair)).toEqual(['another-key', 'this-key', 'this-key']);
    const rsaPair = pairOf(await byOpenssl('imported', rsa));
    expect(await told(rsaPair)).toEqual(['this-key', 'another-key', 'another-key']);
    // AWS made it: EC2 knows nothing but the digest of its private half.
    const made = pairOf(await byOpenssl('created', rsa));
    expect(await told(made)).toEqual(['kept-by-agent', 'another-key', 'another-key']);
  });
});
