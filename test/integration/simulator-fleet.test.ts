import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoFleet, type DemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { startSshd, type RunningSshd } from '../../simulator/fleet/sshd.js';
import { generateKey } from '../../simulator/fleet/ssh-keygen.js';
import { Simulator } from '../../simulator/index.js';
import { TestClient } from '../../simulator/testing/test-client.js';

const run = promisify(execFile);
const OPTIONS = [
  'UserKnownHostsFile=/dev/null',
  'StrictHostKeyChecking=no',
  'LogLevel=ERROR',
  'BatchMode=yes',
];

/** The system's ssh client with none of this user's settings. */
function sshArguments(keyFile: string, sshd: { port: number }): string[] {
  return [
    '-F',
    'none',
    ...OPTIONS.flatMap((option) => ['-o', option]),
    '-i',
    keyFile,
    '-p',
    String(sshd.port),
  ];
}

async function ssh(keyFile: string, sshd: RunningSshd, command: string): Promise<string> {
  const { stdout } = await run('ssh', [...sshArguments(keyFile, sshd), `${sshd.user}@127.0.0.1`, command]);
  return stdout.trim();
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

describe('the demo fleet', () => {
  let fleet: DemoFleet;
  const keyOf = (name: string) => fleet.keys.find((key) => key.keyPairName === name)!.privateKeyFile;

  beforeAll(async () => {
    fleet = await startDemoFleet();
  });
  afterAll(async () => fleet.close());

  it('has about forty nodes of every kind', () => {
    const { nodes } = fleet;
    expect(nodes.length).toBeGreaterThanOrEqual(38);
    expect(new Set(nodes.map((node) => node.instanceId)).size).toBe(nodes.length);
    expect(new Set(nodes.map((node) => node.platformName)).size).toBeGreaterThanOrEqual(8);
    const some = (test: (node: (typeof nodes)[number]) => boolean) =>
      expect(nodes.filter(test).length).toBeGreaterThan(0);
    some((node) => node.resourceType === 'ManagedInstance' && node.pingStatus === 'Online');
    some((node) => node.state === 'stopped');
    some((node) => node.state === 'pending');
    some((node) => node.pingStatus === 'ConnectionLost' && node.state === 'running');
    some((node) => node.agentVersion.startsWith('2.3.'));
    some((node) => !node.managed);
    some((node) => node.pingStatus === 'Online' && node.sshd === undefined);
    expect(fleet.servers.length).toBeGreaterThanOrEqual(6);
  });

  it('lets each user in with the key pair of the node', async () => {
    for (const { node, sshd } of fleet.servers) {
      const key = keyOf(node.keyName ?? 'demo-rsa');
      expect(await ssh(key, sshd, 'whoami && stat -c %U README.md && id -un')).toBe(
        `${sshd.user}\n${sshd.user}\n${sshd.user}`,
      );
    }
  });

  it('has keys that others cannot read, and host keys that differ', async () => {
    for (const { privateKeyFile } of fleet.keys)
      expect((await stat(privateKeyFile)).mode & 0o777).toBe(0o600);
    expect(new Set(fleet.servers.map(({ sshd }) => sshd.hostKeyFingerprint)).size).toBe(fleet.servers.length);
    expect(await readFile(keyOf('demo-ed25519'), 'utf8')).toContain('BEGIN OPENSSH PRIVATE KEY');
    expect(await readFile(keyOf('demo-rsa'), 'utf8')).toContain('BEGIN RSA PRIVATE KEY');
  });

  it('has files with names beyond ASCII, by sftp too', async () => {
    const { sshd } = fleet.servers[0]!;
    expect(await readdir(join(sshd.home, 'documents'))).toContain('보고서 2026.txt');
    const batch = join(fleet.directory, 'batch');
    await writeFile(batch, 'ls documents\n');
    const options = sshArguments(keyOf('demo-ed25519'), sshd).map((option) =>
      option === '-p' ? '-P' : option,
    );
    const { stdout } = await run('sftp', [...options, '-b', batch, `${sshd.user}@127.0.0.1`]);
    expect(stdout).toContain('보고서 2026.txt');
  });

  it('takes a key of EC2 Instance Connect, for the right user', async () => {
    const simulator = await Simulator.start({ nodes: fleet.nodes });
    try {
      const { node, sshd } = fleet.servers[1]!;
      const keyFile = join(fleet.directory, 'pushed');
      const publicKey = await generateKey(keyFile, 'ed25519');
      const client = await TestClient.start(simulator, node.instanceId);
      const push = async (user: string) =>
        client.callService(
          simulator,
          'ec2-instance-connect',
          'AWSEC2InstanceConnectService.SendSSHPublicKey',
          {
            InstanceId: node.instanceId,
            InstanceOSUser: user,
            SSHPublicKey: publicKey,
          },
        );
      await push('somebody-else');
      await expect(ssh(keyFile, sshd, 'true')).rejects.toThrow();
      expect(await push(sshd.user)).toMatchObject({ Success: true });
      expect(await ssh(keyFile, sshd, 'echo in')).toBe('in');
      await client.close();
    } finally {
      await simulator.close();
    }
  });
});

describe('startSshd', () => {
  it('takes further settings before its own', async () => {
    const sshd = await startSshd({ extraConfig: ['MaxAuthTries 3', 'Subsystem sftp /bin/false'] });
    try {
      const config = await readFile(join(sshd.directory, 'sshd_config'), 'utf8');
      expect(config.split('\n')[0]).toBe('MaxAuthTries 3');
      expect(config).not.toContain('internal-sftp');
      expect(sshd.log()).toContain('Server listening');
    } finally {
      await sshd.close();
    }
    expect(await exists(sshd.directory)).toBe(false);
  });

  it('says what is wrong with a setting that sshd does not know, and leaves nothing behind', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('sallyport-sshd-'));
    await expect(startSshd({ extraConfig: ['NoSuchOption yes'] })).rejects.toThrow('NoSuchOption');
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('sallyport-sshd-'));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });
});

/** A program that starts a server, says where it is, and stays until it is killed. */
const OWNER = `
import { startSshd } from '${new URL('../../simulator/fleet/sshd.ts', import.meta.url).href}';
import { generateKey } from '${new URL('../../simulator/fleet/ssh-keygen.ts', import.meta.url).href}';
const key = process.argv[2];
const sshd = await startSshd({ authorizedKeys: [await generateKey(key, 'ed25519')] });
console.log(JSON.stringify({ port: sshd.port, user: sshd.user, directory: sshd.directory }));
setInterval(() => {}, 1000);
`;

describe('servers of a process that dies', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-orphans-'));
    await writeFile(join(folder, 'owner.mts'), OWNER);
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'go with it on %s, and all that their shells started',
    async (signal) => {
      const key = join(folder, `key-${signal}`);
      const owner = spawn(process.execPath, ['--import', 'tsx', join(folder, 'owner.mts'), key], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(owner.stdout, 'data')) as [Buffer];
      const sshd = JSON.parse(line.toString()) as { port: number; user: string; directory: string };
      // One shell that stays, and one process that has left its shell behind.
      const shell = spawn('ssh', ['-tt', ...sshArguments(key, sshd), `${sshd.user}@127.0.0.1`], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      shell.stdin.write('setsid nohup sleep 3600 >/dev/null 2>&1 & echo pid=$!. ; exec sleep 3601\n');
      const pid = await new Promise<number>((resolve) => {
        let text = '';
        shell.stdout.on('data', (data: Buffer) => {
          text += data.toString();
          const match = /pid=(\d+)\./.exec(text);
          if (match) resolve(Number(match[1]));
        });
      });
      const shellGone = once(shell, 'exit');
      owner.kill(signal);
      await shellGone;
      await expect.poll(async () => exists(sshd.directory), { timeout: 10_000 }).toBe(false);
      expect(await running(pid)).toBe(false);
    },
  );
});

/** Whether a process is there and not just waiting to be reaped. */
async function running(pid: number): Promise<boolean> {
  try {
    return !/^State:\s*Z/m.test(await readFile(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('npm run simulator', () => {
  it('says how to reach it, answers, and leaves nothing behind at Ctrl-C', async () => {
    const main = new URL('../../simulator/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, ['--import', 'tsx', main, '--quiet'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    await expect.poll(() => text, { timeout: 30_000 }).toContain('Ctrl-C ends it.');
    const env: Record<string, string> = {};
    for (const [, name = '', value = ''] of text.matchAll(/^export (\w+)=(.*)$/gm)) env[name] = value;
    expect(Object.keys(env)).toEqual([
      'AWS_ENDPOINT_URL',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
    ]);
    const [, target = ''] = /^ {2}(i-[0-9a-f]{17}) /m.exec(text) ?? [];
    const client = await TestClient.start({ endpointUrl: env.AWS_ENDPOINT_URL!, env }, target);
    await client.handshake();
    await client.until(() => client.output().startsWith('SSH-2.0-OpenSSH'));
    const [, directory = ''] = /^Files: (\S+)/m.exec(text) ?? [];
    expect(await exists(directory)).toBe(true);
    const gone = once(child, 'exit');
    child.kill('SIGINT');
    expect((await gone)[0]).toBe(0);
    expect(await exists(directory)).toBe(false);
    await client.close();
  });
});
