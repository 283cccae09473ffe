import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PORT_MESSAGE, type SignIn, type ToTerminal } from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge, type FakeBridge } from '../test-support/fake-bridge.js';
import { makeNode } from '../../../test/support/nodes.js';
import '../test-support/render.js';
import type { Port } from './link.js';
import { TerminalSession } from './session.js';

// xterm asks for a canvas as soon as it is imported; jsdom has none and would complain.
vi.hoisted(() => {
  HTMLCanvasElement.prototype.getContext = () => null;
});

const signIn: SignIn = { user: 'ubuntu', identity: { kind: 'key-file', path: '/home/min/k.pem' } };
const opened: ToTerminal = {
  type: 'open',
  hostKey: { type: 'ssh-ed25519', fingerprint: 'SHA256:x', trust: 'known' },
  sessionId: 's-1',
};

let bridge: FakeBridge;
let session: TerminalSession;

const state = () => session.store.getState();
/** Bytes of the page's own kind: jsdom's TextEncoder gives Node's. */
const bytes = (text: string) => Uint8Array.from(new TextEncoder().encode(text));
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const lastId = () => {
  const open = bridge.calls.filter(({ name }) => name === 'connection.open').at(-1);
  return (open?.args as { connectionId: string }).connectionId;
};

/** Hands the page a connection's port, as preload does. */
function handPort(connectionId: string) {
  const sent: unknown[] = [];
  const port: Port = { onmessage: null, postMessage: (message) => sent.push(message), close: vi.fn() };
  const event = new MessageEvent('message', { data: { type: PORT_MESSAGE, connectionId, kind: 'terminal' } });
  // jsdom knows no ports.
  Object.defineProperties(event, { source: { value: window }, ports: { value: [port] } });
  window.dispatchEvent(event);
  const typed = () =>
    sent.filter((message) => ArrayBuffer.isView(message)).map((view) => new TextDecoder().decode(view));
  return { port, sent, typed, say: (data: unknown) => port.onmessage?.({ data } as MessageEvent) };
}

beforeEach(() => {
  bridge = fakeBridge({
    'connection.open': () => ({}),
    'connection.close': () => ({}),
    'clipboard.read': () => ({ text: 'cd /srv\nmake\n' }),
  });
  session = new TerminalSession(makeNode({ id: 'i-0a', name: 'web-1' }), signIn);
});
afterEach(() => session.dispose());

/** Puts the terminal into the page, which connects it, up to an open shell. */
function open() {
  session.mount(document.body);
  const port = handPort(lastId());
  port.say(opened);
  return port;
}

describe('TerminalSession', () => {
  it('connects with the size that it has, and carries bytes both ways', async () => {
    session.connect(signIn);
    expect(bridge.calls[0]).toEqual({
      name: 'connection.open',
      args: { connectionId: lastId(), nodeId: 'i-0a', signIn, cols: 80, rows: 24 },
    });
    const { say, sent, typed } = handPort(lastId());
    say(opened);
    expect(state().phase).toBe('open');
    session.terminal.input('né\r');
    expect(typed()).toEqual(['né\r']);
    say(bytes('한국어'));
    await settle();
    expect(session.terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('한국어');
    expect(sent.at(-1)).toEqual({ type: 'ack', bytes: 9 });
    session.terminal.resize(100, 30);
    expect(sent.at(-1)).toEqual({ type: 'resize', cols: 100, rows: 30 });
  });

  it('sends what is typed while the path is away: the channel holds it', () => {
    const { say, typed } = open();
    say({ type: 'path', state: 'suspended', since: 1, attempt: 0 });
    session.terminal.input('ls\r');
    expect(typed()).toEqual(['ls\r']);
  });

  it('asks before it pastes lines that the shell would run', async () => {
    const { typed } = open();
    await session.paste();
    expect(state().pendingPaste).toBe('cd /srv\nmake\n');
    expect(typed()).toEqual([]);
    session.confirmPaste();
    expect(typed()).toEqual(['cd /srv\rmake\r']);
    expect(state().pendingPaste).toBeNull();
  });

  it('pastes lines at once where the shell takes them as text', async () => {
    const { say, typed } = open();
    say(bytes('\x1b[?2004h'));
    await settle();
    await session.paste();
    expect(typed()).toEqual(['\x1b[200~cd /srv\rmake\r\x1b[201~']);
  });

  it('says why a connection could not be opened', async () => {
    fakeBridge({
      'connection.open': () => {
        throw new ProblemError(problem('node.offline'));
      },
      'connection.close': () => ({}),
    });
    session.connect(signIn);
    await settle();
    expect(state()).toMatchObject({ phase: 'closed', wasOpen: false });
    expect(state().end?.problem?.code).toBe('node.offline');
  });

  it('keeps its text at the end, takes back what a dead program had set, and connects again as another', async () => {
    const first = open();
    const firstId = lastId();
    first.say(bytes('kept\x1b[?1003h\x1b[?2004h\x1b[?1049h in vim'));
    first.say({ type: 'closed', problem: problem('session.lost'), exitCode: null, signal: null });
    await settle();
    expect(state().phase).toBe('closed');
    expect(session.terminal.options.disableStdin).toBe(true);
    expect(session.terminal.buffer.active.type).toBe('normal');
    expect(session.terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('kept');
    expect(session.terminal.modes).toMatchObject({ mouseTrackingMode: 'none', bracketedPasteMode: false });
    session.reconnect();
    expect(lastId()).not.toBe(firstId);
    expect(first.port.close).toHaveBeenCalled();
    expect(bridge.calls).toContainEqual({ name: 'connection.close', args: { connectionId: firstId } });
    expect(state()).toMatchObject({ phase: 'connecting', wasOpen: true, end: null });
  });

  it('hears of a crash of its own connection only', () => {
    open();
    expect(session.isConnection(lastId())).toBe(true);
    expect(session.isConnection('another')).toBe(false);
    session.fail(problem('connection.crashed'));
    expect(state().end?.problem?.code).toBe('connection.crashed');
  });

  it('closes a port that comes after it has hung up', () => {
    session.connect(signIn);
    const id = lastId();
    session.connect(signIn);
    expect(handPort(id).port.close).toHaveBeenCalled();
    expect(state().phase).toBe('connecting');
  });

  it('leaves the Tab key to the page while no shell is there', () => {
    const tab = () => {
      const event = new KeyboardEvent('keydown', { key: 'Tab', keyCode: 9, bubbles: true, cancelable: true });
      session.terminal.textarea?.dispatchEvent(event);
      return event.defaultPrevented;
    };
    session.mount(document.body);
    expect(tab()).toBe(false);
    const { say } = handPort(lastId());
    say(opened);
    expect(tab()).toBe(true);
    session.fail(problem('ssh.lost'));
    expect(tab()).toBe(false);
  });
});
