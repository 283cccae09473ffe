import { constants } from 'node:fs';
import { lstat, open, readlink, realpath, stat } from 'node:fs/promises';
import { ProblemError } from '../shared/problem.js';
import { refuse } from './key-problems.js';

/** A private key is a few KiB; RSA with 16,384 bits is 13. What is larger than this (bytes) is not read. */
const MAX_KEY_SIZE = 1024 * 1024;

/** Windows has no such flag, and no such files. */
const NO_WAIT = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/**
 * Reads a key file, which may be anything at all: nothing is opened that could wait (pipes, devices), and no more is
 * read than a key can have.
 *
 * @returns the content, and where a symbolic link leads; null for a plain file
 * @throws ProblemError saying what it is instead
 */
export async function readKeyFile(path: string): Promise<{ bytes: Buffer; target: string | null }> {
  try {
    const link = (await lstat(path)).isSymbolicLink();
    if (link && !(await leadsSomewhere(path))) throw refuse('key.dangling-link', path, await readlink(path));
    refuseSpecial(path, await stat(path));
    // Looked at again once it is open: it may have been replaced meanwhile, and a pipe must not be waited for.
    const handle = await open(path, constants.O_RDONLY | NO_WAIT);
    try {
      refuseSpecial(path, await handle.stat());
      const buffer = Buffer.alloc(MAX_KEY_SIZE + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
        length += bytesRead;
        if (length > MAX_KEY_SIZE) throw refuse('key.too-large', path);
        if (bytesRead === 0) break;
      }
      return { bytes: buffer.subarray(0, length), target: link ? await realpath(path) : null };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw refuse(code === 'ENOENT' || code === 'ENOTDIR' ? 'key.missing' : 'key.unreadable', path, message);
  }
}

function refuseSpecial(
  path: string,
  info: { isDirectory(): boolean; isFile(): boolean; readonly size: number },
): void {
  if (info.isDirectory()) throw refuse('key.directory', path);
  if (!info.isFile()) throw refuse('key.special', path);
  if (info.size > MAX_KEY_SIZE) throw refuse('key.too-large', path);
}

async function leadsSomewhere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
