import type { Args, Bridge, MainCalls, MainEvents, PortLabel, Result } from '../shared/contract/index.js';
import { PORT_MESSAGE } from '../shared/contract/index.js';
import { ProblemError } from '../shared/problem.js';
import type { z } from 'zod';

declare global {
  interface Window {
    readonly sallyport: Bridge;
  }
}

/**
 * Asks main to do something.
 *
 * @throws ProblemError with the Problem that main answered
 */
export async function call<Name extends keyof MainCalls>(
  name: Name,
  args: Args<MainCalls, Name>,
): Promise<Result<MainCalls, Name>> {
  const reply = await window.sallyport.call(name, args);
  if (!reply.ok) throw new ProblemError(reply.problem);
  return reply.value;
}

/** Subscribes to one of main's events; the function returned unsubscribes. */
export function on<Name extends keyof MainEvents>(
  name: Name,
  listener: (payload: z.infer<MainEvents[Name]>) => void,
): () => void {
  return window.sallyport.on(name, listener);
}

/** The absolute path of a file that was dropped or pasted here; empty when it has none. */
export const pathOfFile = (file: File): string => window.sallyport.pathOfFile(file);

const waiting = new Map<string, (port: MessagePort) => void>();
const waitingKey = ({ kind, connectionId }: PortLabel) => `${kind} ${connectionId}`;

function receivePort(event: MessageEvent<unknown>): void {
  // Preload posts from this very window; a frame or another window has no business here.
  if (event.source !== window || typeof event.data !== 'object' || event.data === null) return;
  const { type, ...label } = event.data as { type?: unknown } & PortLabel;
  const [port] = event.ports;
  if (type !== PORT_MESSAGE || port === undefined) return;
  const key = waitingKey(label);
  const receive = waiting.get(key);
  waiting.delete(key);
  if (receive === undefined) port.close();
  else receive(port);
}

/**
 * Waits for a MessagePort of a connection. Call it before `connection.open` or `files.open`, for the port may come
 * before the reply.
 *
 * @returns stops waiting; a port that comes later is closed
 */
export function expectPort(
  connectionId: string,
  receive: (port: MessagePort) => void,
  kind: PortLabel['kind'] = 'terminal',
): () => void {
  const key = waitingKey({ kind, connectionId });
  // Adding the same listener again does nothing, so there is no other state to keep.
  window.addEventListener('message', receivePort);
  waiting.set(key, receive);
  return () => waiting.delete(key);
}
