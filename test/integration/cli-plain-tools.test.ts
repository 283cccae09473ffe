import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PinFile } from '../../src/host-keys/pin-file.js';
import { NODE_ID, startCliMachine, withCuts, type CliMachine } from '../support/cli.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
/** Enough for a good many messages each way, some of them through a cut. */
const FILE_BYTES = 600_000;

let machine: CliMachine;
let config: string;
let host: string;
let original: Buffer;

beforeAll(async () => {
  // At the real agent’s pace: without it too much is under way at a cut, which the agent repeats message by message.
  machine = await startCliMachine();
  const { home, keyFile, user } = machine;
  config = join(home, '.ssh', 'config');
  writeFileSync(
    config,
    `Host *\n  User ${user}\n  IdentityFile ${keyFile}\n  IdentitiesOnly yes\n  StrictHostKeyChecking accept-new\n  UserKnownHostsFile ${home}/known\n  BatchMode yes\n`,
    { mode: 0o600 },
  );
  const { code, stderr } = await machine.run('sallyport', [
    'ssh-config',
    'install',
    '--yes',
    '--file',
    config,
  ]);
  expect(stderr).toContain('Written.');
  expect(code).toBe(0);
  host = NODE_ID;
  original = randomBytes(FILE_BYTES);
  writeFileSync(join(home, 'original'), original);
});

afterEach(() => machine.allEnded());
afterAll(() => machine.close());

const ssh = (...args: string[]) => machine.run('ssh', ['-F', config, ...args]);
/** A public key of nobody's, in SSH's wire format. */
const generateKey = () =>
  Buffer.concat([
    Buffer.from('0000000b', 'hex'),
    Buffer.from('ssh-ed25519'),
    Buffer.from('00000020', 'hex'),
    randomBytes(32),
  ]).toString('base64');
const remote = (name: string) => join(machine.remoteHome, name);

const throughCuts = <T>(work: () => Promise<T>) => withCuts(machine, FILE_BYTES / 4, work);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Connects to a port of the far side by a SOCKS 5 proxy (RFC 1928). @returns all that it sends */
async function throughSocks(proxyPort: number, port: number): Promise<string> {
  const socket = connect(proxyPort, '127.0.0.1');
  socket.write(Buffer.from([5, 1, 0]));
  await once(socket, 'data');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 255]));
  await once(socket, 'end');
  // The proxy's answer (RFC 1928, section 6: 10 bytes for an IPv4 address) may come in one piece with what follows.
  return Buffer.concat(chunks).subarray(10).toString();
}

describe('OpenSSH and what runs on it, through `sallyport proxy`', () => {
  it('ssh runs a command, with its exit code, and standard output is the command’s alone', async () => {
    expect(await ssh(host, 'echo out; echo err >&2; exit 3')).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: expect.stringContaining('err\n') as string,
    });
  });

  it('ssh knows the keys that the app has pinned, and refuses another', async () => {
    const pins = join(machine.home, '.config/Sallyport/known_hosts');
    mkdirSync(dirname(pins), { recursive: true });
    const [type = '', blob = ''] = machine.hostKeys[0]?.split(' ') ?? [];
    const node = { nodeId: NODE_ID, label: '', region: 'eu-central-1', accountId: '123456789012', port: 22 };
    const pin = { ...node, launchedAt: null };
    const strict = ['-o', 'StrictHostKeyChecking=yes', '-o', 'UserKnownHostsFile=none'];
    const only = ['-o', `HostKeyAlgorithms=${type}`];
    await new PinFile(pins).add(pin, { type, blob }, 'first-use');
    expect(await ssh(...strict, ...only, host, 'echo known')).toMatchObject({ code: 0, stdout: 'known\n' });
    const other = generateKey();
    await new PinFile(pins).replace(pin, { type: 'ssh-ed25519', blob: other }, 'accepted');
    expect((await ssh(...strict, ...only, host, 'echo never')).stderr).toContain('verification failed');
    rmSync(pins);
  });

  it('scp copies both ways by SFTP and by its own protocol, through cuts', async () => {
    for (const [name, options] of [
      ['sftp', []],
      ['legacy', ['-O']],
    ] as const) {
      const copy = (from: string, to: string) =>
        throughCuts(() => machine.run('scp', ['-F', config, '-q', ...options, from, to]));
      expect(await copy(join(machine.home, 'original'), `${host}:${name}`)).toMatchObject({ code: 0 });
      expect(sha256(readFileSync(remote(name)))).toBe(sha256(original));
      expect(await copy(`${host}:${name}`, join(machine.home, name))).toMatchObject({ code: 0 });
      expect(sha256(readFileSync(join(machine.home, name)))).toBe(sha256(original));
    }
  });

  it('sftp, rsync and git copy, through cuts', async () => {
    const batch = join(machine.home, 'batch');
    writeFileSync(batch, `put original by-sftp\nget by-sftp back-by-sftp\n`);
    const sftp = ['-F', config, '-q', '-b', batch, host];
    expect(await throughCuts(() => machine.run('sftp', sftp))).toMatchObject({ code: 0 });
    expect(sha256(readFileSync(join(machine.home, 'back-by-sftp')))).toBe(sha256(original));

    const rsh = `ssh -F ${config}`;
    mkdirSync(join(machine.home, 'tree/a b'), { recursive: true });
    writeFileSync(join(machine.home, 'tree/a b/파일'), original);
    const rsync = ['-a', '-e', rsh, 'tree/', `${host}:tree/`];
    expect(await throughCuts(() => machine.run('rsync', rsync))).toMatchObject({ code: 0 });
    expect(sha256(readFileSync(remote('tree/a b/파일')))).toBe(sha256(original));

    const prepare =
      'git init -q r && cd r && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m first && cp ../by-sftp f && git add f && git -c user.name=a -c user.email=a@b commit -q -m second';
    expect(await ssh(host, prepare)).toMatchObject({ code: 0 });
    const clone = ['clone', '-q', `ssh://${host}${machine.remoteHome}/r`, 'cloned'];
    const git = throughCuts(() => machine.run('git', clone, { GIT_SSH_COMMAND: rsh }));
    expect(await git).toMatchObject({ code: 0 });
    expect(sha256(readFileSync(join(machine.home, 'cloned/f')))).toBe(sha256(original));
  });

  it('a master connection carries many at once, over one session', async () => {
    const before = machine.simulator.sessions.length;
    const control = ['-o', `ControlPath=${join(machine.home, 'master')}`];
    const master = machine.start('ssh', ['-F', config, ...control, '-M', '-N', host]);
    await expect
      .poll(() => ssh(...control, '-O', 'check', host).then(({ code }) => code), { timeout: 15_000 })
      .toBe(0);
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => ssh(...control, host, `echo ${n}`)));
    expect(answers.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n', '4\n', '5\n']);
    expect(machine.simulator.sessions.length - before).toBe(1);
    // Not by a signal: OpenSSH 9.2 loses one that comes between its look for signals and its poll, and stays.
    const exit = once(master, 'exit');
    expect(await ssh(...control, '-O', 'exit', host)).toMatchObject({ code: 0 });
    await exit;
  });

  it('an editor’s long pipe stays: a script over standard input that answers as it is asked', async () => {
    const editor = machine.start('ssh', ['-F', config, '-T', '-o', 'ConnectTimeout=15', host, 'bash']);
    let answer = '';
    editor.stdout.on('data', (text: Buffer) => (answer += text.toString()));
    editor.stdin.write('while read line; do echo "got $line"; [ "$line" = end ] && exit 5; done\n');
    for (const word of ['one', 'two']) {
      editor.stdin.write(`${word}\n`);
      await expect.poll(() => answer, { timeout: 15_000 }).toContain(`got ${word}\n`);
      machine.simulator.faults.cutClientSocket();
    }
    editor.stdin.write('end\n');
    expect(await once(editor, 'exit')).toEqual([5, null]);
  });

  it('an editor’s ports, too: what listens on the node is reached by the same pipe', async () => {
    const server = createServer((socket) => socket.end('from the node'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socks = await freePort();
    // As Visual Studio Code does: a shell over standard input, and a SOCKS proxy beside it.
    const editor = machine.start('ssh', ['-F', config, '-T', '-D', `127.0.0.1:${socks}`, host, 'bash']);
    editor.stdin.write('echo ready\n');
    await once(editor.stdout, 'data');
    machine.simulator.faults.cutClientSocket();
    expect(await throughSocks(socks, port)).toBe('from the node');
    editor.stdin.end();
    expect(await once(editor, 'exit')).toEqual([0, null]);
    server.close();
  });

  it('twenty at once through cuts, each with its own bytes', async () => {
    const outcomes = await throughCuts(() =>
      Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          ssh(host, `head -c 100000 /dev/zero | tr '\\0' ${String.fromCharCode(97 + n)}`),
        ),
      ),
    );
    const expected = outcomes.map((_, n) => sha256(Buffer.alloc(100_000, 97 + n)));
    expect(outcomes.map(({ stdout }) => sha256(Buffer.from(stdout)))).toEqual(expected);
  });
});

describe('names', () => {
  it('reach their node, and its keys are kept by the node’s id', async () => {
    expect(await ssh('web-1.sallyport', 'echo hello')).toMatchObject({ code: 0, stdout: 'hello\n' });
    const file = join(machine.home, '.config/Sallyport/ssh-names/web-1.sallyport');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(new RegExp(`^# ${NODE_ID}\nweb-1.sallyport ssh-`));

    // The name was another node's before: that one's keys are no reason to refuse this one.
    writeFileSync(
      file,
      text
        .replace(NODE_ID, 'i-0aaaaaaaaaaaaaaaa')
        .replace(/AAAA\S+/, machine.hostKeys[1]?.split(' ')[1] ?? ''),
    );
    expect(await ssh('web-1.sallyport', 'echo again')).toMatchObject({ code: 0, stdout: 'again\n' });
    expect(readFileSync(`${file}.i-0aaaaaaaaaaaaaaaa`, 'utf8')).toContain('# i-0aaaaaaaaaaaaaaaa');
    expect(readFileSync(file, 'utf8')).toContain(`# ${NODE_ID}`);
  });

  it('`sallyport ssh` finds the node and passes on what follows', async () => {
    const { home, user, keyFile } = machine;
    const args = [
      '-F',
      'none',
      '-i',
      keyFile,
      '-o',
      `UserKnownHostsFile=${home}/by-id`,
      '-o',
      'StrictHostKeyChecking=accept-new',
    ];
    const outcome = await machine.run('sallyport', [
      'ssh',
      `${user}@WEB-1`,
      ...args,
      'echo $((6 * 7)); exit 4',
    ]);
    expect(outcome).toMatchObject({ code: 4, stdout: '42\n' });
    expect(readFileSync(join(home, 'by-id'), 'utf8')).toMatch(new RegExp(`^${NODE_ID} `));
  });
});
