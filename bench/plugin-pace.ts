import { spawn } from 'node:child_process';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from '../src/connection/host.js';
import { DataChannel, webSocketDialer } from '../src/session-manager/index.js';

/** The plugin reads so much, and pauses for a millisecond (its standardstreamforwarding.go). */
const PLUGIN_READ_BYTES = 1_024;
const PLUGIN_PAUSE_MS = 1;

/**
 * A door to the node's SSH server for OpenSSH's own programs, as the session-manager-plugin would be one: it sends at
 * the plugin's pace, and receives as the agent sends. Node's timers are a little quicker than what the real plugin was
 * measured at, which flatters it.
 */
export async function openPluginPacedDoor(host: Host): Promise<{ port: number; close(): void }> {
  const server: Server = createServer({ noDelay: true }, (socket) => void serve(socket, host));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

async function serve(socket: Socket, host: Host): Promise<void> {
  socket.on('error', () => socket.destroy());
  const ticket = await host.call('session.start', { portNumber: 22 });
  const { sessionId } = ticket;
  const channel = new DataChannel(
    {
      ticket,
      dial: webSocketDialer(),
      resume: () => Promise.reject(new Error('A bench does not resume')),
      sessionType: 'Port',
      speaksFirst: true,
    },
    {
      onData: (bytes) => void socket.write(bytes),
      onDrain: () => undefined,
      onState: ({ name }) => {
        if (name === 'closed') socket.destroy();
      },
    },
  );
  socket.once('close', () => {
    void channel.terminate();
    void host.call('session.terminate', { sessionId });
  });
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += PLUGIN_READ_BYTES) {
      channel.write(chunk.subarray(at, at + PLUGIN_READ_BYTES));
      await delay(PLUGIN_PAUSE_MS);
    }
  }
}

/** Runs one of OpenSSH's programs. @returns how long it took, in seconds */
export function timed(program: string, args: readonly string[], input = ''): Promise<number> {
  const options = [
    'UserKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=no',
    'LogLevel=ERROR',
    'IdentitiesOnly=yes',
    'BatchMode=yes',
  ].flatMap((option) => ['-o', option]);
  const start = performance.now();
  const child = spawn(program, ['-F', 'none', ...options, ...args], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve((performance.now() - start) / 1_000);
      else reject(new Error(`${program} ended with code ${code ?? '?'}`));
    });
  });
}
