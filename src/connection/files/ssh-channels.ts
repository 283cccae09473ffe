import type { Client, ClientChannel } from 'ssh2';
import type { CommandResult, RemoteShell } from './remote-shell.js';

/** Checksums of big files take their time; more than this is a node that does not move. */
const COMMAND_TIMEOUT_MS = 10 * 60_000;
/** Enough for what is asked of commands here; more would be somebody's chatty start-up file. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Opens the sftp subsystem. @throws when the server has none */
export function openSubsystem(client: Client): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.subsys('sftp', (error, channel) => {
      if (error) reject(error);
      else resolve(channel);
    });
  });
}

/** Starts a command. @throws when the server does not run commands */
export function openCommand(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) reject(error);
      else resolve(channel);
    });
  });
}

/** Commands over an SSH connection. */
export function sshShell(client: Client): RemoteShell {
  return {
    run: (command, input, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        client.exec(command, (error, channel) => {
          if (error) reject(error);
          // In this very turn: a quick command's output, exit and end may come in one packet with the start.
          else runOn(channel, input, signal).then(resolve, reject);
        });
      }),
  };
}

function runOn(channel: ClientChannel, input: Buffer, signal?: AbortSignal): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    let outputBytes = 0;
    let errorOutput = '';
    let exit: Pick<CommandResult, 'exitCode' | 'signal'> = { exitCode: null, signal: null };
    const fail = (error: Error) => {
      channel.close();
      settle();
      reject(error);
    };
    const abort = () => fail(signal?.reason as Error);
    const timer = setTimeout(() => fail(new Error('A command did not end')), COMMAND_TIMEOUT_MS);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    signal?.addEventListener('abort', abort, { once: true });
    channel.on('data', (chunk: Buffer) => {
      outputBytes += chunk.length;
      if (outputBytes > MAX_OUTPUT_BYTES) fail(new Error('A command said too much'));
      else output.push(chunk);
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      errorOutput = (errorOutput + chunk.toString('utf8')).slice(-4_096);
    });
    channel.on('exit', (exitCode: number | null, signal?: string) => {
      exit = { exitCode, signal: signal ?? null };
    });
    channel.on('error', fail);
    channel.on('close', () => {
      settle();
      resolve({ ...exit, output: Buffer.concat(output), errorOutput });
    });
    channel.end(input);
  });
}
