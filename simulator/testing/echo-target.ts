import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What an SSH server would say first. */
export const BANNER = 'SSH-2.0-test\r\n';

/** A TCP server for tests: says a banner, remembers what it is sent, and can send it back. */
export interface EchoTarget {
  port: number;
  sockets: Socket[];
  received(): Buffer;
  close(): Promise<void>;
}

export async function startEchoTarget(options: { echo?: boolean } = {}): Promise<EchoTarget> {
  const sockets: Socket[] = [];
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // A connection that the agent cuts is no failure of the test.
    socket.on('error', () => undefined);
    socket.write(BANNER);
    if (options.echo) socket.pipe(socket);
    else socket.on('data', (data) => chunks.push(data));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    received: () => Buffer.concat(chunks),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
