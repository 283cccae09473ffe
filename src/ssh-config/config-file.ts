import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { problem, ProblemError } from '../shared/problem.js';
import { unifiedDiff } from './diff.js';
import { UnreadableConfigError, withBlock, withoutBlock } from './document.js';

/** A change to an ssh_config that was worked out and not made. */
export interface SshConfigChange {
  /** The file itself, where the name given is a link to it. */
  readonly file: string;
  /** Whether it is there already. */
  readonly hasFile: boolean;
  /** Empty when there is nothing to do. */
  readonly diff: string;
  /** Tells this state of the file from others: a change is made only to the file that was shown. */
  readonly token: string;
  readonly after: Buffer;
}

/** ssh answers at once; a `Match exec` of the person's own may take its time. */
const SSH_TIMEOUT_MS = 10_000;

/**
 * Works out what putting the block into a file would change.
 *
 * @param lines the block's lines; null to take it away
 * @throws ProblemError `ssh-config.unreadable`
 */
export async function planChange(name: string, lines: readonly string[] | null): Promise<SshConfigChange> {
  const file = await resolved(name);
  const before = await read(file);
  try {
    const after =
      lines === null ? (before === null ? Buffer.alloc(0) : withoutBlock(before)) : withBlock(before, lines);
    const diff = unifiedDiff(file, (before ?? '').toString(), after.toString());
    return { file, hasFile: before !== null, diff, token: tokenOf(before), after };
  } catch (error) {
    if (!(error instanceof UnreadableConfigError)) throw error;
    const { reason, line } = error;
    throw new ProblemError(
      problem('ssh-config.unreadable', { file, ...(line === 0 ? {} : { line }), reason }),
    );
  }
}

/**
 * Makes a change: keeps a copy of the file as it was beside it, and puts the new one in its place, whole or not at all.
 * The file's permissions stay; a new one is its owner's alone.
 *
 * @returns the copy's path; null where there was no file
 * @throws ProblemError `ssh-config.changed` when the file is not the one shown any more; `ssh-config.refused` when
 *   OpenSSH would not read the new one
 */
export async function makeChange({ file, token, after }: SshConfigChange): Promise<string | null> {
  const before = await read(file);
  if (tokenOf(before) !== token) throw new ProblemError(problem('ssh-config.changed', { file }));
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const was = before === null ? null : await stat(file);
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(after);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await checkWithSsh(temporary, file);
    if (was) {
      await chmod(temporary, was.mode & 0o777);
      // Root may be at work on somebody else's file.
      if (process.getuid?.() === 0) await chown(temporary, was.uid, was.gid);
    }
    const copy = before === null ? null : await keepCopy(file, before, (was?.mode ?? 0o600) & 0o777);
    await rename(temporary, file);
    return copy;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Copies are named by the time, so that none takes the place of another. */
async function keepCopy(file: string, before: Buffer, mode: number): Promise<string> {
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  const copy = `${file}.before-sallyport-${time}`;
  await writeFile(copy, before, { mode, flag: 'wx' });
  return copy;
}

/** Lets the system's ssh read the file, where there is one: a line that it does not know would stop every connection. */
async function checkWithSsh(temporary: string, file: string): Promise<void> {
  try {
    await promisify(execFile)('ssh', ['-G', '-F', temporary, 'i-0123456789abcdef0'], {
      timeout: SSH_TIMEOUT_MS,
    });
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    // No ssh here, or one that a command of the person's holds up: nothing is known against the file.
    if (code === 'ENOENT' || code === null || code === undefined) return;
    const details = (stderr ?? '').replaceAll(temporary, file).trim();
    throw new ProblemError(problem('ssh-config.refused', { file }, { details }));
  }
}

/** The file that a name means, symbolic links followed; the name itself where there is no file yet. */
async function resolved(name: string): Promise<string> {
  try {
    return await realpath(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return name;
    throw error;
  }
}

async function read(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const tokenOf = (bytes: Buffer | null): string =>
  bytes === null ? 'none' : createHash('sha256').update(bytes).digest('hex');
