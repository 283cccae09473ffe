import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync } from 'node:fs';
import { Duplex } from 'node:stream';
import type { RemoteShell } from '../../src/connection/files/remote-shell.js';

const PLACES = ['/usr/lib/openssh/sftp-server', '/usr/libexec/sftp-server', '/usr/lib/ssh/sftp-server'];

/** OpenSSH's sftp-server, without SSH: its standard input and output as a stream. */
export interface SftpProcess {
  readonly stream: Duplex;
  readonly child: ChildProcess;
  close(): Promise<void>;
}

/** The path of the system's sftp-server. */
export function sftpServerProgram(): string {
  const found = PLACES.find((place) => {
    try {
      accessSync(place);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('There is no sftp-server here: install openssh-sftp-server');
  return found;
}

/**
 * Starts one.
 *
 * @param args such as `-R` for read-only
 * @param uid whose it is, where that can be chosen
 */
export function startSftpProcess(args: readonly string[] = [], uid?: number): SftpProcess {
  const child = spawn(sftpServerProgram(), ['-e', ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const exit = once(child, 'exit');
  // What is written to a server that has ended is lost, as over a network.
  child.stdin.on('error', () => undefined);
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(done),
    destroy: (error, done) => {
      child.kill('SIGKILL');
      done(error);
    },
  });
  child.stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  child.stdout.once('end', () => stream.push(null));
  return {
    stream,
    child,
    async close() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** Commands run here, as a node's would be run there. */
export const localShell: RemoteShell = {
  async run(command, input) {
    const child = spawn('/bin/sh', ['-c', command], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const output: Buffer[] = [];
    let errorOutput = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => (errorOutput += chunk.toString('utf8')));
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { exitCode, signal, output: Buffer.concat(output), errorOutput };
  },
};
