import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Connection } from '../../src/connection/connection.js';
import { webSocketDialer } from '../../src/session-manager/index.js';
import { FakeTerminal } from '../support/fake-terminal.js';
import { hostOf, NODE_ID, requestFor, startSshNode, withKey, type SshNode } from '../support/ssh-node.js';

let node: SshNode;

async function openNode(options: Partial<Parameters<typeof startSshNode>[0]> = {}): Promise<void> {
  node = await startSshNode({
    ...options,
    setEnvironment: (env) => {
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    },
  });
}

afterEach(async () => {
  await node.close();
  vi.unstubAllEnvs();
});

function connect(
  privateKey: Uint8Array = node.privateKey,
  payloadBytes?: number,
): {
  terminal: FakeTerminal;
  connection: Connection;
} {
  const terminal = new FakeTerminal();
  const connection = new Connection(
    requestFor(node.user),
    hostOf(node.sessions, { id: NODE_ID, label: 'web-1' }, withKey(privateKey), undefined, payloadBytes),
    terminal,
    webSocketDialer(),
  );
  terminal.connection = connection;
  connection.open();
  return { terminal, connection };
}

const type = (connection: Connection, text: string) => connection.onBytes(Buffer.from(text));
const until = (check: () => void, timeout = 15_000) => vi.waitFor(check, { timeout, interval: 20 });

async function shell(payloadBytes?: number): Promise<{ terminal: FakeTerminal; connection: Connection }> {
  const opened = connect(node.privateKey, payloadBytes);
  await until(() => expect(opened.terminal.last('open')).toBeDefined());
  return opened;
}

describe('a shell through the simulator on a real sshd', () => {
  it('goes through its steps, answers, resizes, and ends its session', async () => {
    await openNode();
    const { terminal, connection } = await shell();
    const done = terminal.messages.filter(
      (message) => message.type === 'progress' && message.state === 'done',
    );
    expect(done.map((message) => 'step' in message && message.step)).toEqual([
      'session',
      'channel',
      'ssh',
      'auth',
      'shell',
    ]);
    expect(terminal.last('open')?.hostKey).toMatchObject({ type: 'ssh-ed25519', trust: 'first-use' });
    expect(terminal.last('open')?.hostKey?.fingerprint).toMatch(/^SHA256:[\w+/]{43}$/);

    type(connection, 'echo "안녕 $((40+2))"\n');
    await until(() => expect(terminal.text).toContain('안녕 42'));
    connection.onMessage({ type: 'resize', cols: 133, rows: 41 });
    type(connection, 'stty size\n');
    await until(() => expect(terminal.text).toContain('41 133'));

    await connection.close();
    expect(terminal.last('closed')).toMatchObject({ problem: null });
    const [session] = node.simulator.sessions;
    expect(session).toMatchObject({
      target: NODE_ID,
      state: 'Terminated',
      violations: [],
      refusals: 0,
      discarded: 0,
    });
    expect(['flag', 'api']).toContain(session?.endedBy);
    expect(node.sessions.size).toBe(0);
  });

  it('ends when the shell exits, with its exit code', async () => {
    await openNode();
    const { terminal, connection } = await shell();
    type(connection, 'exit 3\n');
    await connection.done;
    expect(terminal.last('closed')).toEqual({ type: 'closed', problem: null, exitCode: 3, signal: null });
    expect(node.simulator.sessions[0]?.state).toBe('Terminated');
  });

  it('keeps the same shell over a cut, and over the service’s hourly "Bye"', async () => {
    await openNode();
    const { terminal, connection } = await shell();
    type(connection, 'here=$$\n');
    node.simulator.faults.cutClientSocket();
    type(connection, 'test $here = $$ && echo "same"" shell"\n');
    await until(() => expect(terminal.text).toContain('same shell'));
    expect(
      terminal.messages.filter((message) => message.type === 'path').map((message) => message.state),
    ).toEqual(expect.arrayContaining(['suspended', 'resuming', 'open']));
    node.simulator.faults.closeWithBye();
    type(connection, 'test $here = $$ && echo "still"" the same"\n');
    await until(() => expect(terminal.text).toContain('still the same'));
    await connection.close();
    expect(node.simulator.sessions).toHaveLength(1);
    expect(node.simulator.sessions[0]?.violations).toEqual([]);
  });

  it('carries more in a message when the settings say so and the node takes it', async () => {
    await openNode();
    const { terminal, connection } = await shell(16_384);
    const [session] = node.simulator.sessions;
    const before = session?.clientFrames ?? 0;
    const total = 400_000;
    type(connection, `stty raw -echo; echo ready; head -c ${total} | md5sum; stty sane\n`);
    await until(() => expect(terminal.text).toMatch(/^ready/m));
    type(connection, 'x'.repeat(total));
    const digest = createHash('md5').update('x'.repeat(total)).digest('hex');
    await until(() => expect(terminal.text).toContain(digest));
    // In messages of 1,024 bytes there would be at least 390, and as many acknowledgements of what comes back.
    expect((session?.clientFrames ?? 0) - before).toBeLessThan(200);
    await connection.close();
    expect(session?.violations).toEqual([]);
  });

  it('passes on what the account says at the start', async () => {
    await openNode();
    node.simulator.faults.requireKms = true;
    const { terminal, connection } = await shell();
    expect(terminal.last('notice')).toEqual({
      type: 'notice',
      text: 'This session is encrypted using AWS KMS.',
    });
    await connection.close();
  });

  it('holds the server back while the terminal does not keep up, and loses nothing', async () => {
    await openNode({ agentPacing: false });
    const { terminal, connection } = await shell();
    terminal.keepsUp = false;
    const total = 40_000_000;
    type(connection, `stty -echo; head -c ${total} /dev/zero | tr '\\0' x; echo END\n`);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    // What the terminal was sent stays near the mark; what sshd has sent at most fills SSH's window of 2 MiB.
    expect(terminal.bytes).toBeLessThan(1_000_000);
    expect(node.simulator.sessions[0]?.bytesToClient).toBeLessThan(6_000_000);
    terminal.keepsUp = true;
    connection.onMessage({ type: 'ack', bytes: terminal.bytes });
    await until(() => expect(terminal.text).toContain('END'), 50_000);
    expect(terminal.bytes).toBeGreaterThanOrEqual(total);
    await connection.close();
  });
});

describe('what goes wrong', () => {
  const closing = async (terminal: FakeTerminal, timeout?: number) => {
    await until(() => expect(terminal.last('closed')).toBeDefined(), timeout);
    expect(terminal.messages.filter(({ type }) => type === 'closed')).toHaveLength(1);
    return terminal.last('closed')?.problem;
  };

  it('a wrong key: what was offered for whom, and nothing is left open', async () => {
    await openNode();
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const { terminal, connection } = connect(Buffer.from(privateKey));
    expect(await closing(terminal)).toMatchObject({
      code: 'ssh.auth-refused',
      params: { node: NODE_ID, user: node.user, key: 'key' },
    });
    await connection.done;
    expect(node.simulator.sessions[0]?.state).toBe('Terminated');
  });

  it('no SSH server: said within seconds', async () => {
    await openNode({ noSshd: true });
    const { terminal } = connect();
    expect(await closing(terminal, 12_000)).toMatchObject({ code: 'ssh.no-server', params: { port: 22 } });
  });

  it('a key that cannot be read by the SSH library', async () => {
    await openNode();
    const { terminal } = connect(Buffer.from('not a key'));
    expect(await closing(terminal)).toMatchObject({ code: 'key.unsupported' });
  });

  it('StartSession refused: main’s Problem, as it is', async () => {
    await openNode();
    node.simulator.faults.denyAction('ssm:StartSession');
    const { terminal } = connect();
    expect(await closing(terminal)).toMatchObject({ code: 'aws.access-denied' });
  });

  it('the gateway refuses the request for the WebSocket', async () => {
    await openNode();
    node.simulator.faults.denyAction('ssmmessages:OpenDataChannel');
    const { terminal } = connect();
    expect(await closing(terminal)).toMatchObject({ code: 'session.gateway-refused' });
  });

  it('only algorithms of long ago', async () => {
    await openNode({ sshdConfig: ['KexAlgorithms diffie-hellman-group14-sha1'] });
    const { terminal } = connect();
    expect(await closing(terminal)).toMatchObject({ code: 'ssh.no-common-algorithm' });
  });

  it('the session is ended by somebody else', async () => {
    await openNode();
    const { terminal } = await shell();
    const sessionId = node.simulator.sessions[0]?.sessionId ?? '';
    await node.sessions.terminate('test', sessionId);
    expect(await closing(terminal)).toMatchObject({ code: 'session.closed' });
  });

  it('a session that has timed out while the path was lost', async () => {
    await openNode();
    const { terminal } = await shell();
    node.simulator.faults.refuseResume = true;
    node.simulator.faults.cutClientSocket();
    expect(await closing(terminal)).toMatchObject({ code: 'session.timed-out' });
  });
});
