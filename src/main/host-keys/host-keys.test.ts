import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostKeys, pinName } from './host-keys.js';
import { formatKnownHost, parseKnownHosts } from './known-hosts.js';

const HOST = { nodeId: 'i-0abc', label: 'web-1', region: 'eu-central-1', accountId: '123456789012' };
const KEY = {
  type: 'ssh-ed25519',
  blob: 'AAAAC3NzaC1lZDI1NTE5AAAAIIitbpskKeWmsdOav1wnWz7szrtv0/4wLUC2E4NHwOBq',
};
const OTHER = {
  type: 'ssh-ed25519',
  blob: 'AAAAC3NzaC1lZDI1NTE5AAAAIJitbpskKeWmsdOav1wnWz7szrtv0/4wLUC2E4NHwOBq',
};
const RSA = { type: 'ssh-rsa', blob: 'AAAAB3NzaC1yc2EAAAADAQABAAAAgQC8' };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-host-keys-'));
  file = join(folder, 'below', 'known_hosts');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('host keys', () => {
  it('are pinned on first use under node, region and account, and known afterwards', async () => {
    const keys = new HostKeys(file);
    expect(await keys.verify(HOST, KEY)).toBe('first-use');
    expect(await keys.verify(HOST, KEY)).toBe('known');
    expect(await new HostKeys(file).verify(HOST, KEY)).toBe('known');
    expect(await readFile(file, 'utf8')).toMatch(
      /^i-0abc\.eu-central-1\.123456789012 ssh-ed25519 AAAA\S+ \d{4}-\d\d-\d\dT[\d:.]+Z\n$/,
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('that changed are refused with both fingerprints, and the pin stays', async () => {
    const keys = new HostKeys(file);
    await keys.verify(HOST, KEY);
    const before = await readFile(file, 'utf8');
    await expect(keys.verify(HOST, OTHER)).rejects.toMatchObject({
      problem: {
        code: 'ssh.host-key-changed',
        params: {
          node: 'web-1',
          offered: expect.stringMatching(/^SHA256:/) as string,
          known: expect.stringMatching(/^SHA256:/) as string,
          since: expect.stringMatching(/^\d{4}-/) as string,
        },
      },
    });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await keys.verify(HOST, KEY)).toBe('known');
  });

  it('of another type than the pinned one are refused too', async () => {
    const keys = new HostKeys(file);
    await keys.verify(HOST, KEY);
    await expect(keys.verify(HOST, RSA)).rejects.toThrow('ssh.host-key-changed');
  });

  it('belong to one node, region and account', async () => {
    const keys = new HostKeys(file);
    await keys.verify(HOST, KEY);
    expect(await keys.verify({ ...HOST, nodeId: 'i-0abcd' }, OTHER)).toBe('first-use');
    expect(await keys.verify({ ...HOST, region: 'us-east-1' }, OTHER)).toBe('first-use');
    expect(await keys.verify({ ...HOST, accountId: '210987654321' }, OTHER)).toBe('first-use');
  });

  it('stay pinned when the account becomes known, or is not for once', async () => {
    const unknown = { ...HOST, accountId: null };
    expect(pinName(unknown)).toBe('i-0abc.eu-central-1');
    const keys = new HostKeys(file);
    await keys.verify(unknown, KEY);
    expect(await keys.verify(HOST, KEY)).toBe('known');
    await expect(keys.verify(HOST, OTHER)).rejects.toThrow('ssh.host-key-changed');

    const pinned = { ...HOST, nodeId: 'i-0def' };
    await keys.verify(pinned, KEY);
    await expect(keys.verify({ ...pinned, accountId: null }, OTHER)).rejects.toThrow('ssh.host-key-changed');
  });

  it('seen by two first connections at once are pinned once', async () => {
    const keys = new HostKeys(file);
    const outcomes = await Promise.allSettled([keys.verify(HOST, KEY), keys.verify(HOST, OTHER)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('are not taken for new when the file cannot be read', async () => {
    await expect(new HostKeys(folder).verify(HOST, KEY)).rejects.toThrow();
  });
});

describe('a known_hosts file', () => {
  it('passes over what is no plain entry', () => {
    const text = [
      '# comment',
      '',
      '|1|hash=|salt= ssh-rsa AAAA',
      '@revoked * ssh-rsa AAAA',
      'damaged',
      'a,b ssh-rsa AAAAB3 some words here  ',
      ' c ssh-ed25519 AAAAC3\r',
    ].join('\n');
    expect(parseKnownHosts(text)).toEqual([
      { hosts: ['a', 'b'], type: 'ssh-rsa', blob: 'AAAAB3', comment: 'some words here' },
      { hosts: ['c'], type: 'ssh-ed25519', blob: 'AAAAC3', comment: '' },
    ]);
  });

  it('reads what it writes', () => {
    const entry = { hosts: ['a', 'b'], type: 'ssh-rsa', blob: 'AAAA', comment: 'x y' };
    expect(parseKnownHosts(formatKnownHost(entry))).toEqual([entry]);
    expect(formatKnownHost({ ...entry, comment: '' })).toBe('a,b ssh-rsa AAAA\n');
  });
});
