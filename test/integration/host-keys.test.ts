import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSshd, type RunningSshd, type SshdOptions } from '../../simulator/fleet/sshd.js';
import { Simulator, simulatedNode, type SimulatedNode } from '../../simulator/index.js';
import { Connection } from '../../src/connection/connection.js';
import { AwsAccess } from '../../src/aws/access.js';
import { consoleOutput } from '../../src/aws/console-output.js';
import { ConsoleKeys } from '../../src/host-keys/console.js';
import { HostKeys } from '../../src/host-keys/host-keys.js';
import { PinFile } from '../../src/host-keys/pin-file.js';
import { UserKnownHosts } from '../../src/host-keys/user-known-hosts.js';
import { webSocketDialer } from '../../src/session-manager/index.js';
import type { ToTerminal } from '../../src/shared/contract/index.js';
import { hostOf, newSessions, NODE_ID, requestFor, withKey } from '../support/ssh-node.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const NODE = { id: NODE_ID, label: 'web-1' };
const OWNER = { nodeId: NODE_ID, region: 'eu-central-1', accountId: null, port: null };
const PATIENCE_MS = 400;

let folder: string;
let userFile: string;
let servers: RunningSshd[];
let node: SimulatedNode;
let simulator: Simulator;
let hostKeys: HostKeys;
/** Holds the console's answers back until it is settled. */
let consoleGate: Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-host-keys-'));
  userFile = join(folder, 'user_known_hosts');
  servers = [];
  consoleGate = Promise.resolve();
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
  node = simulatedNode({ instanceId: NODE_ID });
  simulator = await Simulator.start({ nodes: [node] });
  for (const [name, value] of Object.entries(simulator.env)) vi.stubEnv(name, value);
  const access = new AwsAccess(process.env, '0.0.0-test');
  hostKeys = new HostKeys({
    pins: new PinFile(join(folder, 'known_hosts')),
    user: new UserKnownHosts([userFile], SILENT),
    console: new ConsoleKeys(
      async (nodeId) => {
        const text = await consoleOutput(await access.open(), nodeId);
        await consoleGate;
        return text;
      },
      SILENT,
      PATIENCE_MS,
    ),
    changed: () => undefined,
  });
});

afterEach(async () => {
  await simulator.close();
  await Promise.all(servers.map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

/** Puts a new SSH server behind the node, with host keys of its own; what the console shows stays with the node. */
async function serve(options: Pick<SshdOptions, 'hostKeyTypes' | 'extraConfig'> = {}): Promise<RunningSshd> {
  const server = await startSshd({
    user: 'ec2-user',
    parent: folder,
    directoryName: `server-${servers.length}`,
    authorizedKeys: [readFileSync(join(folder, 'key.pub'), 'utf8').trim()],
    ...options,
  });
  servers.push(server);
  node.sshd = { port: server.port, hostKeys: server.hostKeys };
  return server;
}

interface Attempt {
  readonly messages: ToTerminal[];
  readonly connection: Connection;
  last<Type extends ToTerminal['type']>(type: Type): Extract<ToTerminal, { type: Type }> | undefined;
}

/** Connects, until a shell is open or the attempt has ended. */
async function connect(): Promise<Attempt> {
  const messages: ToTerminal[] = [];
  const connection = new Connection(
    requestFor(servers[0]!.user),
    hostOf(newSessions(), NODE, withKey(readFileSync(join(folder, 'key'))), hostKeys),
    { send: (message) => void messages.push(message), sendBytes: () => undefined },
    webSocketDialer(),
  );
  const last: Attempt['last'] = (type) => messages.findLast((message) => message.type === type) as never;
  connection.open();
  await until(() => expect(last('open') ?? last('closed')).toBeDefined());
  return { messages, connection, last };
}

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

/** Connects, sees why the key is trusted, and closes. */
async function trustOf(): Promise<{ trust: string; type: string } | undefined> {
  const { connection, last } = await connect();
  const shown = last('open')?.hostKey ?? undefined;
  await connection.close();
  return shown;
}

const known = async () => (await hostKeys.known(OWNER)).map(({ type, via }) => `${type} ${via}`);

describe('the host key of a real sshd', () => {
  it('is verified by the console at first contact, then known, and refused when it changes until accepted', async () => {
    const first = await serve();
    expect(await trustOf()).toMatchObject({
      trust: 'console-verified',
      fingerprint: first.hostKeyFingerprint,
    });
    expect(await trustOf()).toMatchObject({ trust: 'known' });

    node.consoleOutput = '';
    const second = await serve();
    const refused = await connect();
    await refused.connection.done;
    expect(refused.last('open')).toBeUndefined();
    expect(refused.last('closed')?.problem).toMatchObject({
      code: 'ssh.host-key-changed',
      params: { known: first.hostKeyFingerprint, offered: second.hostKeyFingerprint },
    });
    // The server has not even been told who wants in.
    expect(first.log()).toContain(first.user);
    expect(second.log()).not.toContain(first.user);

    await hostKeys.accept(NODE_ID, second.hostKeyFingerprint);
    expect(await trustOf()).toMatchObject({ trust: 'known', fingerprint: second.hostKeyFingerprint });
  });

  it('is refused where the console lists others', async () => {
    await serve();
    const printed = node.sshd?.hostKeys ?? [];
    const impostor = await serve();
    node.sshd = { port: impostor.port, hostKeys: printed };
    const { last } = await connect();
    expect(last('closed')?.problem).toMatchObject({
      code: 'ssh.host-key-mismatch-console',
      params: { offered: impostor.hostKeyFingerprint, when: 'before' },
    });
    expect(await known()).toEqual([]);
  });

  it('is taken on first use while the console does not answer, and verified once it does', async () => {
    await serve();
    let answer: () => void = () => undefined;
    consoleGate = new Promise((resolve) => (answer = resolve));
    const { connection, last } = await connect();
    expect(last('open')?.hostKey).toMatchObject({ trust: 'first-use' });
    expect(last('host-key')).toBeUndefined();
    answer();
    await until(() => expect(last('host-key')?.hostKey).toMatchObject({ trust: 'console-verified' }));
    await connection.close();
    expect(last('closed')?.problem).toBeNull();
  });

  it('ends an open connection when the console turns out to list others', async () => {
    await serve();
    const printed = node.sshd?.hostKeys ?? [];
    const impostor = await serve();
    node.sshd = { port: impostor.port, hostKeys: printed };
    let answer: () => void = () => undefined;
    consoleGate = new Promise((resolve) => (answer = resolve));
    const { connection, last } = await connect();
    expect(last('open')?.hostKey).toMatchObject({ trust: 'first-use' });
    answer();
    await connection.done;
    expect(last('closed')?.problem).toMatchObject({
      code: 'ssh.host-key-mismatch-console',
      params: { when: 'after' },
    });
    expect(await known()).toEqual([]);
  });

  it('is taken on first use where AWS does not allow to ask the console', async () => {
    await serve();
    simulator.faults.denyAction('ec2:GetConsoleOutput');
    expect(await trustOf()).toMatchObject({ trust: 'first-use' });
  });

  it('is trusted by what ssh-keyscan has collected and ssh-keygen has hashed', async () => {
    const { port } = await serve();
    const scanned = execFileSync('ssh-keyscan', ['-p', String(port), '127.0.0.1'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    writeFileSync(userFile, scanned.replaceAll(`[127.0.0.1]:${port}`, NODE_ID));
    execFileSync('ssh-keygen', ['-H', '-f', userFile], { stdio: 'ignore' });
    const text = readFileSync(userFile, 'utf8');
    expect(text).toContain('|1|');
    expect(text).not.toContain(NODE_ID);
    expect(await trustOf()).toMatchObject({ trust: 'user-known-hosts' });
    expect(readFileSync(userFile, 'utf8')).toBe(text);
  });

  it('is refused when the person’s own known_hosts revokes it', async () => {
    const { hostKeys: keys } = await serve();
    writeFileSync(userFile, keys.map((key) => `@revoked * ${key}\n`).join(''));
    const { last } = await connect();
    expect(last('closed')?.problem).toMatchObject({ code: 'ssh.host-key-revoked' });
  });
});

describe('a server with several host keys', () => {
  it('is asked for the known one when it has got one of a better type, and that is learned', async () => {
    const old = await serve({ hostKeyTypes: ['rsa'] });
    expect(await trustOf()).toMatchObject({ type: 'ssh-rsa', trust: 'console-verified' });
    const both = await serve({
      hostKeyTypes: ['ed25519'],
      extraConfig: [`HostKey ${old.directory}/ssh_host_rsa_key`],
    });
    const { connection, last } = await connect();
    expect(last('open')?.hostKey).toMatchObject({ type: 'ssh-rsa', trust: 'known' });
    await until(async () => expect(await known()).toEqual(['ssh-rsa console', 'ssh-ed25519 learned']));
    await connection.close();
    expect((await hostKeys.known(OWNER)).at(-1)?.fingerprint).toBe(both.hostKeyFingerprint);
    // The RSA key goes, as in a rotation: the learned one is enough.
    const rotated = await serve({
      hostKeyTypes: [],
      extraConfig: [`HostKey ${both.directory}/ssh_host_ed25519_key`],
    });
    expect(rotated.hostKeys).toEqual([]);
    expect(await trustOf()).toMatchObject({ type: 'ssh-ed25519', trust: 'known' });
  });
});

describe('a host certificate that a real sshd shows', () => {
  const file = (name: string) => join(folder, name);
  const keygen = (...args: string[]) => execFileSync('ssh-keygen', ['-q', ...args]);

  /** A server with one host key of a type, and a certificate for it. */
  async function serveCertified(type: string, ...options: string[]): Promise<void> {
    keygen('-t', 'ed25519', '-N', '', '-f', file('ca'));
    keygen('-t', type, '-N', '', '-f', file('host'));
    keygen('-s', file('ca'), '-h', '-I', 'web-1', '-n', NODE_ID, ...options, file('host.pub'));
    await serve({
      hostKeyTypes: [],
      extraConfig: [`HostKey ${file('host')}`, `HostCertificate ${file('host-cert.pub')}`],
    });
  }
  const trustAuthority = () =>
    writeFileSync(userFile, `@cert-authority i-* ${readFileSync(file('ca.pub'), 'utf8')}`);

  it.each([
    ['ed25519', 'ssh-ed25519'],
    ['ecdsa', 'ecdsa-sha2-nistp256'],
    ['rsa', 'ssh-rsa'],
  ])('for a key of the type %s is trusted by its authority', async (type, shown) => {
    await serveCertified(type);
    trustAuthority();
    const fingerprint = execFileSync('ssh-keygen', ['-lf', file('host.pub')], { encoding: 'utf8' });
    expect(await trustOf()).toEqual({
      type: shown,
      fingerprint: fingerprint.split(' ')[1],
      trust: 'certificate',
    });
  });

  it('is not asked for where no authority is trusted: the key alone counts', async () => {
    await serveCertified('ed25519');
    expect(await trustOf()).toMatchObject({ type: 'ssh-ed25519', trust: 'first-use' });
    trustAuthority();
    expect(await trustOf()).toMatchObject({ trust: 'certificate' });
  });

  it('holds when keys are exchanged anew in the middle', async () => {
    await serveCertified('ed25519');
    trustAuthority();
    await servers[0]!.close();
    await serve({
      hostKeyTypes: [],
      extraConfig: [
        `HostKey ${file('host')}`,
        `HostCertificate ${file('host-cert.pub')}`,
        'RekeyLimit 64K none',
        'LogLevel DEBUG1',
      ],
    });
    const { connection, last } = await connect();
    expect(last('open')?.hostKey).toMatchObject({ trust: 'certificate' });
    connection.onBytes(Buffer.from('head -c 200000 /dev/zero | base64; exit 7\n'));
    await until(() => expect(last('closed')).toMatchObject({ problem: null, exitCode: 7 }));
    expect(servers[1]!.log()).toContain('set_newkeys: rekeying');
  });

  it('that has expired ends the connection before anything is sent of the sign-in', async () => {
    await serveCertified('ed25519', '-V', '-2d:-1d');
    trustAuthority();
    const { last } = await connect();
    expect(last('closed')?.problem).toMatchObject({
      code: 'ssh.host-certificate-invalid',
      params: { fault: 'expired' },
    });
    expect(last('attempt')).toBeUndefined();
  });
});
