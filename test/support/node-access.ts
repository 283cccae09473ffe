import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import { ALGORITHMS } from '../../src/connection/algorithms.js';
import type { NodeAccess, SignedIn } from '../../src/connection/files/node-access.js';
import type { Host } from '../../src/connection/host.js';
import { Tunnel } from '../../src/connection/tunnel.js';
import { webSocketDialer } from '../../src/session-manager/index.js';

interface Login {
  readonly user: string;
  readonly privateKey: Uint8Array;
}

/** A way to a node's files for tests and benches, with all that was opened for it. */
export interface TestAccess extends NodeAccess {
  /** Connections opened so far, the first included. */
  readonly opened: SignedIn[];
  close(): Promise<void>;
}

/** Signs in on a stream. */
export function signIn(stream: Duplex, { user, privateKey }: Login, compress: boolean): Promise<Client> {
  const client = new Client();
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client));
    client.on('error', reject);
    client.connect({
      sock: stream,
      username: user,
      privateKey: Buffer.from(privateKey),
      authHandler: ['publickey'],
      algorithms: { ...ALGORITHMS, ...(compress ? { compress: ['zlib@openssh.com', 'none'] } : {}) },
      keepaliveInterval: 0,
    });
  });
}

function access(open: (compress: boolean) => Promise<SignedIn>): TestAccess {
  const opened: SignedIn[] = [];
  const another = async ({ compress }: { readonly compress: boolean }) => {
    const signedIn = await open(compress);
    opened.push(signedIn);
    return signedIn;
  };
  return {
    nodeId: 'i-0c0ffee0000000001',
    main: another({ compress: false }).then(({ client }) => client),
    another,
    opened,
    close: async () => {
      await Promise.all(opened.map((signedIn) => signedIn.close()));
    },
  };
}

/** Straight to an SSH server, without a tunnel. */
export function directAccess(port: number, login: Login): TestAccess {
  return access(async (compress) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const client = await signIn(socket, login, compress);
    return {
      client,
      close: () =>
        new Promise((resolve) => {
          socket.once('close', () => resolve());
          client.end();
          if (socket.destroyed) resolve();
        }),
    };
  });
}

/** Through Session Manager, a session for each connection. */
export function tunnelledAccess(host: Host, login: Login): TestAccess {
  return access(async (compress) => {
    const tunnel = await Tunnel.start(host, 22, webSocketDialer(), () => undefined);
    const client = await signIn(tunnel.stream, login, compress);
    return {
      client,
      close: async () => {
        client.end();
        await tunnel.end();
        client.destroy();
      },
    };
  });
}
