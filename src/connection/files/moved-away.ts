import { isFileError, lstatOrNull, type FileSystem } from './file-system.js';

/** Where a file that is about to be replaced is moved to, by a side that cannot replace it in one step. */
export const movedAwayPath = (partPath: string): string => `${partPath}.old`;

/**
 * Mends what was left when the app or the session ended between the steps of a replacement: the old file goes back, or
 * away where the new one has its place already.
 *
 * @returns whether the target is another one than before
 */
export async function mendReplacement(
  files: FileSystem,
  partPath: string,
  targetPath: string,
): Promise<boolean> {
  if (files.traits.replacesAtOnce) return false;
  const old = movedAwayPath(partPath);
  if ((await lstatOrNull(files, old)) === null) return false;
  try {
    await files.rename(old, targetPath);
    return true;
  } catch (error) {
    if (!isFileError(error, 'exists')) throw error;
    await files.removeFile(old);
    return false;
  }
}
