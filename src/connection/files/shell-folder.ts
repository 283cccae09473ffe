import { nameFromBytes } from '../../shared/file-name.js';
import { posixScript, type RemoteShell } from './remote-shell.js';

const NEWLINE = 0x0a;

/**
 * Prints the folder that the connection's shell is in. A command's parent is the server's process for its connection,
 * and so is the shell's, which has a terminal (fields of /proc/PID/stat: proc_pid_stat(5)). What is in the foreground
 * there is asked first: it may be a shell within the shell. Where that is somebody else's, such as root's, only the
 * shell itself can be asked.
 */
const SCRIPT = posixScript(
  [
    'for stat in /proc/[0-9]*/stat',
    'do read -r line 2>/dev/null < "$stat" || continue',
    'set -- ${line##*") "}',
    '[ "$2" = "$PPID" ] && [ "$5" != 0 ] || continue',
    'pid=${stat#/proc/}',
    'readlink "/proc/$6/cwd" 2>/dev/null || readlink "/proc/${pid%/stat}/cwd"',
    'exit',
    'done',
    'exit 1',
  ].join('\n'),
);

/**
 * The folder that a connection's shell is in now, without any set-up of the shell.
 *
 * @param shell of the same SSH connection
 * @returns null where that cannot be known: the system has no /proc, or there is no shell
 */
export async function shellFolder(shell: RemoteShell, signal?: AbortSignal): Promise<string | null> {
  const { exitCode, output } = await shell.run(SCRIPT, Buffer.alloc(0), signal);
  const path = output.at(-1) === NEWLINE ? output.subarray(0, -1) : output;
  return exitCode === 0 && path.length > 0 ? nameFromBytes(path) : null;
}
