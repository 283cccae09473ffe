import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeHostKey, type MadeHostKey } from '../../test/support/host-keys.js';
import { ConsoleKeys } from './console.js';
import type { HostIdentity, HostKey } from './host-identity.js';
import { HostKeys } from './host-keys.js';
import { PinFile } from './pin-file.js';
import { UserKnownHosts } from './user-known-hosts.js';

const HOST: HostIdentity = {
  nodeId: 'i-0abc',
  label: 'web-1',
  region: 'eu-central-1',
  accountId: '123456789012',
  port: 22,
  launchedAt: null,
};
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const AUTHORITIES = ['ed25519', 'ecdsa', 'rsa'] as const;

let folder: string;
let key: MadeHostKey;
let authorities: Record<(typeof AUTHORITIES)[number], MadeHostKey>;
let consoleText: string;
let userFile: string;
let pinFile: string;
let run = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-host-certificates-'));
  key = makeHostKey(folder, 'host', 'ed25519');
  const made = AUTHORITIES.map((type) => [type, makeHostKey(folder, `ca-${type}`, type)] as const);
  authorities = Object.fromEntries(made) as typeof authorities;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  run++;
  consoleText = '';
  userFile = join(folder, `known_hosts-${run}`);
  pinFile = join(folder, `pins-${run}`);
});

/** Has the real ssh-keygen certify the host's key. */
function certified(options: readonly string[], authority: (typeof AUTHORITIES)[number] = 'ed25519'): HostKey {
  const copy = join(folder, `host-${run}`);
  copyFileSync(join(folder, 'host.pub'), `${copy}.pub`);
  const signing = ['-q', '-s', join(folder, `ca-${authority}`), '-I', 'the host', ...options, `${copy}.pub`];
  execFileSync('ssh-keygen', signing);
  const [type = '', blob = ''] = readFileSync(`${copy}-cert.pub`, 'utf8').split(' ');
  return { type, blob };
}
const forHost = (names: string, ...more: string[]) => certified(['-h', '-n', names, ...more]);

const line = (marker: string, hosts: string, { type, blob }: MadeHostKey) =>
  appendFileSync(userFile, `${marker} ${hosts} ${type} ${blob}\n`);

const newHostKeys = () =>
  new HostKeys({
    pins: new PinFile(pinFile),
    user: new UserKnownHosts([userFile], SILENT),
    console: new ConsoleKeys(() => Promise.resolve(consoleText), SILENT, 30),
    changed: () => undefined,
  });

/** How a shown key is trusted, or why it is not. */
async function verdict(shown: HostKey, host: HostIdentity = HOST): Promise<string> {
  try {
    return (await newHostKeys().verify(host, shown)).trust;
  } catch (error) {
    const { code, params } = (error as { problem: { code: string; params: Record<string, string> } }).problem;
    return params.fault === undefined ? code : `${code} ${params.fault}`;
  }
}

describe('a host certificate', () => {
  it.each(AUTHORITIES)('of an authority of the type %s that known_hosts names is trusted', async (type) => {
    line('@cert-authority', '*', authorities[type]);
    expect(await newHostKeys().expect(HOST)).toEqual({ types: [], certificates: true });
    expect(await verdict(certified(['-h', '-n', 'i-0abc'], type))).toBe('certificate');
    // The authority stands for it at each connection anew.
    expect(await newHostKeys().known({ ...HOST, port: null })).toEqual([]);
  });

  it('may name the node by its id, its name, or what its keys are pinned under, by patterns, or no host at all', async () => {
    line('@cert-authority', 'web-*,i-0abc', authorities.ed25519);
    for (const names of ['i-0abc', 'web-1', 'i-0abc.eu-central-1.123456789012', 'db-1,web-?'])
      expect(await verdict(forHost(names)), names).toBe('certificate');
    expect(await verdict(certified(['-h']))).toBe('certificate');
    expect(await verdict(forHost('web-1'), { ...HOST, port: 2222 })).toBe('certificate');
  });

  it.each([
    ['other-names', ['-h', '-n', 'i-0abcd,db-1']],
    ['expired', ['-h', '-n', 'i-0abc', '-V', '-2d:-1d']],
    ['not-yet', ['-h', '-n', 'i-0abc', '-V', '+1d:+2d']],
    ['for-users', ['-n', 'i-0abc']],
    ['unknown-option', ['-h', '-n', 'i-0abc', '-O', 'critical:only-on-tuesdays@example.com']],
  ])('that is %s is refused, and nothing is pinned', async (fault, options) => {
    line('@cert-authority', '*', authorities.ed25519);
    expect(await verdict(certified(options))).toBe(`ssh.host-certificate-invalid ${fault}`);
    expect(await newHostKeys().known({ ...HOST, port: null })).toEqual([]);
  });

  it('whose signature does not hold, or is made with SHA-1, is refused', async () => {
    line('@cert-authority', '*', authorities.ed25519);
    const { type, blob } = forHost('i-0abc');
    const bytes = Buffer.from(blob, 'base64');
    bytes[bytes.length - 1]! ^= 1;
    const refused = 'ssh.host-certificate-invalid bad-signature';
    expect(await verdict({ type, blob: bytes.toString('base64') })).toBe(refused);
    line('@cert-authority', '*', authorities.rsa);
    expect(await verdict(certified(['-t', 'ssh-rsa', '-h', '-n', 'i-0abc'], 'rsa'))).toBe(refused);
  });

  it('of another authority, or of one for other hosts, counts for the key in it', async () => {
    line('@cert-authority', '*', authorities.ecdsa);
    line('@cert-authority', 'db-*', authorities.ed25519);
    expect(await verdict(forHost('i-0abc'))).toBe('first-use');
    expect(await newHostKeys().known({ ...HOST, port: null })).toMatchObject([
      { type: key.type, fingerprint: key.sha256, via: 'first-use' },
    ]);
    expect(await verdict(forHost('i-0abc'))).toBe('known');
  });

  it('that is not good any more does no harm to a key that is trusted by itself', async () => {
    line('', 'i-0abc', key);
    line('@cert-authority', '*', authorities.ed25519);
    expect(await verdict(forHost('i-0abc', '-V', '-2d:-1d'))).toBe('user-known-hosts');
    rmSync(userFile);
    rmSync(pinFile);
    line('@cert-authority', '*', authorities.ed25519);
    consoleText = [
      '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
      key.lines.sha256,
      '-----END SSH HOST KEY FINGERPRINTS-----',
    ].join('\n');
    expect(await verdict(forHost('i-0abc', '-V', '-2d:-1d'))).toBe('console-verified');
  });

  it('that was refused can have its key accepted, deliberately', async () => {
    line('@cert-authority', '*', authorities.ed25519);
    const keys = newHostKeys();
    const shown = forHost('i-0abc', '-V', '-2d:-1d');
    await expect(keys.verify(HOST, shown)).rejects.toMatchObject({
      problem: {
        params: { offered: key.sha256, offeredType: key.type },
        details: expect.stringContaining(`Signing CA: ${authorities.ed25519.sha256}`) as string,
      },
    });
    await keys.accept('i-0abc', key.sha256);
    expect(await keys.verify(HOST, shown)).toMatchObject({ trust: 'known' });
  });

  it('is refused where its key, its authority or itself is revoked', async () => {
    const shown = forHost('i-0abc');
    for (const revoked of [key, authorities.ed25519, shown]) {
      rmSync(userFile, { force: true });
      line('@cert-authority', '*', authorities.ed25519);
      line('@revoked', '*', revoked as MadeHostKey);
      expect(await verdict(shown)).toBe('ssh.host-key-revoked');
    }
  });

  it('may have its authority named in the app’s own file', async () => {
    const { type, blob } = authorities.ed25519;
    writeFileSync(pinFile, `@cert-authority i-* ${type} ${blob}\n`);
    expect(await verdict(forHost('i-0abc'))).toBe('certificate');
  });
});
