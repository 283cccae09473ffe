import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeHostKey, type MadeHostKey } from '../../test/support/host-keys.js';
import { ConsoleKeys } from './console.js';
import { pinName, type HostIdentity } from './host-identity.js';
import { HostKeys } from './host-keys.js';
import { PinFile } from './pin-file.js';
import { defaultKnownHostsFiles, UserKnownHosts } from './user-known-hosts.js';

const HOST: HostIdentity = {
  nodeId: 'i-0abc',
  label: 'web-1',
  region: 'eu-central-1',
  accountId: '123456789012',
  port: 22,
  launchedAt: null,
};
const OWNER = { ...HOST, port: null };
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

let made: string;
let ed25519: MadeHostKey;
let other: MadeHostKey;
let rsa: MadeHostKey;
beforeAll(() => {
  made = mkdtempSync(join(tmpdir(), 'sallyport-made-keys-'));
  ed25519 = makeHostKey(made, 'ed25519', 'ed25519');
  other = makeHostKey(made, 'other', 'ed25519');
  rsa = makeHostKey(made, 'rsa', 'rsa');
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

let folder: string;
let file: string;
let userFile: string;
let changed: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-host-keys-'));
  file = join(folder, 'below', 'known_hosts');
  userFile = join(folder, 'user_known_hosts');
  changed = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keyOf = ({ type, blob }: MadeHostKey) => ({ type, blob });
const consoleWith = (...keys: MadeHostKey[]) =>
  [
    '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
    ...keys.map(({ lines }) => lines.sha256),
    '-----END SSH HOST KEY FINGERPRINTS-----',
  ].join('\n');

function newHostKeys(output: () => Promise<string> = () => Promise.resolve(''), pins = file): HostKeys {
  return new HostKeys({
    pins: new PinFile(pins),
    user: new UserKnownHosts([userFile], SILENT),
    console: new ConsoleKeys(output, SILENT, 30),
    changed: (nodeId) => void changed.push(nodeId),
  });
}
const problemOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return (error as { problem?: { code: string; params: Record<string, unknown> } } | undefined)?.problem;
};

describe('host keys', () => {
  it('are pinned on first use under node, region and account, and known afterwards', async () => {
    const keys = newHostKeys();
    expect(await keys.verify(HOST, keyOf(ed25519))).toEqual({ trust: 'first-use', isPending: false });
    expect(await keys.verify(HOST, keyOf(ed25519))).toMatchObject({ trust: 'known' });
    expect(await newHostKeys().verify(HOST, keyOf(ed25519))).toMatchObject({ trust: 'known' });
    expect(await readFile(file, 'utf8')).toMatch(
      /^i-0abc\.eu-central-1\.123456789012,i-0abc ssh-ed25519 AAAA\S+ \d{4}-\d\d-\d\dT[\d:.]+Z first-use\n$/,
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(changed).toEqual(['i-0abc']);
  });

  it('that changed are refused with both fingerprints, and the pin stays', async () => {
    const keys = newHostKeys();
    await keys.verify(HOST, keyOf(ed25519));
    const before = await readFile(file, 'utf8');
    expect(await problemOf(keys.verify(HOST, keyOf(other)))).toMatchObject({
      code: 'ssh.host-key-changed',
      params: {
        node: 'web-1',
        offered: other.sha256,
        offeredType: 'ssh-ed25519',
        known: ed25519.sha256,
        knownVia: 'first-use',
        since: expect.stringMatching(/^\d{4}-/) as string,
        console: 'unknown',
      },
    });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await keys.verify(HOST, keyOf(ed25519))).toMatchObject({ trust: 'known' });
  });

  it('of another type than the pinned one are refused too, and the pinned type is asked for', async () => {
    const keys = newHostKeys();
    expect(await keys.expect(HOST)).toEqual({ types: [], certificates: false });
    await keys.verify(HOST, keyOf(rsa));
    expect(await keys.expect(HOST)).toMatchObject({ types: ['ssh-rsa'] });
    await expect(keys.verify(HOST, keyOf(ed25519))).rejects.toThrow('ssh.host-key-changed');
  });

  it('belong to one node, region, account and port', async () => {
    const keys = newHostKeys();
    await keys.verify(HOST, keyOf(ed25519));
    for (const elsewhere of [
      { nodeId: 'i-0abcd' },
      { region: 'us-east-1' },
      { accountId: '210987654321' },
      { port: 2222 },
    ])
      expect(await keys.verify({ ...HOST, ...elsewhere }, keyOf(other))).toMatchObject({
        trust: 'first-use',
      });
    expect(await readFile(file, 'utf8')).toContain(
      '\n[i-0abc.eu-central-1.123456789012]:2222,[i-0abc]:2222 ssh-',
    );
    expect((await keys.known(OWNER)).map(({ port }) => port)).toEqual([22, 2222]);
  });

  it('stay pinned when the account becomes known, or is not for once', async () => {
    const unknown = { ...HOST, accountId: null };
    expect(pinName(unknown)).toBe('i-0abc.eu-central-1');
    const keys = newHostKeys();
    await keys.verify(unknown, keyOf(ed25519));
    expect(await keys.verify(HOST, keyOf(ed25519))).toMatchObject({ trust: 'known' });
    await expect(keys.verify(HOST, keyOf(other))).rejects.toThrow('ssh.host-key-changed');

    const pinned = { ...HOST, nodeId: 'i-0def' };
    await keys.verify(pinned, keyOf(ed25519));
    await expect(keys.verify({ ...pinned, accountId: null }, keyOf(other))).rejects.toThrow(
      'ssh.host-key-changed',
    );
  });

  it('seen by two first connections at once are pinned once', async () => {
    const keys = newHostKeys();
    const outcomes = await Promise.allSettled([
      keys.verify(HOST, keyOf(ed25519)),
      keys.verify(HOST, keyOf(other)),
    ]);
    // Which of them is first is up to the files' reads.
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('are not taken for new when the file cannot be read', async () => {
    await expect(newHostKeys(undefined, folder).verify(HOST, keyOf(ed25519))).rejects.toThrow();
  });

  it('of a file of the first version are known, and a last line without its end is not run into', async () => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${pinName(HOST)} ${ed25519.type} ${ed25519.blob} 2026-01-02T03:04:05.678Z`);
    const keys = newHostKeys();
    expect(await keys.known(OWNER)).toEqual([
      {
        type: 'ssh-ed25519',
        fingerprint: ed25519.sha256,
        since: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
        via: 'first-use',
        port: 22,
      },
    ]);
    await keys.verify({ ...HOST, nodeId: 'i-1' }, keyOf(other));
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(3);
  });

  it('that the server proves over a trusted connection are learned, and known then', async () => {
    const keys = newHostKeys();
    await keys.learn(HOST, [keyOf(other)]);
    expect(await keys.known(OWNER)).toEqual([]);
    await keys.verify(HOST, keyOf(rsa));
    await keys.learn(HOST, [keyOf(rsa), keyOf(ed25519)]);
    await keys.learn(HOST, [keyOf(rsa), keyOf(ed25519)]);
    expect((await keys.known(OWNER)).map(({ type, via }) => [type, via])).toEqual([
      ['ssh-rsa', 'first-use'],
      ['ssh-ed25519', 'learned'],
    ]);
    expect(await keys.verify(HOST, keyOf(ed25519))).toMatchObject({ trust: 'known' });
  });
});

describe('a changed host key', () => {
  it('is trusted once it is accepted, the old one kept as a comment', async () => {
    const keys = newHostKeys();
    await keys.verify(HOST, keyOf(ed25519));
    await keys.learn(HOST, [keyOf(rsa)]);
    await keys.verify({ ...HOST, nodeId: 'i-1' }, keyOf(ed25519));
    await expect(keys.verify(HOST, keyOf(other))).rejects.toThrow('ssh.host-key-changed');
    await keys.accept('i-0abc', other.sha256);
    expect(await keys.verify(HOST, keyOf(other))).toEqual({ trust: 'known', isPending: false });
    await expect(keys.verify(HOST, keyOf(ed25519))).rejects.toThrow('ssh.host-key-changed');
    expect(await keys.known(OWNER)).toMatchObject([{ fingerprint: other.sha256, via: 'accepted' }]);
    const text = await readFile(file, 'utf8');
    expect(text.match(/^# replaced \d{4}\S+: i-0abc\./gm)).toHaveLength(2);
    expect(text).toContain(ed25519.blob);
    expect(await keys.verify({ ...HOST, nodeId: 'i-1' }, keyOf(ed25519))).toMatchObject({ trust: 'known' });
  });

  it('is accepted only if it is the very one that the node has just shown', async () => {
    const keys = newHostKeys();
    await expect(keys.accept('i-0abc', other.sha256)).rejects.toThrow('has not just shown');
    await keys.verify(HOST, keyOf(ed25519));
    await expect(keys.verify(HOST, keyOf(other))).rejects.toThrow('ssh.host-key-changed');
    await expect(keys.accept('i-0abc', rsa.sha256)).rejects.toThrow('has not just shown');
    await expect(keys.accept('i-1', other.sha256)).rejects.toThrow('has not just shown');
    await keys.accept('i-0abc', other.sha256);
    await expect(keys.accept('i-0abc', other.sha256)).rejects.toThrow('has not just shown');
  });

  it('comes with whether EC2 has started the instance since, and with what the console says', async () => {
    const keys = newHostKeys(() => Promise.resolve(consoleWith(ed25519, other)));
    await keys.verify(HOST, keyOf(ed25519));
    const launchedAt = Date.now() + 5_000;
    expect(await problemOf(keys.verify({ ...HOST, launchedAt }, keyOf(other)))).toMatchObject({
      params: { launched: new Date(launchedAt).toISOString(), console: 'listed' },
    });
    const earlier = await problemOf(keys.verify({ ...HOST, launchedAt: 5 }, keyOf(rsa)));
    expect(earlier?.params).toMatchObject({ console: 'others' });
    expect(earlier?.params).not.toHaveProperty('launched');
  });

  it('is a first one again after the node was forgotten', async () => {
    const keys = newHostKeys();
    await keys.verify(HOST, keyOf(ed25519));
    await keys.verify({ ...HOST, port: 2222 }, keyOf(rsa));
    await keys.verify({ ...HOST, nodeId: 'i-1' }, keyOf(ed25519));
    await keys.forget(OWNER);
    expect(await keys.known(OWNER)).toEqual([]);
    expect((await readFile(file, 'utf8')).match(/^# forgotten /gm)).toHaveLength(2);
    expect(await keys.verify(HOST, keyOf(other))).toMatchObject({ trust: 'first-use' });
    expect(await keys.verify({ ...HOST, nodeId: 'i-1' }, keyOf(ed25519))).toMatchObject({ trust: 'known' });
  });

  it('leaves a line that names another node as well to that node', async () => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `i-0abc,i-1 ${ed25519.type} ${ed25519.blob} by me\n`);
    const keys = newHostKeys();
    expect(await keys.known(OWNER)).toMatchObject([{ via: 'by-hand', since: null }]);
    await keys.forget(OWNER);
    expect(await keys.known(OWNER)).toEqual([]);
    expect(await keys.verify({ ...HOST, nodeId: 'i-1' }, keyOf(ed25519))).toMatchObject({ trust: 'known' });
  });
});

describe('the person’s own known_hosts', () => {
  const known = (name: string, key: MadeHostKey, marker = '') =>
    appendFile(userFile, `${marker}${name} ${key.type} ${key.blob}\n`);

  it('has the key by the node’s id: trusted, pinned, and its type asked for', async () => {
    await known('web,i-0abc', ed25519);
    const keys = newHostKeys();
    expect(await keys.expect(HOST)).toEqual({ types: ['ssh-ed25519'], certificates: false });
    expect(await keys.verify(HOST, keyOf(ed25519))).toEqual({ trust: 'user-known-hosts', isPending: false });
    expect(await keys.verify(HOST, keyOf(ed25519))).toMatchObject({ trust: 'known' });
    expect(await keys.known(OWNER)).toMatchObject([{ via: 'user-known-hosts' }]);
  });

  it('has another key for the node: refused, with the place, and its file is not touched', async () => {
    await appendFile(userFile, '# mine\n');
    await known('i-0abc', ed25519);
    const before = await readFile(userFile, 'utf8');
    const keys = newHostKeys();
    expect(await problemOf(keys.verify(HOST, keyOf(other)))).toMatchObject({
      code: 'ssh.host-key-changed',
      params: { known: ed25519.sha256, knownPlace: `${userFile}:2` },
    });
    await keys.accept('i-0abc', other.sha256);
    expect(await keys.verify(HOST, keyOf(other))).toMatchObject({ trust: 'known' });
    expect(await readFile(userFile, 'utf8')).toBe(before);
  });

  it('has the new key of a node whose pin is old: the person’s word counts', async () => {
    const keys = newHostKeys();
    await keys.verify(HOST, keyOf(ed25519));
    await known('i-0abc', other);
    expect(await keys.verify(HOST, keyOf(other))).toMatchObject({ trust: 'user-known-hosts' });
  });

  it('revokes a key, pinned or not, learned or not, for this node or all', async () => {
    const keys = newHostKeys();
    await keys.verify(HOST, keyOf(ed25519));
    await known('*', ed25519, '@revoked ');
    expect(await problemOf(keys.verify(HOST, keyOf(ed25519)))).toMatchObject({
      code: 'ssh.host-key-revoked',
      params: { node: 'web-1', offered: ed25519.sha256 },
    });
    await expect(keys.accept('i-0abc', ed25519.sha256)).rejects.toThrow('has not just shown');
    await known('i-0abc', rsa, '@revoked ');
    await keys.learn(HOST, [keyOf(rsa)]);
    expect(await keys.known(OWNER)).toHaveLength(1);
    expect(await keys.verify({ ...HOST, nodeId: 'i-1' }, keyOf(rsa))).toMatchObject({ trust: 'first-use' });
  });

  it('is not asked by address or name, and an authority’s key stands for no server’s', async () => {
    await known('10.0.0.1,web-1', ed25519);
    await known('*', other, '@cert-authority ');
    const keys = newHostKeys();
    expect(await keys.expect(HOST)).toEqual({ types: [], certificates: true });
    expect(await keys.verify(HOST, keyOf(rsa))).toMatchObject({ trust: 'first-use' });
  });

  it('may be unreadable: it counts as none, and the log says so', async () => {
    const warn = vi.fn();
    const user = new UserKnownHosts([folder], { ...SILENT, warn });
    expect(await user.about(HOST)).toEqual([]);
    expect(warn).toHaveBeenCalledWith(expect.any(String), { file: folder, code: 'EISDIR' });
  });

  it('is looked for where OpenSSH looks', () => {
    expect(defaultKnownHostsFiles('linux', {}).at(-2)).toBe('/etc/ssh/ssh_known_hosts');
    expect(defaultKnownHostsFiles('win32', { ProgramData: 'D:\\Data' }).at(-2)).toContain('D:\\Data');
  });
});

describe('the console', () => {
  it('lists the key: verified', async () => {
    const output = vi.fn(() => Promise.resolve(consoleWith(rsa, ed25519)));
    const keys = newHostKeys(output);
    await keys.expect(HOST);
    expect(await keys.verify(HOST, keyOf(ed25519))).toEqual({ trust: 'console-verified', isPending: false });
    expect(output).toHaveBeenCalledExactlyOnceWith('i-0abc');
    expect(await keys.verify(HOST, keyOf(ed25519))).toEqual({ trust: 'known', isPending: false });
    expect(await keys.known(OWNER)).toMatchObject([{ via: 'console' }]);
  });

  it('lists others: refused and not pinned, until it is accepted', async () => {
    const keys = newHostKeys(() => Promise.resolve(consoleWith(rsa, ed25519)));
    expect(await problemOf(keys.verify(HOST, keyOf(other)))).toMatchObject({
      code: 'ssh.host-key-mismatch-console',
      params: { offered: other.sha256, listed: `${rsa.sha256}\n${ed25519.sha256}`, when: 'before' },
    });
    expect(await keys.known(OWNER)).toEqual([]);
    await keys.accept('i-0abc', other.sha256);
    expect(await keys.verify(HOST, keyOf(other))).toEqual({ trust: 'known', isPending: false });
  });

  it('is not asked for what is known already, nor for a hybrid node', async () => {
    const output = vi.fn(() => Promise.resolve(''));
    const keys = newHostKeys(output);
    await keys.expect({ ...HOST, nodeId: 'mi-0abc' });
    await keys.verify({ ...HOST, nodeId: 'mi-0abc' }, keyOf(ed25519));
    expect(output).not.toHaveBeenCalled();
    await appendFile(userFile, `i-0abc ${ed25519.type} ${ed25519.blob}\n`);
    await keys.verify(HOST, keyOf(ed25519));
    await keys.expect(HOST);
    expect(output).not.toHaveBeenCalled();
  });

  it('cannot be asked: the connection goes on, on first use', async () => {
    const keys = newHostKeys(() => Promise.reject(new Error('AccessDenied')));
    expect(await keys.verify(HOST, keyOf(ed25519))).toEqual({ trust: 'first-use', isPending: false });
  });

  it('answers late: first use now, verified when the answer is there', async () => {
    let answer: (text: string) => void = () => undefined;
    const keys = newHostKeys(() => new Promise((resolve) => (answer = resolve)));
    expect(await keys.verify(HOST, keyOf(ed25519))).toEqual({ trust: 'first-use', isPending: true });
    const settled = keys.settle(HOST, keyOf(ed25519));
    answer(consoleWith(ed25519));
    expect(await settled).toBe('console-verified');
    expect(await keys.known(OWNER)).toMatchObject([{ via: 'console' }]);
  });

  it('answers late with nothing: all stays as it is', async () => {
    let answer: (text: string) => void = () => undefined;
    const keys = newHostKeys(() => new Promise((resolve) => (answer = resolve)));
    await keys.verify(HOST, keyOf(ed25519));
    const settled = keys.settle(HOST, keyOf(ed25519));
    answer('');
    expect(await settled).toBeNull();
    expect(await keys.known(OWNER)).toMatchObject([{ via: 'first-use' }]);
  });

  it('answers late with others: refused then, and what was pinned unverified is given up', async () => {
    let answer: (text: string) => void = () => undefined;
    const keys = newHostKeys(() => new Promise((resolve) => (answer = resolve)));
    await keys.verify(HOST, keyOf(other));
    await keys.learn(HOST, [keyOf(rsa)]);
    const settled = problemOf(keys.settle(HOST, keyOf(other)));
    answer(consoleWith(ed25519));
    expect(await settled).toMatchObject({
      code: 'ssh.host-key-mismatch-console',
      params: { when: 'after' },
    });
    await keys.learn(HOST, [keyOf(rsa)]);
    expect(await keys.known(OWNER)).toEqual([]);
    expect(await readFile(file, 'utf8')).toMatch(/^# contradicted /m);
  });

  it('is asked again at a later connection to a node that was trusted on first use', async () => {
    const first = newHostKeys();
    await first.verify(HOST, keyOf(ed25519));
    const keys = newHostKeys(() => Promise.resolve(consoleWith(ed25519)));
    expect(await keys.verify(HOST, keyOf(ed25519))).toEqual({ trust: 'known', isPending: true });
    expect(await keys.settle(HOST, keyOf(ed25519))).toBe('console-verified');
    expect(await keys.verify(HOST, keyOf(ed25519))).toEqual({ trust: 'known', isPending: false });
  });
});
