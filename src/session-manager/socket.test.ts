import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { webSocketDialer, type DataSocket, type SocketEnd } from './socket.js';

const MIB = 1024 * 1024;

let server: WebSocketServer;

beforeEach(async () => {
  // A server that would compress if it were asked to, and takes messages of any size.
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: true, maxPayload: 0 });
  await once(server, 'listening');
});
afterEach(async () => {
  for (const client of server.clients) client.terminate();
  server.close();
  await once(server, 'close');
});

interface Dialled {
  readonly socket: DataSocket;
  readonly peer: WebSocket;
  readonly request: IncomingMessage;
  /** The next message from the server, or the socket's end. */
  next(): Promise<Buffer | SocketEnd>;
}

async function dial(): Promise<Dialled> {
  const came: (Buffer | SocketEnd)[] = [];
  let wake: () => void = () => undefined;
  const take = (what: Buffer | SocketEnd) => {
    came.push(what);
    wake();
  };
  const accepted = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  const { port } = server.address() as AddressInfo;
  let opened: () => void = () => undefined;
  const open = new Promise<void>((resolve) => (opened = resolve));
  const socket = webSocketDialer()(
    `ws://127.0.0.1:${port}/v1/data-channel/s`,
    { 'x-signed': 'yes' },
    {
      onOpen: opened,
      onMessage: (bytes) => take(Buffer.from(bytes)),
      onPong: () => undefined,
      onEnd: take,
    },
  );
  const [[peer, request]] = await Promise.all([accepted, open]);
  return {
    socket,
    peer,
    request,
    next: async () => {
      while (came.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return came.shift()!;
    },
  };
}

describe('the WebSocket', () => {
  it('is asked for without compression and sub-protocol, with the ticket’s headers', async () => {
    const { request, socket } = await dial();
    expect(request.headers['sec-websocket-extensions']).toBeUndefined();
    expect(request.headers['sec-websocket-protocol']).toBeUndefined();
    expect(request.headers['x-signed']).toBe('yes');
    socket.terminate();
  });

  it('reads a text message as if it were binary', async () => {
    const { peer, next } = await dial();
    peer.send('안녕');
    expect(await next()).toEqual(Buffer.from('안녕'));
  });

  it('takes a message of 8 MiB, and ends over a longer one', async () => {
    const { peer, next } = await dial();
    peer.send(Buffer.alloc(8 * MIB, 1));
    expect(await next()).toHaveLength(8 * MIB);
    peer.send(Buffer.alloc(8 * MIB + 1, 1));
    expect(await next()).toMatchObject({ code: 1006, reason: 'Max payload size exceeded' });
  });

  it('delivers messages of any length, whole and in order, beside texts and pings', async () => {
    const { socket, peer } = await dial();
    const lengths = [0, 1, 120, 125, 126, 1_144, 65_535, 65_536, 100_003, 3, 2 * MIB];
    const got: string[] = [];
    let pings = 0;
    peer.on('ping', () => pings++);
    const all = new Promise<void>((resolve) => {
      peer.on('message', (data: Buffer, isBinary) => {
        got.push(isBinary ? data.toString('latin1') : `text ${data.toString()}`);
        if (got.length === lengths.length + 3) resolve();
      });
    });
    const messages = lengths.map((length) =>
      Buffer.from(Array.from({ length }, (_, i) => (i * 7 + length) % 256)),
    );
    socket.sendText('first');
    socket.sendBinary(messages.slice(0, 4));
    socket.ping();
    socket.sendBinary(messages.slice(4, 6));
    socket.sendText('between');
    socket.sendBinary(messages.slice(6));
    await new Promise((resolve) => setImmediate(resolve));
    socket.sendBinary([Buffer.from('last')]);
    await all;
    const text = (message: Buffer) => message.toString('latin1');
    expect(got).toEqual([
      'text first',
      ...messages.slice(0, 6).map(text),
      'text between',
      ...messages.slice(6).map(text),
      'last',
    ]);
    expect(pings).toBe(1);
  });

  it('sends what it was given before it closes', async () => {
    const { socket, peer, next } = await dial();
    const got: string[] = [];
    peer.on('message', (data: Buffer) => got.push(data.toString()));
    socket.sendBinary([Buffer.from('last words')]);
    socket.close();
    expect(await next()).toMatchObject({ code: 1000 });
    expect(got).toEqual(['last words']);
  });

  it('counts what the system has not taken, and tells when it has', async () => {
    const { socket, peer } = await dial();
    peer.pause();
    socket.sendBinary([Buffer.alloc(20 * MIB)]);
    expect(socket.bufferedBytes).toBeGreaterThanOrEqual(20 * MIB);
    const flushed = new Promise<void>((resolve) => socket.onFlushed(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(socket.bufferedBytes).toBeGreaterThan(0);
    peer.resume();
    await flushed;
    expect(socket.bufferedBytes).toBe(0);
    socket.terminate();
  });
});
