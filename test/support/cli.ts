import {
  execFile,
  spawn,
  type ChildProcessWithoutNullStreams,
  type ExecFileException,
} from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { ensureCliBundle } from '../../scripts/cli-bundle.js';
import { startSshd } from '../../simulator/fleet/sshd.js';
import {
  Simulator,
  simulatedNode,
  type SimulatedNode,
  type SimulatorOptions,
} from '../../simulator/index.js';

/** The node that has an SSH server, and its name. */
export const NODE_ID = 'i-0c0ffee0000000001';
export const NODE_NAME = 'Web-1';
/** Start-up of twenty programs at once on a busy machine. */
const TIMEOUT_MS = 50_000;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A person's machine with `sallyport` on it, a home directory of its own, and a node to reach. */
export interface CliMachine {
  readonly simulator: Simulator;
  /** The person's home directory, and the node's user's. */
  readonly home: string;
  readonly remoteHome: string;
  readonly user: string;
  readonly keyFile: string;
  readonly hostKeys: readonly string[];
  readonly env: Record<string, string>;
  /** Path of the `sallyport` launcher. */
  readonly sallyport: string;
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  start(command: string, args: readonly string[]): ChildProcessWithoutNullStreams;
  /** Ends what was started and still runs; settles when no session is open in the account any more. */
  allEnded(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one. */
export async function startCliMachine(
  options: Partial<SimulatorOptions> & {
    readonly others?: readonly SimulatedNode[];
    readonly ports?: Record<string, number>;
  } = {},
): Promise<CliMachine> {
  const { others = [], ports = {}, ...simulatorOptions } = options;
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-cli-'));
  const home = join(directory, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const keyFile = join(home, '.ssh', 'id_ed25519');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
  const sshd = await startSshd({
    user: 'ec2-user',
    hostName: 'web-1',
    parent: directory,
    authorizedKeys: [readFileSync(`${keyFile}.pub`, 'utf8').trim()],
  });
  const node = simulatedNode({
    instanceId: NODE_ID,
    name: NODE_NAME,
    tags: { env: 'prod' },
    sshd: { port: sshd.port },
    ports,
  });
  const simulator = await Simulator.start({ nodes: [node, ...others], ...simulatorOptions });
  const sallyport = join(directory, 'bin', 'sallyport');
  mkdirSync(join(directory, 'bin'));
  writeFileSync(
    sallyport,
    `#!/bin/sh\nSALLYPORT_LAUNCHER='${sallyport}' exec '${process.execPath}' '${await ensureCliBundle()}' "$@"\n`,
  );
  chmodSync(sallyport, 0o755);
  // ssh takes the home directory from the password file, not from HOME; ssh -F and IdentityFile are told instead.
  const env = {
    PATH: `${join(directory, 'bin')}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    LANG: 'C.UTF-8',
    ...simulator.env,
  };
  const spawned = new Set<ChildProcessWithoutNullStreams>();
  return {
    simulator,
    home,
    remoteHome: sshd.home,
    user: sshd.user,
    keyFile,
    hostKeys: sshd.hostKeys,
    env,
    sallyport,
    run: (command, args, more = {}) =>
      new Promise((resolve) => {
        execFile(
          command,
          args,
          { env: { ...env, ...more }, cwd: home, timeout: TIMEOUT_MS, maxBuffer: 64 << 20 },
          (error: ExecFileException | null, stdout, stderr) =>
            resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
        );
      }),
    start: (command, args) => {
      const child = spawn(command, args, { env, cwd: home });
      spawned.add(child);
      child.once('exit', () => spawned.delete(child));
      return child;
    },
    allEnded: () => {
      for (const child of spawned) child.kill();
      return vi.waitFor(
        () => {
          const open = simulator.sessions.filter(({ ended }) => !ended);
          if (open.length > 0)
            throw new Error(`${open.length} of ${simulator.sessions.length} sessions are open`);
        },
        { timeout: 15_000, interval: 50 },
      );
    },
    close: async () => {
      for (const child of spawned) child.kill('SIGKILL');
      await simulator.close();
      await sshd.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Cuts every client's socket twice while something runs: each time that so many bytes more have passed. */
export async function withCuts<T>(
  { simulator }: CliMachine,
  everyBytes: number,
  work: () => Promise<T>,
): Promise<T> {
  const passed = () =>
    simulator.sessions.reduce(
      (sum, { bytesToAgent, bytesToClient }) => sum + bytesToAgent + bytesToClient,
      0,
    );
  const start = passed();
  let cuts = 0;
  const timer = setInterval(() => {
    if (cuts === 2 || passed() - start < (cuts + 1) * everyBytes) return;
    cuts++;
    simulator.faults.cutClientSocket();
  }, 10);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    expect(cuts).toBe(2);
  }
}
