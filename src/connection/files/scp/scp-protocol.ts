import { FileError } from '../file-system.js';
import { lostShell, shellError } from './shell-errors.js';
import type { RunningCommand } from './running-command.js';

/*
 * The protocol that `scp -t` and `scp -f` speak (OpenSSH's scp.c, sink and source): lines that announce a file, each
 * answered by a byte, 0 for "go on", 1 or 2 with a line that says what is wrong. Only single files here: folders are
 * walked by us.
 */

const GO_ON = Buffer.from([0]);
/** What the other end calls the file means nothing: its path was in the command line. */
const NAME = 'part';

/** Waits until the other end says go on. @throws FileError with its words when it does not */
async function expectGoOn(scp: RunningCommand, path: string): Promise<void> {
  const answer = (await scp.read(1))[0];
  if (answer === 0) return;
  if (answer === undefined) throw await endOf(scp, path);
  const line = (await scp.readLine()) ?? '';
  scp.close();
  // A start-up file that prints something speaks before scp does.
  throw answer === 1 || answer === 2
    ? shellError(path, line)
    : new FileError('refused', 'remote', path, `Not SCP: ${String.fromCharCode(answer)}${line}`);
}

/** Why a command ended before it should have. */
export async function endOf(command: RunningCommand, path: string): Promise<FileError> {
  const { isLost, errorOutput } = await command.end;
  return isLost ? lostShell(path, 'The connection to the node was lost') : shellError(path, errorOutput);
}

/** Announces a file to `scp -t`. @param mode permission bits of a new one */
export async function announce(scp: RunningCommand, path: string, size: number, mode: number): Promise<void> {
  await expectGoOn(scp, path);
  await scp.write(`C${mode.toString(8).padStart(4, '0')} ${size} ${NAME}\n`);
  await expectGoOn(scp, path);
}

/** Says to `scp -t` that the announced file was sent whole, and waits until it is written. */
export async function conclude(scp: RunningCommand, path: string): Promise<void> {
  await scp.write(GO_ON);
  await expectGoOn(scp, path);
  scp.finish();
  const { exitCode, errorOutput } = await scp.end;
  if (exitCode !== 0) throw shellError(path, errorOutput);
}

/** Asks `scp -f` for its file. @returns its size, whose bytes follow */
export async function request(scp: RunningCommand, path: string): Promise<number> {
  await scp.write(GO_ON);
  const line = await scp.readLine();
  if (line === null) throw await endOf(scp, path);
  const size = /^C[0-7]+ (\d+) /.exec(line)?.[1];
  if (size === undefined) {
    scp.close();
    throw shellError(path, line);
  }
  await scp.write(GO_ON);
  return Number(size);
}

/** After the last byte `scp -f` says whether all could be read. */
export async function confirm(scp: RunningCommand, path: string): Promise<void> {
  await expectGoOn(scp, path);
  await scp.write(GO_ON);
  scp.finish();
}
