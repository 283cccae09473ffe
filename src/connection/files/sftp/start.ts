import type { Client } from 'ssh2';
import { problem, ProblemError } from '../../../shared/problem.js';
import { openSubsystem, startCommand } from '../ssh-channels.js';
import { posixScript } from '../remote-shell.js';
import { SftpClient } from './client.js';
import { SftpFiles } from './sftp-files.js';

/** Where systems keep the program: Debian, Red Hat, Arch and SUSE, the BSDs and macOS, OpenSSH's own default. */
const SERVER_PLACES = [
  '/usr/lib/openssh/sftp-server',
  '/usr/libexec/openssh/sftp-server',
  '/usr/lib/ssh/sftp-server',
  '/usr/libexec/sftp-server',
  '/usr/local/libexec/sftp-server',
];

/** What sudo says is a line or two. */
const MAX_COMPLAINT_LENGTH = 1_000;

export interface StartedSftp {
  readonly client: SftpClient;
  readonly files: SftpFiles;
}

/**
 * Starts SFTP on an SSH connection.
 *
 * @param elevated whether as root, through a sudo that asks for no password
 * @throws FileError `lost` when no SFTP server answers; ProblemError `files.no-elevation`
 */
export async function startSftp(ssh: Client, elevated: boolean): Promise<StartedSftp> {
  const start = async () => (elevated ? startElevated(ssh) : SftpClient.start(await openSubsystem(ssh)));
  const client = await start();
  const probe = new SftpFiles(client, start);
  // Microsoft's server has its drives as folders of the root: the home is /C:/Users/…
  const isWindows = /^\/[A-Za-z]:/.test(await probe.realpath('.'));
  return { client, files: isWindows ? new SftpFiles(client, start, true) : probe };
}

async function startElevated(ssh: Client): Promise<SftpClient> {
  const script = `for p in ${SERVER_PLACES.join(' ')}; do test -x $p && exec sudo -n $p; done; exit 127`;
  let complaint = '';
  try {
    const channel = await startCommand(ssh, posixScript(script), (started) => {
      started.stderr.on('data', (chunk: Buffer) => {
        complaint = (complaint + chunk.toString('utf8')).slice(-MAX_COMPLAINT_LENGTH);
      });
      return started;
    });
    return await SftpClient.start(channel);
  } catch (error) {
    const details = complaint.trim() || (error as Error).message;
    throw new ProblemError(problem('files.no-elevation', {}, { details }));
  }
}
