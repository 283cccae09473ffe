import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells a process from all others, later as well, when its number may be another's. */
export interface ProcessMark {
  /** The machine, and on Linux the container in it: numbers of processes mean something there only. */
  readonly machine: string;
  /** The machine's run since it was switched on; empty where the system has no name for it. */
  readonly boot: string;
  readonly pid: number;
  /** When it was started, in clock ticks since the boot; empty where that cannot be had without starting a program. */
  readonly started: string;
}

/** The mark of this process. */
export const thisProcess = (): ProcessMark => ({
  machine: `${hostname()} ${unlessAbsent(() => readlinkSync('/proc/self/ns/pid'))}`.trim(),
  boot: unlessAbsent(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).trim(),
  pid: process.pid,
  started: startOf(process.pid),
});

/**
 * Whether a process still runs. Where that cannot be known, as of another machine that shares this home directory, it
 * counts as running.
 */
export function isRunning(mark: ProcessMark): boolean {
  const here = thisProcess();
  if (mark.machine !== here.machine) return true;
  if (mark.boot !== here.boot) return false;
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    // Others' processes may not be signalled, and are there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  return startOf(mark.pid) === mark.started;
}

/** The 22nd field of /proc/PID/stat (proc_pid_stat(5)); the second, the program's name, may hold anything. */
function startOf(pid: number): string {
  const stat = unlessAbsent(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Only Linux has /proc. */
function unlessAbsent(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
