import { createServer, type Server } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import type { Host } from '../../src/connection/host.js';
import { Tunnel } from '../../src/connection/tunnel.js';
import { webSocketDialer } from '../../src/session-manager/index.js';
import { hostOf, newSessions } from '../support/ssh-node.js';

/** How much the memory test carries; SALLYPORT_LOAD_MB=2000 for the long one. */
const MEGABYTES = Number(process.env.SALLYPORT_LOAD_MB ?? 300);
const CHANNELS = 50;
const NODE = { id: 'i-0c0ffee0000000002', label: 'load' };

let simulator: Simulator;
let server: Server;

/** A simulator whose node's port 22 is a TCP server of ours that greets, as SSH servers do. */
async function start(onConnection: Parameters<typeof createServer>[1]): Promise<Host> {
  server = createServer({ noDelay: true }, onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  simulator = await Simulator.start({
    nodes: [simulatedNode({ instanceId: NODE.id, sshd: { port } })],
    agentPacing: false,
  });
  for (const [name, value] of Object.entries(simulator.env)) vi.stubEnv(name, value);
  return hostOf(newSessions(), NODE);
}

afterEach(async () => {
  await simulator.close();
  server.close();
  vi.unstubAllEnvs();
});

it(`${CHANNELS} channels at once each carry their own bytes, and all sessions end`, async () => {
  const host = await start((socket) => {
    socket.write('hello\n');
    socket.pipe(socket);
  });
  const carry = async (index: number): Promise<void> => {
    const tunnel = await Tunnel.start(host, 22, webSocketDialer(), () => undefined);
    const sent = Buffer.alloc(100_000, index);
    const received: Buffer[] = [];
    let length = 0;
    const all = new Promise<void>((resolve) => {
      tunnel.stream.on('data', (chunk: Buffer) => {
        received.push(chunk);
        length += chunk.length;
        if (length === sent.length + 6) resolve();
      });
    });
    tunnel.stream.write(sent);
    await all;
    await tunnel.end();
    expect(Buffer.concat(received).subarray(6).equals(sent)).toBe(true);
  };
  await Promise.all(Array.from({ length: CHANNELS }, (_, index) => carry(index)));
  expect(simulator.sessions).toHaveLength(CHANNELS);
  expect(simulator.sessions.every(({ state }) => state === 'Terminated')).toBe(true);
  expect(simulator.sessions.flatMap(({ violations }) => violations)).toEqual([]);
}, 120_000);

it(`memory stays flat over an upload of ${MEGABYTES} MB`, async () => {
  const host = await start((socket) => {
    socket.write('hello\n');
    socket.resume();
  });
  const tunnel = await Tunnel.start(host, 22, webSocketDialer(), () => undefined);
  tunnel.stream.resume();
  const block = Buffer.alloc(1_000_000, 1);
  const write = () => new Promise((resolve) => tunnel.stream.write(block, resolve));
  // The first megabytes fill windows and warm the heap; growth after them would be a leak.
  for (let i = 0; i < 50; i++) await write();
  const before = process.memoryUsage();
  for (let i = 50; i < MEGABYTES; i++) await write();
  const after = process.memoryUsage();
  await tunnel.end();
  expect(after.rss - before.rss).toBeLessThan(100_000_000);
  expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(100_000_000);
}, 600_000);
