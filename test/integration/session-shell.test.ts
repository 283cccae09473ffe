import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeShell } from '../../simulator/fleet/shell.js';
import { Simulator, simulatedNode, type SimulatorOptions } from '../../simulator/index.js';
import type { Sessions } from '../../src/aws/sessions.js';
import { Connection } from '../../src/connection/connection.js';
import { webSocketDialer } from '../../src/session-manager/index.js';
import { stubAwsEnvironment } from '../support/aws-environment.js';
import { FakeTerminal } from '../support/fake-terminal.js';
import { hostOf, newSessions, NODE_ID } from '../support/ssh-node.js';

/* Session Manager's own shell, without SSH: through the simulator, on a real terminal. */

const closers: (() => Promise<unknown>)[] = [];
let simulator: Simulator;
let sessions: Sessions;

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  vi.unstubAllEnvs();
});

async function openNode(hasShell = true, options: Partial<SimulatorOptions> = {}): Promise<void> {
  const shell = hasShell ? await makeShell() : null;
  if (shell) closers.push(() => shell.close());
  const node = simulatedNode({ instanceId: NODE_ID, ...(shell && { shell: shell.program }) });
  simulator = await Simulator.start({ nodes: [node], agentPacing: false, ...options });
  closers.push(() => simulator.close());
  stubAwsEnvironment(simulator.env);
  sessions = newSessions();
}

function connect(): { terminal: FakeTerminal; connection: Connection } {
  const terminal = new FakeTerminal();
  const connection = new Connection(
    { nodeId: NODE_ID, ssh: null, cols: 90, rows: 30 },
    hostOf(sessions, { id: NODE_ID, label: 'web-1' }),
    terminal,
    webSocketDialer(),
  );
  terminal.connection = connection;
  closers.push(() => connection.close());
  connection.open();
  return { terminal, connection };
}

const type = (connection: Connection, text: string) => connection.onBytes(Buffer.from(text));
const until = (check: () => void, timeout = 15_000) => vi.waitFor(check, { timeout, interval: 20 });

async function open(): Promise<{ terminal: FakeTerminal; connection: Connection }> {
  const opened = connect();
  await until(() => expect(opened.terminal.text).toContain('sh-5.2$ '));
  return opened;
}

async function problemOf(terminal: FakeTerminal): Promise<unknown> {
  await until(() => expect(terminal.last('closed')).toBeDefined());
  return terminal.last('closed')?.problem;
}

describe('Session Manager’s own shell', () => {
  it('goes through its steps without a sign-in, answers, resizes, and ends its session', async () => {
    await openNode();
    const { terminal, connection } = await open();
    const done = terminal.messages.flatMap((message) =>
      message.type === 'progress' && message.state === 'done' ? message.step : [],
    );
    expect(done).toEqual(['session', 'channel', 'shell']);
    expect(terminal.last('open')).toMatchObject({
      hostKey: null,
      sessionId: simulator.sessions[0]?.sessionId,
    });
    expect(connection.files).toBeNull();

    type(connection, 'stty size; whoami; echo "안녕 $((40+2))"\r');
    await until(() => expect(terminal.text).toContain('안녕 42'));
    expect(terminal.text).toContain('30 90\r\nssm-user\r\n');
    connection.onMessage({ type: 'resize', cols: 133, rows: 41 });
    type(connection, 'stty size\r');
    await until(() => expect(terminal.text).toContain('41 133'));

    await connection.close();
    expect(terminal.last('closed')).toMatchObject({ problem: null });
    expect(simulator.sessions[0]).toMatchObject({
      documentName: 'SSM-SessionManagerRunShell',
      reason: 'Sallyport',
      state: 'Terminated',
      violations: [],
      discarded: 0,
    });
    expect(sessions.size).toBe(0);
  });

  it('ends when the shell exits; nobody is told with which code', async () => {
    await openNode();
    const { terminal, connection } = await open();
    type(connection, 'echo last; exit 3\r');
    await connection.done;
    expect(terminal.text).toContain('\rlast\r\n');
    expect(terminal.last('closed')).toEqual({
      type: 'closed',
      problem: null,
      exitCode: null,
      signal: null,
    });
    expect(simulator.sessions[0]).toMatchObject({ state: 'Terminated', endedBy: 'agent' });
  });

  it('keeps the same shell over a cut, and what is typed meanwhile', async () => {
    await openNode();
    const { terminal, connection } = await open();
    type(connection, 'here=$$\r');
    simulator.faults.cutClientSocket();
    type(connection, 'test $here = $$ && echo "same"" shell"\r');
    await until(() => expect(terminal.text).toContain('same shell'));
    expect(terminal.messages.flatMap((message) => (message.type === 'path' ? message.state : []))).toEqual(
      expect.arrayContaining(['suspended', 'resuming', 'open']),
    );
    expect(simulator.sessions).toHaveLength(1);
    expect(simulator.sessions[0]?.violations).toEqual([]);
  });

  it('is encrypted where the account’s preferences name a key, and says so', async () => {
    await openNode();
    simulator.faults.requireKms = true;
    const { terminal, connection } = await open();
    expect(terminal.last('notice')?.text).toBe('This session is encrypted using AWS KMS.');
    type(connection, 'stty size; echo $((40+2))\r');
    await until(() => expect(terminal.text).toContain('\r30 90\r\n42\r\n'));
    expect(simulator.sessions[0]?.violations).toEqual([]);
  });

  it('is held back while the terminal does not keep up, and nothing is lost', async () => {
    await openNode();
    const { terminal, connection } = await open();
    terminal.keepsUp = false;
    const total = 8_000_000;
    const before = terminal.bytes;
    type(connection, `stty -echo; head -c ${total} /dev/zero | tr '\\0' x; echo E""ND\r`);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(terminal.bytes - before).toBeLessThan(1_000_000);
    terminal.keepsUp = true;
    connection.onMessage({ type: 'ack', bytes: terminal.bytes });
    await until(() => expect(terminal.text).toContain('END'), 60_000);
    expect(terminal.bytes - before).toBeGreaterThanOrEqual(total);
  });

  it('says in the agent’s words why there is none', async () => {
    await openNode(false);
    const { terminal } = connect();
    expect(await problemOf(terminal)).toMatchObject({
      code: 'session.no-shell',
      params: { node: NODE_ID },
      details: expect.stringMatching(/^Unable to start command: /) as string,
    });
  });

  it('says so too where the session is encrypted, which begins before the shell', async () => {
    await openNode(false);
    simulator.faults.requireKms = true;
    expect(await problemOf(connect().terminal)).toMatchObject({ code: 'session.no-shell' });
  });

  it('says when it has ended because nobody did anything', async () => {
    await openNode(true, { idleTimeoutMs: 1_500 });
    const { terminal } = await open();
    expect(await problemOf(terminal)).toMatchObject({
      code: 'session.timed-out',
      details: 'Your session timed out due to inactivity and has been terminated.',
    });
  });
});
