import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { startSshd } from '../simulator/fleet/sshd.js';
import { Simulator, simulatedNode } from '../simulator/index.js';
import {
  NODES,
  type FarSideAnswers,
  type FarSideOptions,
  type FarSidePlaces,
  type NodeName,
  type SessionCounts,
} from './far-side.js';

/*
 * Run by far-side.ts: the simulator with a node per target, the targets, and the raw relay to them.
 */

/** What the agent reads from a target at once, and the relay too, so that both handle as many messages. */
const RELAY_READ_BYTES = 1_024;
/** The relay stops reading above this much unsent. */
const RELAY_BOUND_BYTES = 1024 * 1024;
const GREETING = 'hello\n';

function serve(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(GREETING);
    onConnection(socket);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function serveSink(): Promise<number> {
  return serve((socket) => {
    let line = '';
    let awaited: number | null = null;
    socket.on('data', (chunk: Buffer) => {
      let length = chunk.length;
      if (awaited === null) {
        const end = chunk.indexOf(10);
        line += chunk.toString('latin1', 0, end < 0 ? length : end);
        if (end < 0) return;
        awaited = Number(line);
        length -= end + 1;
      }
      awaited -= length;
      if (awaited === 0) socket.write('done\n');
    });
  });
}

function serveEcho(): Promise<number> {
  return serve((socket) => socket.on('data', (chunk) => socket.write(chunk)));
}

function serveSource(): Promise<number> {
  const block = Buffer.alloc(64 * 1024, 1);
  return serve((socket) => {
    const fill = () => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.on('drain', fill);
    fill();
  });
}

/** The raw relay: WebSocket messages to TCP and back, with back-pressure both ways. */
function serveRelay(ports: Readonly<Record<string, number>>): Promise<number> {
  const relay = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  relay.on('connection', (client, request) => {
    const target = connect({
      host: '127.0.0.1',
      port: ports[request.url?.slice(1) ?? ''] ?? 0,
      noDelay: true,
      onread: {
        buffer: Buffer.alloc(RELAY_READ_BYTES),
        callback: (count, buffer) => {
          client.send(Buffer.from(buffer.subarray(0, count)));
          if (client.bufferedAmount <= RELAY_BOUND_BYTES) return true;
          request.socket.once('drain', () => target.resume());
          return false;
        },
      },
    });
    client.on('message', (data: Buffer) => {
      // What has been read of a paused socket still comes; one wait is enough for all of it.
      if (target.write(data) || client.isPaused) return;
      client.pause();
      target.once('drain', () => client.resume());
    });
    client.on('close', () => target.destroy());
    client.on('error', () => target.destroy());
    target.on('error', () => client.terminate());
    target.on('close', () => client.terminate());
  });
  return new Promise((resolve) => {
    relay.once('listening', () => resolve((relay.address() as AddressInfo).port));
  });
}

function counts(simulator: Simulator): SessionCounts {
  const session = simulator.sessions.at(-1);
  if (!session) throw new Error('There was no session');
  const { clientFrames, bytesToClient, duplicates, violations } = session;
  return { clientFrames, bytesToClient, duplicates, violations };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

async function main(options: FarSideOptions): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const keyFile = join(directory, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
  const sshd = await startSshd({ authorizedKeys: [readFileSync(`${keyFile}.pub`, 'utf8').trim()] });
  const [sink, echo, source] = await Promise.all([serveSink(), serveEcho(), serveSource()]);
  const ports: Record<NodeName, number> = { ssh: sshd.port, sink, echo, source };
  const simulator = await Simulator.start({
    ...options,
    nodes: (Object.keys(NODES) as NodeName[]).map((name) =>
      simulatedNode({ instanceId: NODES[name].id, sshd: { port: ports[name] } }),
    ),
  });
  const places: FarSidePlaces = {
    env: simulator.env,
    endpointUrl: simulator.endpointUrl,
    user: sshd.user,
    keyFile,
    ports,
    relayUrl: `ws://127.0.0.1:${await serveRelay(ports)}`,
  };
  process.send?.(places);
  process.on('message', (name: keyof FarSideAnswers) => {
    process.send?.(name === 'counts' ? counts(simulator) : cpuSeconds());
  });
  process.once('disconnect', () => {
    void Promise.allSettled([simulator.close(), sshd.close()]).then(() => {
      rmSync(directory, { recursive: true, force: true });
      process.exit(0);
    });
  });
}

await main(JSON.parse(process.argv[2] ?? '{}') as FarSideOptions);
