import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sshConfigFor } from './ssh-config.js';

const node = { id: 'i-0abc', name: 'web-1', privateIp: '10.20.0.7' };
let folder: string;
let config: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-ssh-config-'));
  config = join(folder, 'config');
  await writeFile(join(folder, 'key'), '');
  await writeFile(join(folder, 'key-i-0abc'), '');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the real ssh takes from the file for a host. */
function byOpenSsh(host: string): { user: string; port: number } {
  const output = execFileSync('ssh', ['-F', config, '-G', host], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const value = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(output)?.[1] ?? '';
  return { user: value('user'), port: Number(value('port')) };
}

describe('~/.ssh/config', () => {
  it('says nothing where it is missing, or names other hosts', async () => {
    expect(await sshConfigFor(node, config)).toEqual({ user: null, identityFile: null, port: null });
    await writeFile(config, 'Host other\n  User somebody\n');
    expect(await sshConfigFor(node, config)).toEqual({ user: null, identityFile: null, port: null });
  });

  it.each([
    ['by its id', 'Host i-0abc\n  User deploy\n  Port 2222\n'],
    ['by a pattern', 'Host i-* mi-*\n  User deploy\n  Port 2222\n'],
    ['with the first value of each', 'Host i-0abc\n  User deploy\nHost i-*\n  User late\n  Port 2222\n'],
    ['with what stands before all hosts', 'User deploy\nHost i-*\n  Port 2222\n  User late\n'],
    [
      'with what is for all hosts, after it',
      'Host i-0abc\n  User deploy\nHost *\n  User late\n  Port 2222\n',
    ],
    ['with = and quotes, in any case', 'host = "i-0abc"\n  USER="deploy"\n  port=2222\n'],
    [
      'unless a pattern leaves it out',
      'Host i-* !i-0abc\n  User wrong\nHost i-0*\n  User deploy\n  Port 2222\n',
    ],
    ['by Match host', 'Match host i-0abc,other\n  User deploy\n  Port 2222\n'],
  ])('names a node %s, as the real ssh reads it', async (_, text) => {
    await writeFile(config, text);
    const expected = { user: 'deploy', port: 2222 };
    expect(byOpenSsh('i-0abc')).toEqual(expected);
    expect(await sshConfigFor(node, config)).toMatchObject(expected);
  });

  it('is read for the name and the private address, too', async () => {
    await writeFile(config, 'Host web-1\n  User by-name\nHost 10.20.0.*\n  User by-address\n');
    expect((await sshConfigFor(node, config)).user).toBe('by-name');
    expect((await sshConfigFor({ ...node, name: 'db' }, config)).user).toBe('by-address');
  });

  it('does not take what is said of all hosts for knowledge of this one', async () => {
    await writeFile(config, `Host *\n  User everybody\n  IdentityFile ${join(folder, 'key')}\n`);
    expect(await sshConfigFor(node, config)).toEqual({ user: null, identityFile: null, port: null });
  });

  it('gives the first identity file that is there, with its tokens', async () => {
    const lines = ['Host i-*', '  IdentityFile /nowhere/key', '  IdentityFile ${KEYS}/key-%h'];
    await writeFile(config, lines.join('\n'));
    const { identityFile } = await sshConfigFor(node, config, { KEYS: folder });
    expect(identityFile).toBe(join(folder, 'key-i-0abc'));
  });

  it('follows Include, with wildcards, and not in circles', async () => {
    await writeFile(config, 'Include conf-*\nInclude config\n');
    await writeFile(join(folder, 'conf-aws'), 'Host i-*\n  User included\n');
    expect((await sshConfigFor(node, config)).user).toBe('included');
  });

  it('runs nothing and passes over what only ssh can judge', async () => {
    const witness = join(folder, 'witness');
    await writeFile(
      config,
      `Match host i-0abc exec "touch ${witness}"\n  User evil\nHost i-*\n  User good\n`,
    );
    expect((await sshConfigFor(node, config)).user).toBe('good');
    await expect(rm(witness)).rejects.toThrow('ENOENT');
  });

  it('is of no use when it is damaged, and harmless', async () => {
    await writeFile(config, Buffer.from([0xff, 0xfe, 0, 1, 10, 32, 34]));
    expect((await sshConfigFor(node, config)).user).toBeNull();
  });
});
