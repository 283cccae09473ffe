import { setTimeout as delay } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import type { CommandResult, RemoteShell } from './remote-shell.js';

/** Checksums of big files take their time; more than this is a node that does not move. */
const COMMAND_TIMEOUT_MS = 10 * 60_000;
/** Until a refused channel is asked for again; doubled each time. */
const FIRST_WAIT_MS = 20;
const MAX_WAIT_MS = 3_000;
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

/**
 * Starts a command.
 *
 * @param use gets its channel in the very turn it is there: a quick command's output, exit and end may come in one
 *   packet with the start
 * @throws when the server does not run commands, or has no channel free for long
 */
export async function startCommand<T>(
  client: Client,
  command: string,
  use: (channel: ClientChannel) => T,
): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs *= 2) {
    try {
      return await new Promise<T>((resolve, reject) => {
        client.exec(command, (error, channel) => {
          if (error) reject(error);
          else resolve(use(channel));
        });
      });
    } catch (error) {
      if (!isRefusedChannel(error) || waitMs > MAX_WAIT_MS) throw error;
      await delay(waitMs);
    }
  }
}

/** Commands over an SSH connection. */
export function sshShell(client: Client): RemoteShell {
  return {
    run: async (command, input, signal) => {
      signal?.throwIfAborted();
      // Wrapped, so that it is not the command's end that is waited for here.
      const { result } = await startCommand(client, command, (channel) => ({
        result: runOn(channel, input, signal),
      }));
      return result;
    },
  };
}

/** RFC 4254, 5.1: the server opens no channel now. One that was closed counts until its command has ended. */
const isRefusedChannel = (error: unknown) => error instanceof Error && 'reason' in error;

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
