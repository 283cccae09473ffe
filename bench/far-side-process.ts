import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { startSshd } from '../simulator/fleet/sshd.js';
import { Simulator, simulatedNode } from '../simulator/index.js';

/** Run by far-side.ts: the simulator with a node per target, and the targets. */

export interface FarSideOptions {
  readonly agentPacing: boolean;
  /** One way, milliseconds. */
  readonly gatewayDelayMs: number;
}

export interface FarSide {
  readonly env: Record<string, string>;
  readonly user: string;
  readonly keyFile: string;
  readonly sshPort: number;
  /** Echoes, after a greeting. */
  readonly echoPort: number;
  /** A WebSocket that passes what it gets on to the sink, and nothing else. */
  readonly relayUrl: string;
}

/** Nodes of the far side by what stands behind their port 22. */
export const NODES = {
  ssh: { id: 'i-00000000000000501', label: 'ssh' },
  /** Greets, reads all, and answers "done" to each full count of bytes that its first line asked for. */
  sink: { id: 'i-00000000000000502', label: 'sink' },
  echo: { id: 'i-00000000000000503', label: 'echo' },
  /** Sends without end. */
  source: { id: 'i-00000000000000504', label: 'source' },
} as const;

const listen = (server: ReturnType<typeof createServer>) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

async function main(options: FarSideOptions): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const keyFile = join(directory, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
  const sshd = await startSshd({ authorizedKeys: [readFileSync(`${keyFile}.pub`, 'utf8').trim()] });
  const sinkPort = await listen(
    createServer({ noDelay: true }, (socket) => {
      socket.write('hello\n');
      let awaited = -1;
      socket.on('data', (chunk: Buffer) => {
        let length = chunk.length;
        if (awaited < 0) {
          const end = chunk.indexOf(10);
          awaited = Number(chunk.toString('latin1', 0, end));
          length -= end + 1;
        }
        awaited -= length;
        if (awaited === 0) socket.write('done\n');
      });
      socket.on('error', () => undefined);
    }),
  );
  const echoPort = await listen(
    createServer({ noDelay: true }, (socket) => {
      socket.write('hello\n');
      socket.on('data', (chunk) => socket.write(chunk));
      socket.on('error', () => undefined);
    }),
  );
  const block = Buffer.alloc(64 * 1024, 1);
  const sourcePort = await listen(
    createServer((socket) => {
      const fill = () => {
        while (socket.write(block));
      };
      socket.on('drain', fill);
      socket.on('error', () => socket.destroy());
      fill();
    }),
  );
  const relay = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  relay.on('connection', (client) => {
    let awaited = -1;
    client.on('message', (data: Buffer) => {
      if (awaited < 0) awaited = Number(data.toString('latin1'));
      else awaited -= data.length;
      if (awaited === 0) client.send('done');
    });
  });
  const ports = { ssh: sshd.port, sink: sinkPort, echo: echoPort, source: sourcePort };
  const simulator = await Simulator.start({
    ...options,
    nodes: Object.entries(NODES).map(([name, { id }]) =>
      simulatedNode({ instanceId: id, sshd: { port: ports[name as keyof typeof ports] } }),
    ),
  });
  const side: FarSide = {
    env: simulator.env,
    user: sshd.user,
    keyFile,
    sshPort: sshd.port,
    echoPort,
    relayUrl: `ws://127.0.0.1:${(relay.address() as AddressInfo).port}`,
  };
  process.send?.(side);
  process.once('disconnect', () => {
    void Promise.allSettled([simulator.close(), sshd.close()]).then(() => {
      rmSync(directory, { recursive: true, force: true });
      process.exit(0);
    });
  });
}

if (process.send) await main(JSON.parse(process.argv[2] ?? '{}') as FarSideOptions);
