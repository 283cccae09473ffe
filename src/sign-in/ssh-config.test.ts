import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sshConfigFor } from './ssh-config.js';

const NOTHING = { user: null, port: null, identity: null, identityAgent: null };
const node = { id: 'i-0abc', name: 'web-1', privateIp: '10.20.0.7' };
let folder: string;
let config: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-ssh-config-'));
  config = join(folder, 'config');
  await writeFile(join(folder, 'more'), 'Host other\n  User wrong\n');
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
    expect(await sshConfigFor(node, config)).toEqual(NOTHING);
    await writeFile(config, 'Host other\n  User somebody\n');
    expect(await sshConfigFor(node, config)).toEqual(NOTHING);
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
    [
      'by Match host as HostName makes it, and originalhost as it was',
      'Host i-*\n  HostName %h.example\nMatch host *.example\n  User deploy\nMatch originalhost i-0abc\n  Port 2222\n',
    ],
    [
      'by Match with the user that is known so far, and without what does not hold',
      'Match user deploy\n  Port 1\nHost i-*\n  User deploy\nMatch user deploy host i-*\n  Port 2222\n',
    ],
    [
      'by negated criteria, patterns and all',
      'Match !user nobody-here originalhost i-*,!i-1*\n  User deploy\nMatch all\n  Port 2222\n',
    ],
    [
      'by Match final, after all else',
      'Match final host i-*\n  User late\n  Port 2222\nHost i-*\n  User deploy\n',
    ],
    [
      'by Match localuser, with a comment and quotes',
      `Match localuser=${userInfo().username} host i-* # mine\n  User "deploy" # too\n  Port 2222\n`,
    ],
    [
      'unless only commas part its patterns',
      'Host x,i-0abc\n  User wrong\nHost i-0abc\n  User deploy\n  Port 2222\n',
    ],
    ['in a section that an Include does not end', 'Host i-*\n  Include more\n  User deploy\n  Port 2222\n'],
  ])('names a node %s, as the real ssh reads it', async (_, text) => {
    await writeFile(config, text.replace('Include more', `Include ${join(folder, 'more')}`));
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
    expect(await sshConfigFor(node, config)).toEqual(NOTHING);
  });

  it('gives the first identity file that is there, with its tokens', async () => {
    const lines = ['Host i-*', '  IdentityFile /nowhere/key', '  IdentityFile ${KEYS}/key-%h'];
    await writeFile(config, lines.join('\n'));
    const { identity } = await sshConfigFor(node, config, undefined, { KEYS: folder });
    expect(identity).toEqual({ kind: 'key-file', path: join(folder, 'key-i-0abc') });
  });

  it('hangs on the user that is to sign in, where one is', async () => {
    await writeFile(join(folder, 'key-admin'), '');
    const lines = [
      'Host i-*',
      `  IdentityFile ${folder}/key-%r`,
      'Match user admin',
      '  Port 2222',
      'Host i-*',
      '  User deploy',
    ];
    await writeFile(config, lines.join('\n'));
    expect(await sshConfigFor(node, config)).toMatchObject({ user: 'deploy', port: null, identity: null });
    expect(await sshConfigFor(node, config, 'admin')).toMatchObject({
      user: 'admin',
      port: 2222,
      identity: { path: join(folder, 'key-admin') },
    });
  });

  it('takes a key of the agent where only its public half is there, or is named', async () => {
    const file = join(folder, 'id');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'min@work', '-f', file]);
    const fingerprint = execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1];
    const held = { kind: 'agent', fingerprint, comment: 'min@work' };
    await writeFile(config, `Host i-*\n  IdentityFile ${file}.pub\n`);
    expect((await sshConfigFor(node, config)).identity).toEqual(held);
    await writeFile(config, `Host i-*\n  IdentityFile ${file}\n`);
    expect((await sshConfigFor(node, config)).identity).toEqual({ kind: 'key-file', path: file });
    await rm(file);
    expect((await sshConfigFor(node, config)).identity).toEqual(held);
  });

  it.each([
    ['IdentityAgent ~/agent.sock', join(homedir(), 'agent.sock')],
    ['IdentityAgent "${RUNTIME}/agent"', '/run/me/agent'],
    ['IdentityAgent $AGENT', '/run/agent'],
    ['IdentityAgent SSH_AUTH_SOCK', null],
    ['IdentityAgent none', null],
    ['User deploy', null],
  ])('names an agent: %s', async (line, socket) => {
    await writeFile(config, `Host i-*\n  ${line}\n`);
    const env = { RUNTIME: '/run/me', AGENT: '/run/agent' };
    expect((await sshConfigFor(node, config, undefined, env)).identityAgent).toBe(socket);
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
      [
        `Match host i-0abc exec "touch ${witness}"`,
        '  User evil',
        `Match host i-0abc !exec "touch ${witness}"`,
        '  User evil',
        'Match tagged x',
        '  User evil',
        'Host i-*',
        '  User good',
      ].join('\n'),
    );
    expect((await sshConfigFor(node, config)).user).toBe('good');
    await expect(rm(witness)).rejects.toThrow('ENOENT');
  });

  it('is of no use when it is damaged, and harmless', async () => {
    await writeFile(config, Buffer.from([0xff, 0xfe, 0, 1, 10, 32, 34]));
    expect((await sshConfigFor(node, config)).user).toBeNull();
  });
});
