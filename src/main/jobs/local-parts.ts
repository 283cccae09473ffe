import { chmod, lstat, rename, truncate, unlink, utimes } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Original, StoredJob } from '../../shared/contract/index.js';
import { nameBytes } from '../../shared/file-name.js';

/** As the copying engine names what it has not finished. */
const PART_NAME = /^\.sallyport-[0-9a-f]{12}\.part$/;

/** Bytes where the system takes them: strings of ours are not always what it would make of them. */
const native = (path: string) => (process.platform === 'win32' ? path : Buffer.from(nameBytes(path)));

/**
 * Removes what a discarded copy to this machine has half written, as far as it can only be that: by name, place, kind
 * and size. A file that was to be added to gets its name back. Never rejects: what stays is told by its name.
 */
export async function removeLocalParts({ spec, parts }: StoredJob): Promise<void> {
  if (spec.kind !== 'copy' || spec.to.side !== 'local') return;
  for (const { partPath, targetPath, source, original } of parts) {
    if (!PART_NAME.test(basename(partPath)) || dirname(partPath) !== dirname(targetPath)) continue;
    const there = await lstat(native(partPath)).catch(() => null);
    if (!there || !(there.isFile() || there.isSymbolicLink()) || there.size > source.size) continue;
    const isFree = await lstat(native(targetPath)).then(
      () => false,
      () => true,
    );
    const done = original && isFree ? giveBack(partPath, targetPath, original) : unlink(native(partPath));
    await done.catch(() => undefined);
  }
}

async function giveBack(partPath: string, targetPath: string, original: Original): Promise<void> {
  const part = native(partPath);
  await truncate(part, original.size);
  if (original.mode !== null && process.platform !== 'win32') await chmod(part, original.mode);
  if (original.modifiedMs !== null)
    await utimes(part, original.modifiedMs / 1_000, original.modifiedMs / 1_000);
  await rename(part, native(targetPath));
}
