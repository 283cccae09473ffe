import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { Client } from 'ssh2';
import { ALGORITHMS } from '../src/connection/algorithms.js';
import { Connection } from '../src/connection/connection.js';
import type { Host } from '../src/connection/host.js';
import { webSocketDialer } from '../src/session-manager/index.js';
import { connectSteps, type ConnectStep } from '../src/shared/contract/index.js';
import { hostOf, newSessions, requestFor, withKey } from '../test/support/ssh-node.js';
import { FarSide, NODES, type FarSidePlaces } from './far-side.js';
import { alone, beside, type Metric } from './report.js';
import { inTurns, medianOf } from './statistics.js';

const ROUNDS = 15;

interface Opening {
  readonly ms: number;
  /** Until the server has taken the key; NaN where that cannot be seen. */
  readonly signedInMs: number;
  readonly steps: Readonly<Partial<Record<ConnectStep, number>>>;
}

/**
 * From opening a connection (what a double-click does in its process) to the first byte of the shell, beside OpenSSH
 * straight to the same sshd.
 *
 * OpenSSH as it comes spends most of its time on things that a tunnel neither causes nor saves: its post-quantum key
 * exchange, and twice 40 ms in which one side's Nagle algorithm and the other's delayed acknowledgement wait for each
 * other. Two stricter references therefore: OpenSSH with our key exchange; and our own SSH client straight to sshd, as
 * far as signing in, where that wait has not come yet, which leaves what the tunnel costs.
 */
export async function benchConnect(): Promise<Metric[]> {
  const side = await FarSide.start({ agentPacing: true, gatewayDelayMs: 0 });
  const { places } = side;
  const host = hostOf(newSessions(), NODES.ssh, withKey(readFileSync(places.keyFile)));
  const samples = await inTurns<string, Opening>(ROUNDS, {
    direct: () => openSsh(places),
    directSameKex: () => openSsh(places, ['KexAlgorithms=curve25519-sha256']),
    ownDirect: () => openOwnSsh(places),
    ours: () => open(places, host),
  });
  side.close();
  const median = (name: string) => medianOf(samples[name] ?? [], ({ ms }) => ms);
  const signedIn = (name: string) => medianOf(samples[name] ?? [], ({ signedInMs }) => signedInMs);
  const ours = median('ours');
  return [
    beside('prompt-vs-direct', ours, 'ms', median('direct')),
    beside('prompt-vs-direct-same-kex', ours, 'ms', median('directSameKex')),
    beside('sign-in-vs-own-ssh-direct', signedIn('ours'), 'ms', signedIn('ownDirect')),
    ...connectSteps.map((step) =>
      alone(
        `step-${step}`,
        medianOf(samples.ours ?? [], ({ steps }) => steps[step] ?? NaN),
        'ms',
      ),
    ),
  ];
}

function open(places: FarSidePlaces, host: Host): Promise<Opening> {
  const steps: Partial<Record<ConnectStep, number>> = {};
  const start = performance.now();
  return new Promise((resolve, reject) => {
    let ms = 0;
    let signedInMs = NaN;
    const connection = new Connection(
      { ...requestFor(places.user), nodeId: NODES.ssh.id },
      host,
      {
        send: (message) => {
          if (message.type === 'progress' && message.state === 'done') {
            steps[message.step] = message.ms;
            if (message.step === 'auth') signedInMs = performance.now() - start;
          }
          if (message.type === 'closed' && message.problem) reject(new Error(message.problem.code));
        },
        sendBytes: () => {
          ms ||= performance.now() - start;
          void connection.close();
        },
      },
      webSocketDialer(),
    );
    void connection.done.then(() => resolve({ ms, signedInMs, steps }));
    connection.open();
  });
}

function openOwnSsh(places: FarSidePlaces): Promise<Opening> {
  const privateKey = readFileSync(places.keyFile);
  const start = performance.now();
  const client = new Client();
  return new Promise((resolve, reject) => {
    let ms = NaN;
    client.once('ready', () => {
      ms = performance.now() - start;
      client.end();
    });
    client.once('error', reject);
    client.once('close', () => resolve({ ms, signedInMs: ms, steps: {} }));
    client.connect({
      sock: connectTcp({ host: '127.0.0.1', port: places.ports.ssh, noDelay: true }),
      username: places.user,
      privateKey,
      authHandler: ['publickey'],
      algorithms: ALGORITHMS,
    });
  });
}

function openSsh(places: FarSidePlaces, extraOptions: readonly string[] = []): Promise<Opening> {
  const options = [
    'UserKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=no',
    'LogLevel=ERROR',
    'IdentitiesOnly=yes',
    ...extraOptions,
  ].flatMap((option) => ['-o', option]);
  const target = ['-i', places.keyFile, '-p', String(places.ports.ssh), `${places.user}@127.0.0.1`];
  const start = performance.now();
  const child = spawn('ssh', ['-tt', '-F', 'none', ...options, ...target], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    let ms = 0;
    child.stdout.once('data', () => {
      ms = performance.now() - start;
      child.kill();
    });
    child.once('error', reject);
    child.once('close', () =>
      ms > 0 ? resolve({ ms, signedInMs: NaN, steps: {} }) : reject(new Error('ssh gave no shell')),
    );
  });
}
