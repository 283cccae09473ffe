import { createHash } from 'node:crypto';
import { chmod, lstat, readdir, rename, truncate, unlink, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Original, StoredJob } from '../../shared/contract/index.js';
import { nameBytes, nameFromBytes } from '../../shared/file-name.js';
import { isPartName } from '../../shared/part-name.js';

/** Bytes where the system takes them: strings of ours are not always what it would make of them. */
const native = (path: string) => (process.platform === 'win32' ? path : Buffer.from(nameBytes(path)));

/**
 * Removes what a discarded copy to this machine has half written, as far as it can only be that: by the name, which no
 * other job gives, place and kind. A file that was to be added to is what it was again. Never rejects: what stays is
 * told by its name.
 */
export async function removeLocalParts({ jobId, spec, parts }: StoredJob): Promise<void> {
  if (spec.kind !== 'copy' || spec.to.side !== 'local') return;
  const digest = createHash('sha256').update(jobId).digest('hex');
  const isPart = (name: string) => isPartName(name, digest);
  for (const { partPath, targetPath, original } of parts) {
    if (!isPart(basename(partPath)) || dirname(partPath) !== dirname(targetPath)) continue;
    const there = await lstat(native(partPath)).catch(() => null);
    if (!there?.isFile() && !there?.isSymbolicLink()) continue;
    const isFree = await lstat(native(targetPath)).then(
      () => false,
      () => true,
    );
    const done = original && isFree ? giveBack(partPath, targetPath, original) : unlink(native(partPath));
    await done.catch(() => undefined);
  }
  // What is left of the person's own files is not to be taken for a part.
  const originals = new Set(parts.filter(({ original }) => original).map(({ partPath }) => partPath));
  const copies = new Set(
    spec.from.paths.map((path) => spec.to.name ?? path.slice(path.lastIndexOf('/') + 1)),
  );
  const isLeft = (path: string) => isPart(basename(path)) && !originals.has(path);
  await removeLeft(spec.to.folder, isLeft, (name) => copies.has(name));
}

/** Removes parts that nobody had time to note, from a folder and from what is below the copies in it. */
async function removeLeft(
  folder: string,
  isLeft: (path: string) => boolean,
  isGoneInto: (name: string) => boolean = () => true,
): Promise<void> {
  const options = { encoding: 'buffer', withFileTypes: true } as const;
  for (const entry of await readdir(native(folder), options).catch(() => [])) {
    const name = nameFromBytes(entry.name);
    const path = join(folder, name);
    if (!entry.isDirectory() && isLeft(path)) await unlink(native(path)).catch(() => undefined);
    else if (entry.isDirectory() && isGoneInto(name)) await removeLeft(path, isLeft);
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
