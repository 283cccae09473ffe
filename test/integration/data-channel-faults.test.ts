import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Client, type ClientChannel } from 'ssh2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ALGORITHMS } from '../../src/connection/algorithms.js';
import { Tunnel } from '../../src/connection/tunnel.js';
import { webSocketDialer } from '../../src/session-manager/index.js';
import { startSshNode, type SshNode } from '../support/ssh-node.js';

/*
 * Real SSH to a real sshd, over a path that fails all the time. SALLYPORT_FAULT_MB sets how much is carried each way.
 */
const MEGABYTES = Number(process.env.SALLYPORT_FAULT_MB ?? 200);
const CUT_EVERY_MS = 2_500;
const TIMEOUT_MS = 240_000;

let node: SshNode;
let tunnel: Tunnel;
let client: Client;
let cutTimer: NodeJS.Timeout | undefined;

async function connect(options: Partial<Parameters<typeof startSshNode>[0]> = {}): Promise<void> {
  node = await startSshNode({
    agentPacing: false,
    ...options,
    setEnvironment: (env) => {
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    },
  });
  tunnel = await Tunnel.start(node.host, 22, webSocketDialer(), () => undefined);
  client = new Client();
  client.connect({
    sock: tunnel.stream,
    username: node.user,
    privateKey: Buffer.from(node.privateKey),
    algorithms: ALGORITHMS,
  });
  await once(client, 'ready');
}

function exec(command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) reject(error);
      else resolve(channel);
    });
  });
}

/** Cuts the socket, and now and then ends it as the service does every hour. */
function cutAgainAndAgain(): void {
  let cuts = 0;
  cutTimer = setInterval(() => {
    if (cuts++ % 3 === 2) node.simulator.faults.closeWithBye();
    else node.simulator.faults.cutClientSocket();
  }, CUT_EVERY_MS);
}

afterEach(async () => {
  clearInterval(cutTimer);
  client.destroy();
  await tunnel.end();
  await node.close();
  vi.unstubAllEnvs();
});

describe(`${MEGABYTES} MB over a path that is cut every ${CUT_EVERY_MS / 1000} s`, () => {
  it(
    'upload: sha256 is the same',
    async () => {
      await connect();
      cutAgainAndAgain();
      const channel = await exec('sha256sum');
      let answer = '';
      channel.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      const hash = createHash('sha256');
      const block = randomBytes(1_000_000);
      for (let i = 0; i < MEGABYTES; i++) {
        block.writeUInt32BE(i);
        hash.update(block);
        if (!channel.write(Buffer.from(block))) await once(channel, 'drain');
      }
      channel.end();
      await once(channel, 'close');
      expect(answer.slice(0, 64)).toBe(hash.digest('hex'));
      expect(tunnel.statistics.resumes).toBeGreaterThan(0);
      expect(node.simulator.sessions[0]?.violations).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'download: sha256 is the same',
    async () => {
      await connect();
      const made = await exec(`head -c ${MEGABYTES}000000 /dev/urandom > file; sha256sum < file`);
      let expected = '';
      made.on('data', (chunk: Buffer) => (expected += chunk.toString()));
      await once(made, 'close');
      cutAgainAndAgain();
      const hash = createHash('sha256');
      const channel = await exec('cat file');
      channel.on('data', (chunk: Buffer) => hash.update(chunk));
      await once(channel, 'close');
      expect(hash.digest('hex')).toBe(expected.slice(0, 64));
      expect(tunnel.statistics.resumes).toBeGreaterThan(0);
      expect(node.simulator.sessions[0]?.violations).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

it(
  'a network that loses, doubles, reorders, damages and delays messages changes nothing',
  async () => {
    await connect();
    const leg = {
      drop: 0.02,
      duplicate: 0.02,
      reorder: 0.02,
      delay: { probability: 0.05, ms: 20 },
    };
    // Damage towards the client only: the real agent checks no digest, so nothing could mend damage the other way.
    node.simulator.faults.network({ seed: 20_261_124, toAgent: leg, toClient: { ...leg, corrupt: 0.01 } });
    const channel = await exec('cat');
    const sent = randomBytes(2_000_000);
    const received: Buffer[] = [];
    channel.on('data', (chunk: Buffer) => received.push(chunk));
    channel.end(sent);
    await once(channel, 'close');
    expect(Buffer.concat(received).equals(sent)).toBe(true);
    expect(tunnel.statistics.messagesResent).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
