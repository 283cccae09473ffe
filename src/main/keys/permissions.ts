import { chmod, stat } from 'node:fs/promises';
import { problem, ProblemError, type Problem } from '../../shared/problem.js';

/** What `chmod 400` sets: readable by the owner only. */
const PRIVATE_MODE = 0o400;

/** The owner and permission bits of a file, as stat gives them. */
export interface FileMode {
  readonly uid: number;
  readonly mode: number;
}

/** Permission bits as people write them, such as "0644". */
export function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/**
 * OpenSSH's rule for private key files on POSIX systems (authfile.c, sshkey_perm_ok): refused only when the file is
 * one's own and anyone else may do anything with it. A key of another owner is not judged.
 *
 * @param me this process's user id; undefined on Windows, where the rule is another one
 */
export function isTooOpen(file: FileMode, me: number | undefined): boolean {
  return me !== undefined && file.uid === me && (file.mode & 0o077) !== 0;
}

/** The Problem of a key file that others may read. */
export function tooOpenProblem(path: string, mode: number, details?: string): Problem {
  return problem(
    'key.too-open',
    { path, mode: octal(mode) },
    { details, remedies: ['mend-key', 'choose-key'] },
  );
}

/**
 * Makes a key file readable by its owner only, and looks whether that worked: some filesystems (FAT, some network
 * mounts) accept a chmod and ignore it.
 *
 * @throws ProblemError `key.too-open` with the reason in its details
 */
export async function makePrivate(path: string, me: number | undefined): Promise<void> {
  try {
    await chmod(path, PRIVATE_MODE);
  } catch (error) {
    const { mode } = await stat(path);
    throw new ProblemError(tooOpenProblem(path, mode, (error as Error).message));
  }
  const after = await stat(path);
  if (isTooOpen(after, me)) {
    const details = `chmod 400 had no effect: the filesystem of ${path} keeps no permissions.`;
    throw new ProblemError(tooOpenProblem(path, after.mode, details));
  }
}
