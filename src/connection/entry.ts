/**
 * The utility process of one connection: wires main's messages and the terminal's MessagePort to a Connection. The only
 * file of src/connection that knows Electron.
 */
import { connectionCalls, connectionCommands, terminalMessages } from '../shared/contract/index.js';
import type { Args, ConnectionCalls, Reply, Result } from '../shared/contract/index.js';
import { ProblemError } from '../shared/problem.js';
import { Connection } from './connection.js';
import { FilesPort } from './files/files-port.js';
import type { FilesService } from './files/files-service.js';
import type { Host } from './host.js';
import { RoutedDialer } from './network.js';

/** The last messages to the window leave in their own time, and nothing tells when they have. */
const EXIT_DELAY_MS = 100;

interface PendingCall {
  readonly name: keyof ConnectionCalls;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Messages from main, as src/main/connections writes them. */
type FromMain =
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply<unknown> }
  | { readonly kind: 'command'; readonly name: keyof typeof connectionCommands; readonly payload: unknown };

const main = process.parentPort;
const pending = new Map<number, PendingCall>();
const dialer = new RoutedDialer();
let nextCallId = 1;
let connection: Connection | null = null;

const host: Host = {
  async call<Name extends keyof ConnectionCalls>(name: Name, args: Args<ConnectionCalls, Name>) {
    const result = await new Promise<Result<ConnectionCalls, Name>>((resolve, reject) => {
      const id = nextCallId++;
      pending.set(id, { name, resolve, reject });
      main.postMessage({ kind: 'call', id, name, args });
    });
    if (name === 'session.start' || name === 'session.resume')
      await dialer.follow(result as Result<ConnectionCalls, 'session.start' | 'session.resume'>);
    return result;
  },
};

function replied(id: number, reply: Reply<unknown>): void {
  const call = pending.get(id);
  if (!call) return;
  pending.delete(id);
  if (!reply.ok) {
    call.reject(new ProblemError(reply.problem));
    return;
  }
  const result = connectionCalls[call.name].result.safeParse(reply.value);
  if (result.success) call.resolve(result.data);
  else call.reject(new Error(`The answer to ${call.name} does not fit its schema: ${result.error.message}`));
}

function open(payload: unknown, port: Electron.MessagePortMain): void {
  const request = connectionCommands.open.parse(payload);
  const opened = new Connection(
    request,
    host,
    { send: (message) => port.postMessage(message), sendBytes: (bytes) => port.postMessage(bytes) },
    dialer.dial,
  );
  connection = opened;
  port.on('message', ({ data }: { data: unknown }) => {
    if (data instanceof Uint8Array) {
      opened.onBytes(data);
      return;
    }
    const message = terminalMessages.toConnection.safeParse(data);
    if (message.success) opened.onMessage(message.data);
  });
  port.on('close', () => opened.onClosed());
  port.start();
  opened.open();
  void opened.done.then(() => {
    // The exit code does not tell a good end from a kill: Electron 25 reports 0 for a process that a signal ended.
    main.postMessage({ kind: 'ended' });
    setTimeout(() => process.exit(0), EXIT_DELAY_MS);
  });
}

function openFiles(service: FilesService, port: Electron.MessagePortMain): void {
  const files = new FilesPort(service, { post: (message) => port.postMessage(message) });
  port.on('message', ({ data }: { data: unknown }) => files.receive(data));
  port.on('close', () => files.close());
  port.start();
}

main.on('message', ({ data, ports }) => {
  const message = data as FromMain;
  if (message.kind === 'reply') {
    replied(message.id, message.reply);
    return;
  }
  switch (message.name) {
    case 'open': {
      const [port] = ports;
      if (port && !connection) open(message.payload, port);
      break;
    }
    case 'files': {
      const [port] = ports;
      if (port && connection?.files) openFiles(connection.files, port);
      break;
    }
    case 'retry':
      connection?.retryNow();
      break;
    case 'close':
      if (connection) void connection.close();
      else process.exit(0);
      break;
  }
});
