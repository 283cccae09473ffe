import type { Client } from 'ssh2';
import type { Job } from '../../shared/contract/index.js';
import { ProblemError } from '../../shared/problem.js';
import type { FileSystem } from './file-system.js';
import { startScp } from './scp/start.js';
import { startSftp } from './sftp/start.js';

/** The node's files on one SSH connection, by what its server can do. */
export interface StartedRemote {
  readonly files: FileSystem;
  readonly protocol: Exclude<Job['how']['protocol'], 'tar'>;
  /** SFTP extensions that the server offers. */
  readonly extensions: readonly string[];
  /** Calls back once, when it can be used no longer. */
  onClose(listener: () => void): void;
  close(): void;
}

/**
 * SFTP where the server has it, else SCP and the node's shell.
 *
 * @param elevated whether as root, through sudo: with SFTP only
 * @throws ProblemError `files.no-elevation`; an error that says why there is no SFTP when SCP does not work either
 */
export async function startRemote(ssh: Client, elevated: boolean): Promise<StartedRemote> {
  try {
    const { client, files } = await startSftp(ssh, elevated);
    return {
      files,
      protocol: 'sftp',
      extensions: files.extensions,
      onClose: (listener) => client.onClose(listener),
      close: () => client.close(),
    };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const files = await startScp(ssh).catch(() => null);
    if (!files) throw error;
    return {
      files,
      protocol: 'scp',
      extensions: [],
      onClose: (listener) => void ssh.once('close', listener),
      // Its commands end by themselves, and with the connection.
      close: () => undefined,
    };
  }
}
