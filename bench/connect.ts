import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Connection } from '../src/connection/connection.js';
import { webSocketDialer } from '../src/session-manager/index.js';
import { connectSteps, type ConnectStep } from '../src/shared/contract.js';
import { hostOf, newSessions } from '../test/support/ssh-node.js';
import { NODES, type FarSide } from './far-side-process.js';
import { startFarSide } from './far-side.js';
import { alone, beside, report } from './report.js';
import { median } from './statistics.js';

const ROUNDS = 15;

/**
 * From opening a connection (what a double-click does in its process) to the first byte of the shell, beside OpenSSH
 * straight to the same sshd, in turns.
 */
export async function benchConnect(): Promise<void> {
  const side = await startFarSide({ agentPacing: true, gatewayDelayMs: 0 });
  const host = hostOf(newSessions(), NODES.ssh);
  const ours: number[] = [];
  const direct: number[] = [];
  const steps = new Map<ConnectStep, number[]>(connectSteps.map((step) => [step, []]));
  for (let round = 0; round < ROUNDS; round++) {
    direct.push(await openSsh(side));
    ours.push(await open(side, host, (step, ms) => steps.get(step)?.push(ms)));
  }
  side.close();
  report('connect', [
    beside('prompt-vs-direct', median(ours), 'ms', median(direct)),
    ...connectSteps.map((step) => alone(`step-${step}`, median(steps.get(step) ?? []), 'ms')),
  ]);
}

function open(
  side: FarSide,
  host: ReturnType<typeof hostOf>,
  onStep: (step: ConnectStep, ms: number) => void,
): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    let time = 0;
    const connection = new Connection(
      {
        nodeId: NODES.ssh.id,
        user: side.user,
        privateKey: Uint8Array.from(readFileSync(side.keyFile)),
        keyName: 'key',
        cols: 80,
        rows: 24,
      },
      host,
      {
        send: (message) => {
          if (message.type === 'progress' && message.state === 'done') onStep(message.step, message.ms);
          if (message.type === 'closed' && message.problem) reject(new Error(message.problem.code));
        },
        sendBytes: () => {
          time ||= performance.now() - start;
          void connection.close();
        },
      },
      webSocketDialer(),
    );
    void connection.done.then(() => resolve(time));
    connection.open();
  });
}

function openSsh(side: FarSide): Promise<number> {
  const start = performance.now();
  const options = [
    'UserKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=no',
    'LogLevel=ERROR',
    'IdentitiesOnly=yes',
  ];
  const child = spawn(
    'ssh',
    [
      ...['-tt', '-F', 'none', '-i', side.keyFile, '-p', String(side.sshPort)],
      ...options.flatMap((option) => ['-o', option]),
      `${side.user}@127.0.0.1`,
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  return new Promise((resolve, reject) => {
    let time = 0;
    child.stdout.once('data', () => {
      time = performance.now() - start;
      child.kill();
    });
    child.once('error', reject);
    child.once('close', () => (time > 0 ? resolve(time) : reject(new Error('ssh gave no shell'))));
  });
}
