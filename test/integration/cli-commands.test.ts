import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { simulatedNode } from '../../simulator/index.js';
import { NODE_ID, startCliMachine, type CliMachine } from '../support/cli.js';

const TWIN = { tags: {}, name: 'twin' };
let machine: CliMachine;
/** A service on the node's port 7777 that greets, and keeps what it is sent. */
let service: Server;
let peers: Socket[];
let heard: Buffer[];

beforeAll(async () => {
  service = createServer((socket) => {
    peers.push(socket);
    socket.on('data', (bytes) => heard.push(bytes));
    socket.on('error', () => undefined);
    socket.write('hello\n');
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  machine = await startCliMachine({
    agentPacing: false,
    ports: { 7777: (service.address() as AddressInfo).port },
    others: [
      simulatedNode({ instanceId: 'i-0aaaaaaaaaaaaaaa1', ...TWIN }),
      simulatedNode({ instanceId: 'i-0aaaaaaaaaaaaaaa2', ...TWIN }),
      simulatedNode({
        instanceId: 'i-0aaaaaaaaaaaaaaa3',
        name: 'was-here',
        state: 'terminated',
        managed: false,
      }),
      simulatedNode({
        instanceId: 'i-0aaaaaaaaaaaaaaa4',
        name: 'asleep',
        state: 'stopped',
        pingStatus: 'ConnectionLost',
      }),
      simulatedNode({ instanceId: 'mi-0aaaaaaaaaaaaaaa5', name: '서버' }),
    ],
  });
});

afterEach(async () => {
  machine.simulator.faults.allowAction('ssm:StartSession');
  await machine.allEnded();
  peers = [];
  heard = [];
});
afterAll(async () => {
  service.close();
  await machine.close();
});

peers = [];
heard = [];
const sallyport = (...args: string[]) => machine.run('sallyport', args);
/** Starts a proxy to the service and waits for its greeting. */
async function proxied() {
  const child = machine.start('sallyport', ['proxy', NODE_ID, '7777']);
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const [greeting] = (await once(child.stdout, 'data')) as [Buffer];
  expect(greeting.toString()).toBe('hello\n');
  return { child, errors: () => errors };
}

describe('sallyport proxy', () => {
  it('ends the session when its input ends, after the node has all of it', async () => {
    const { child } = await proxied();
    const bytes = Buffer.alloc(300_000, 'x');
    child.stdin.end(bytes);
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect.poll(() => Buffer.concat(heard).length).toBe(bytes.length);
  });

  it('ends it when whoever reads it is gone, on SIGTERM and on SIGHUP, each with its exit code', async () => {
    const reader = await proxied();
    reader.child.stdout.destroy();
    peers[0]?.write('to nobody\n');
    expect(await once(reader.child, 'exit')).toEqual([0, null]);
    for (const [signal, code] of [
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      const { child } = await proxied();
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([code, null]);
      await machine.allEnded();
    }
  });

  it('ends with 0 when the node closes, and writes all that came before', async () => {
    const { child } = await proxied();
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length));
    peers[0]?.end(Buffer.alloc(200_000, 'y'));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(bytes).toBe(200_000);
  });

  it('holds the node back while nobody reads, and loses nothing', async () => {
    const { child } = await proxied();
    child.stdout.pause();
    const total = 24_000_000;
    const sent = new Promise<void>((resolve) => peers[0]?.write(Buffer.alloc(total, 'z'), () => resolve()));
    const session = machine.simulator.sessions.at(-1);
    let before = -1;
    // Until nothing moves any more: all buffers in between are full.
    await expect
      .poll(
        () => {
          const now = session?.bytesToClient ?? 0;
          const stands = now === before;
          before = now;
          return stands && now > 0;
        },
        { interval: 700, timeout: 20_000 },
      )
      .toBe(true);
    // The rest is in the system's own buffers of four sockets in a row.
    expect(before).toBeLessThan(total / 2);
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume();
    await expect.poll(() => bytes, { timeout: 40_000, interval: 100 }).toBe(total);
    await sent;
    child.stdin.end();
    await once(child, 'exit');
  });

  it('says within seconds that nothing listens on a port: 6', async () => {
    const child = machine.start('sallyport', ['proxy', NODE_ID, '4444']);
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.stdin.write('SSH-2.0-x\r\n');
    expect(await once(child, 'close')).toEqual([6, null]);
    expect(errors).toContain('4444');
  });

  it('says who denies it: 4; that the node is offline: 5; that there are no credentials: 3', async () => {
    machine.simulator.faults.denyAction('ssm:StartSession');
    const denied = await sallyport('proxy', NODE_ID);
    expect(denied).toMatchObject({ code: 4, stdout: '' });
    expect(denied.stderr).toContain('not authorized to perform: ssm:StartSession');
    machine.simulator.faults.allowAction('ssm:StartSession');
    expect(await sallyport('proxy', 'i-0aaaaaaaaaaaaaaa4')).toMatchObject({ code: 5, stdout: '' });
    const none = { AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true' };
    expect(await machine.run('sallyport', ['proxy', NODE_ID], none)).toMatchObject({ code: 3, stdout: '' });
  });

  it('takes keys from a profile, and mends a wrong clock', async () => {
    const { home, env, simulator } = machine;
    mkdirSync(join(home, '.aws'));
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_ENDPOINT_URL: url } = env;
    writeFileSync(
      join(home, '.aws/credentials'),
      `[mine]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    );
    writeFileSync(
      join(home, '.aws/config'),
      `[profile mine]\nregion = eu-central-1\nendpoint_url = ${url}\n`,
    );
    simulator.faults.clockSkewMs = 3_600_000;
    try {
      const bare = {
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_ENDPOINT_URL: '',
        AWS_REGION: '',
        AWS_DEFAULT_REGION: '',
      };
      const script = `sleep 2 | env -u AWS_REGION -u AWS_DEFAULT_REGION sallyport proxy --profile mine ${NODE_ID} 7777`;
      expect(await machine.run('sh', ['-c', script], bare)).toEqual({
        code: 0,
        stdout: 'hello\n',
        stderr: '',
      });
    } finally {
      simulator.faults.clockSkewMs = 0;
    }
  });
});

describe('names and lists', () => {
  it('refuses a name that several nodes have, with the list, and one that none has', async () => {
    const several = await sallyport('proxy', 'twin.sallyport');
    expect(several.code).toBe(5);
    expect(several.stderr).toMatch(/i-0aaaaaaaaaaaaaaa1 .*\n.*i-0aaaaaaaaaaaaaaa2 /);
    expect((await sallyport('proxy', 'was-here')).stderr).toContain('“was-here”');
    expect(machine.simulator.sessions.every(({ target }) => target === NODE_ID)).toBe(true);
  });

  it('lists nodes as a table without colour, and as JSON for scripts', async () => {
    const table = await sallyport('ls');
    expect(table).toMatchObject({ code: 0, stderr: '' });
    const lines = table.stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^NAME +ID +STATE/);
    expect(lines).toHaveLength(7);
    expect(table.stdout).toMatch(new RegExp(`^Web-1 +${NODE_ID} +ready`, 'm'));
    expect(table.stdout).not.toContain('\u001b');
    const { stdout } = await sallyport('ls', '--json', '--ready', 'ENV=prod');
    expect(JSON.parse(stdout)).toMatchObject([
      { id: NODE_ID, name: 'Web-1', reach: 'ready', tags: { env: 'prod' } },
    ]);
  });

  it('has colour on a terminal only, and not with NO_COLOR', async () => {
    const onTerminal = async (env: Record<string, string>) => {
      const { stdout } = await machine.run('script', ['-qec', 'sallyport ls', '/dev/null'], env);
      expect(stdout).toContain(NODE_ID);
      return stdout.includes('\u001b[1mNAME');
    };
    expect(await onTerminal({ TERM: 'xterm-256color' })).toBe(true);
    expect(await onTerminal({ TERM: 'xterm-256color', NO_COLOR: '1' })).toBe(false);
  });

  it('finds nodes by the query language of the app', async () => {
    const ids = async (...terms: string[]) => {
      const { stdout } = await sallyport('ls', '--json', '--', ...terms);
      return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id.slice(-1)).sort();
    };
    expect(await ids('state:stopped,hybrid')).toEqual(['4', '5']);
    expect(await ids('name:twin', '-id:a1')).toEqual(['2']);
    expect(await ids('tag:env=p*', 'reach:ok', 'source:eu-central')).toEqual(['1']);
    expect((await sallyport('ls', 'nonsense:x')).stderr).toContain('“nonsense:” is no field');
  });

  it('shows what one of the two listings knows, and says what the other says', async () => {
    machine.simulator.faults.denyAction('ec2:DescribeInstances');
    try {
      const { code, stdout, stderr } = await sallyport('ls');
      expect(code).toBe(4);
      expect(stdout).toContain(NODE_ID);
      expect(stderr).toContain('ec2:DescribeInstances');
    } finally {
      machine.simulator.faults.allowAction('ec2:DescribeInstances');
    }
  });
});

describe('sallyport forward', () => {
  it('passes connections on, each over a session of its own, until it is told to end', async () => {
    const child = machine.start('sallyport', ['forward', 'web-1', '0:7777']);
    let words = '';
    child.stderr.on('data', (text: Buffer) => (words += text.toString()));
    await expect.poll(() => words, { timeout: 15_000 }).toContain('Ctrl-C');
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(words)?.[1]);
    const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    for (const socket of sockets) {
      const [greeting] = (await once(socket, 'data')) as [Buffer];
      expect(greeting.toString()).toBe('hello\n');
    }
    expect(machine.simulator.sessions.filter(({ ended }) => !ended)).toHaveLength(2);
    sockets[0]?.end('first and last');
    await expect.poll(() => Buffer.concat(heard).toString(), { timeout: 15_000 }).toBe('first and last');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
  });

  it('says that the local port is taken', async () => {
    const { port } = service.address() as AddressInfo;
    const { code, stderr } = await sallyport('forward', NODE_ID, `${port}:7777`);
    expect(code).toBe(2);
    expect(stderr).toContain('EADDRINUSE');
  });
});

describe('sallyport doctor', () => {
  it('checks one thing after the other, and leaves no session open', async () => {
    const { code, stdout } = await sallyport('doctor', 'web-1', '--json');
    const findings = JSON.parse(stdout) as { check: string; ok: boolean }[];
    const checks = ['configuration', 'credentials', 'node', 'agent', 'connection', 'session'];
    expect(findings.map(({ check }) => check)).toEqual(checks);
    expect(findings.every(({ ok }) => ok)).toBe(true);
    expect(code).toBe(0);
  });

  it('stops at the first thing that is wrong, with its words and its exit code', async () => {
    machine.simulator.faults.denyAction('ssm:StartSession');
    const { code, stdout } = await sallyport('doctor', NODE_ID);
    expect(stdout).toMatch(/^ok {4}connection/m);
    expect(stdout).toMatch(/^FAIL {2}session[^]*ssm:StartSession/m);
    expect(code).toBe(4);
    const asleep = await sallyport('doctor', 'asleep');
    expect(asleep.stdout).toMatch(/^FAIL {2}agent/m);
    expect(asleep.code).toBe(5);
  });
});

describe('sallyport policy', () => {
  it('prints what allows SSH to some nodes in this account, and what denies it', async () => {
    const { stdout } = await sallyport('policy', 'allow', NODE_ID);
    expect(stdout).toContain(`"arn:aws:ec2:eu-central-1:123456789012:instance/${NODE_ID}"`);
    expect(JSON.parse(stdout)).toMatchObject({ Version: '2012-10-17' });
    expect((await sallyport('policy', 'deny')).stdout).toContain('document/AWS-StartSSHSession');
    expect((await sallyport('policy', 'allow', 'web-1')).code).toBe(2);
  });
});

describe('wrong use', () => {
  it('is told on standard error, with 2', async () => {
    for (const args of [
      ['nonsense'],
      ['proxy'],
      ['proxy', NODE_ID, '70000'],
      ['ls', '--nonsense'],
      ['ssh-config', 'print', '--form', 'x'],
    ]) {
      const outcome = await sallyport(...args);
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toMatch(/^sallyport: .*\n$/);
    }
  });

  it('has help for all and for each', async () => {
    const { stdout } = await sallyport('--help');
    const names = [...stdout.matchAll(/^ {2}([a-z]\S+) {2,}/gm)].map((match) => match[1] ?? '');
    expect(names).toContain('proxy');
    for (const name of names)
      expect((await sallyport(name, '--help')).stdout).toContain(`Usage: sallyport ${name} `);
    expect((await sallyport('--version')).stdout).toMatch(/^sallyport \d+\.\d+\.\d+\n$/);
  });
});

describe('sallyport ssh-config', () => {
  const sshConfig = (file: string, ...args: string[]) => sallyport('ssh-config', ...args, '--file', file);
  const settings = (file: string, host: string) =>
    execFileSync('ssh', ['-G', '-F', file, host], { encoding: 'utf8' });

  it('writes a block that real ssh reads, over a link, with a copy, keeping mode and all else, and takes it away', async () => {
    const folder = join(machine.home, 'dotfiles');
    mkdirSync(folder);
    const real = join(folder, 'config');
    const before =
      'Compression yes\r\nHost other i-keep.example.com\r\n  ProxyCommand none\r\n  User somebody';
    writeFileSync(real, before);
    chmodSync(real, 0o640);
    const link = join(machine.home, 'link');
    symlinkSync(real, link);
    const plain = settings(real, 'other');

    const dry = await sshConfig(link, 'install', '--dry-run');
    expect(dry.stdout).toContain('+# >>> sallyport >>>');
    expect(readFileSync(real, 'utf8')).toBe(before);
    expect(await sshConfig(link, 'install')).toMatchObject({ code: 2 });

    const { code, stdout, stderr } = await sshConfig(link, 'install', '--yes', '--profile', 'my profile');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('+    ProxyCommand') as string,
    });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    const copy = /: (.*)\n/.exec(stderr)?.[1] ?? '';
    expect(readFileSync(copy, 'utf8')).toBe(before);
    expect(settings(real, NODE_ID)).toContain(
      `proxycommand ${machine.sallyport} proxy --profile 'my profile' '%h' '%p'\n`,
    );
    expect(settings(real, NODE_ID)).toContain(`/.config/Sallyport/known_hosts\n`);
    expect(settings(real, 'web-1.sallyport')).toContain('/.config/Sallyport/ssh-names/web-1.sallyport\n');
    // What stands below the block counts as it did.
    expect(settings(real, NODE_ID)).toContain('compression yes');
    expect(settings(real, 'other')).toBe(plain);
    expect(settings(real, 'i-keep.example.com')).not.toContain('sallyport proxy');

    expect((await sshConfig(link, 'install', '--yes', '--profile', 'my profile')).stderr).toContain(
      'Nothing to do',
    );
    expect(await sshConfig(link, 'remove', '--yes')).toMatchObject({ code: 0 });
    expect(readFileSync(real, 'utf8')).toBe(before);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('makes a file and its folder for its owner alone', async () => {
    const file = join(machine.home, 'new', 'config');
    expect(await sshConfig(file, 'install', '--yes')).toMatchObject({ code: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(machine.home, 'new')).mode & 0o777).toBe(0o700);
  });

  it('leaves alone what it does not understand, and what ssh would not read', async () => {
    const file = join(machine.home, 'odd');
    for (const [text, words] of [
      ['Host a\nnonsense\n', 'odd:2'],
      ['NoSuchKeyword yes\n', 'nosuchkeyword'],
    ] as const) {
      writeFileSync(file, text);
      const { code, stderr } = await sshConfig(file, 'install', '--yes');
      expect(code).toBe(1);
      expect(stderr.toLowerCase()).toContain(words);
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  it('prints AWS’s own form, which hands the AWS CLI what AWS documents', async () => {
    const { stdout } = await sallyport('ssh-config', 'print', '--form', 'aws-sh', '--region', 'eu-central-1');
    const file = join(machine.home, 'aws-form');
    writeFileSync(file, stdout);
    const aws = join(machine.home, 'aws');
    writeFileSync(aws, `#!/bin/sh\nprintf '%s\\n' "$@" > ${machine.home}/aws-arguments\n`, { mode: 0o755 });
    await machine.run('ssh', ['-F', file, '-p', '2222', NODE_ID], { PATH: `${machine.home}:/usr/bin:/bin` });
    expect(readFileSync(join(machine.home, 'aws-arguments'), 'utf8').split('\n')).toEqual([
      ...['ssm', 'start-session', '--target', NODE_ID, '--document-name', 'AWS-StartSSHSession'],
      ...['--region', 'eu-central-1', '--parameters', 'portNumber=2222', ''],
    ]);
  });
});
