import { describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../shared/problem.js';
import { connectionEnvironment } from './environment.js';
import { ConnectionManager } from './manager.js';
import type { ConnectionProcess } from './process.js';

interface FakeProcess extends ConnectionProcess<string> {
  readonly sent: { message: Record<string, unknown>; ports: string[] }[];
  say(message: unknown): void;
  exit(code: number): void;
  killed: boolean;
}

function fakeProcess(): FakeProcess {
  const listeners: ((message: unknown) => void)[] = [];
  const exits: ((code: number) => void)[] = [];
  const fake: FakeProcess = {
    sent: [],
    killed: false,
    postMessage: (message, ports = []) =>
      // As Electron does: what is sent is a copy.
      void fake.sent.push({ message: structuredClone(message) as Record<string, unknown>, ports }),
    onMessage: (listener) => void listeners.push(listener),
    onExit: (listener) => void exits.push(listener),
    kill: () => {
      fake.killed = true;
      fake.exit(15);
    },
    say: (message) => listeners.forEach((listener) => listener(message)),
    exit: (code) => exits.splice(0).forEach((listener) => listener(code)),
  };
  return fake;
}

const OPEN = {
  connectionId: 'c1',
  nodeId: 'i-1',
  signIn: { user: 'me', identity: { kind: 'key-file' as const, path: '/keys/a' } },
  cols: 80,
  rows: 24,
};

function setUp() {
  const processes: FakeProcess[] = [];
  const key = new Uint8Array([1, 2, 3]);
  const ports: [string, string, string][] = [];
  const released: string[] = [];
  const crashes: [string, Problem][] = [];
  const ended: string[] = [];
  const handlers = {
    'session.start': vi.fn(() => ({
      sessionId: 's',
      streamUrl: 'u',
      tokenValue: 't',
      headers: {},
      proxy: null,
      ca: null,
      payloadBytes: 1_024,
    })),
    'session.resume': vi.fn(() => null),
    'session.terminate': vi.fn(() => ({})),
    'session.dataKey': vi.fn(() => ({ plaintext: new Uint8Array(64), ciphertextBlob: new Uint8Array(9) })),
    'hostKey.expect': vi.fn(() => ({ types: [], certificates: false })),
    'hostKey.verify': vi.fn(() => ({ trust: 'known' as const, isPending: false })),
    'hostKey.settle': vi.fn(() => ({ trust: null })),
    'hostKey.learn': vi.fn(() => ({})),
    'files.settings': vi.fn(() => ({ sessions: 4, verify: 'full' as const, elevated: false })),
    'jobs.load': vi.fn(() => ({ jobs: [] })),
    'jobs.save': vi.fn(() => ({})),
    'signIn.proof': vi.fn(() => ({ kind: 'private-key' as const, privateKey: key, certificate: null })),
    'signIn.prompt': vi.fn(() => ({ answers: null })),
  };
  const manager = new ConnectionManager<string>(
    {
      fork: () => {
        const fake = fakeProcess();
        processes.push(fake);
        return fake;
      },
      channel: () => ({ forPage: 'page', forProcess: 'process' }),
    },
    {
      handlers,
      oldAlgorithms: (nodeId) => nodeId === 'i-old',
      ended: (connectionId) => Promise.resolve(void ended.push(connectionId)),
      sendPort: ({ connectionId, kind }, port) => void ports.push([connectionId, kind, port]),
      releaseJobs: (connectionId) => void released.push(connectionId),
      crashed: (connectionId, reason) => void crashes.push([connectionId, reason]),
    },
    { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
    20,
  );
  return { manager, processes, key, ports, crashes, ended, released, handlers };
}

describe('a connection', () => {
  it('gets its process and its port, and the page the other', () => {
    const { manager, processes, ports } = setUp();
    manager.open(OPEN);
    expect(processes[0]?.sent).toEqual([
      {
        message: {
          kind: 'command',
          name: 'open',
          payload: {
            nodeId: 'i-1',
            ssh: {
              user: 'me',
              port: 22,
              identityKind: 'key-file',
              keyName: 'a',
              oldAlgorithms: false,
            },
            cols: 80,
            rows: 24,
          },
        },
        ports: ['process'],
      },
    ]);
    expect(ports).toEqual([['c1', 'terminal', 'page']]);
  });

  it('gets its key when it asks, and main forgets that', async () => {
    const { manager, processes, key, handlers } = setUp();
    manager.open(OPEN);
    processes[0]?.say({ kind: 'call', id: 1, name: 'signIn.proof', args: {} });
    await vi.waitFor(() => expect(processes[0]?.sent).toHaveLength(2));
    const { reply } = processes[0]?.sent[1]?.message as { reply: unknown };
    expect(reply).toEqual({
      ok: true,
      value: { kind: 'private-key', privateKey: new Uint8Array([1, 2, 3]), certificate: null },
    });
    expect([...key]).toEqual([0, 0, 0]);
    expect(handlers['signIn.proof']).toHaveBeenCalledWith({}, expect.objectContaining({ nodeId: 'i-1' }));
  });

  it('hears of another port, and that old algorithms are allowed', () => {
    const { manager, processes } = setUp();
    manager.open({ ...OPEN, nodeId: 'i-old', signIn: { ...OPEN.signIn, port: 2222 } });
    expect(processes[0]?.sent[0]?.message).toMatchObject({
      payload: { ssh: { port: 2222, oldAlgorithms: true } },
    });
  });

  it('without a sign-in is to Session Manager’s own shell', () => {
    const { manager, processes } = setUp();
    manager.open({ ...OPEN, signIn: null });
    expect(processes[0]?.sent[0]?.message).toMatchObject({ payload: { nodeId: 'i-1', ssh: null } });
  });

  it('takes the process that was started in advance, and the next is started', () => {
    const { manager, processes } = setUp();
    manager.warm();
    manager.warm();
    expect(processes).toHaveLength(1);
    manager.open(OPEN);
    expect(processes[0]?.sent).toHaveLength(1);
    expect(processes).toHaveLength(2);
  });

  it('does not use a process that died in waiting, and does not start such ones for ever', () => {
    const { manager, processes } = setUp();
    manager.warm();
    processes[0]?.exit(1);
    expect(processes).toHaveLength(1);
    manager.open(OPEN);
    expect(processes[1]?.sent).toHaveLength(1);
  });

  it('gets a channel for files when the page asks, while it is there', () => {
    const { manager, processes, ports } = setUp();
    manager.openFiles('c1');
    manager.open(OPEN);
    manager.openFiles('c1');
    expect(processes[0]?.sent.at(-1)).toEqual({
      message: { kind: 'command', name: 'files', payload: {} },
      ports: ['process'],
    });
    expect(ports).toEqual([
      ['c1', 'terminal', 'page'],
      ['c1', 'files', 'page'],
    ]);
  });

  it('is not started twice under one id', () => {
    const { manager, processes } = setUp();
    manager.open(OPEN);
    expect(() => manager.open(OPEN)).toThrow('open already');
    expect(processes[0]?.sent).toHaveLength(1);
  });

  it('is answered, for its own node and id', async () => {
    const { manager, processes, handlers } = setUp();
    manager.open(OPEN);
    processes[0]?.say({ kind: 'call', id: 7, name: 'session.start', args: { portNumber: 22 } });
    await vi.waitFor(() => expect(processes[0]?.sent).toHaveLength(2));
    expect(handlers['session.start']).toHaveBeenCalledWith(
      { portNumber: 22 },
      { connectionId: 'c1', nodeId: 'i-1', signIn: OPEN.signIn },
    );
    expect(processes[0]?.sent[1]?.message).toEqual({
      kind: 'reply',
      id: 7,
      reply: {
        ok: true,
        value: {
          sessionId: 's',
          streamUrl: 'u',
          tokenValue: 't',
          headers: {},
          proxy: null,
          ca: null,
          payloadBytes: 1_024,
        },
      },
    });
  });

  it('that asks for what there is not is refused, and nonsense is passed over', async () => {
    const { manager, processes } = setUp();
    manager.open(OPEN);
    for (const nonsense of [null, 'x', {}, { kind: 'call' }, { kind: 'reply', id: 1 }])
      processes[0]?.say(nonsense);
    processes[0]?.say({ kind: 'call', id: 1, name: 'session.start', args: { portNumber: '22' } });
    await vi.waitFor(() => expect(processes[0]?.sent).toHaveLength(2));
    expect(processes[0]?.sent[1]?.message).toMatchObject({
      id: 1,
      reply: { ok: false, problem: { code: 'unexpected' } },
    });
  });

  it('that dies is said to have crashed, and its sessions are ended', () => {
    const { manager, processes, crashes, ended, released } = setUp();
    manager.open(OPEN);
    processes[0]?.exit(139);
    expect(crashes).toMatchObject([['c1', { code: 'connection.crashed', params: { nodeId: 'i-1' } }]]);
    expect(ended).toEqual(['c1']);
    // Its unfinished copies are the next connection's.
    expect(released).toEqual(['c1']);
  });

  it('that was killed is said to have crashed even when the system calls it a good end', () => {
    const { manager, processes, crashes } = setUp();
    manager.open(OPEN);
    processes[0]?.exit(0);
    expect(crashes).toMatchObject([['c1', { code: 'connection.crashed' }]]);
  });

  it('that ends by itself is not, and its sessions are ended all the same', async () => {
    const { manager, processes, crashes, ended } = setUp();
    manager.open(OPEN);
    processes[0]?.say({ kind: 'ended' });
    processes[0]?.exit(0);
    expect(crashes).toEqual([]);
    expect(ended).toEqual(['c1']);
    await manager.close('c1');
  });

  it('is asked to close, and closing waits for its end', async () => {
    const { manager, processes, crashes, ended } = setUp();
    manager.open(OPEN);
    const closed = Promise.all([manager.close('c1'), manager.close('c1')]);
    expect(processes[0]?.sent.slice(1)).toEqual([
      { message: { kind: 'command', name: 'close', payload: {} }, ports: [] },
    ]);
    expect(ended).toEqual([]);
    processes[0]?.exit(0);
    await closed;
    expect(ended).toEqual(['c1']);
    expect(processes[0]?.killed).toBe(false);
    expect(crashes).toEqual([]);
  });

  it('that does not close is killed, and that is no crash', async () => {
    const { manager, processes, crashes, ended } = setUp();
    manager.open(OPEN);
    await manager.close('c1');
    expect(processes[0]?.killed).toBe(true);
    expect(crashes).toEqual([]);
    expect(ended).toEqual(['c1']);
  });

  it('is closed with all others when the app ends, the waiting process too', async () => {
    const { manager, processes, ended } = setUp();
    manager.open(OPEN);
    manager.open({ ...OPEN, connectionId: 'c2' });
    await manager.shutDown();
    expect(ended.sort()).toEqual(['c1', 'c2']);
    expect(processes.map(({ killed }) => killed)).toEqual([true, true, true]);
    manager.warm();
    expect(processes).toHaveLength(3);
  });
});

describe('a connection’s environment', () => {
  it('holds nothing of AWS’s', () => {
    const env = connectionEnvironment({
      PATH: '/bin',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_PROFILE: 'x',
      aws_session_token: 'x',
      HTTPS_PROXY: 'http://proxy',
      UNSET: undefined,
    });
    expect(env).toEqual({ PATH: '/bin', HTTPS_PROXY: 'http://proxy' });
  });
});
