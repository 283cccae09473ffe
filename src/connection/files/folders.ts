import type { FileEntry } from '../../shared/contract/index.js';
import type { DirectoryEntry, FileAttributes, FileSystem } from './file-system.js';
import { baseName, folderOf, joinPath } from '../../shared/file-path.js';
import { nameRefusal } from './names.js';
import { copyProblem } from './problems.js';
import { ProblemError } from '../../shared/problem.js';

/** Links of one batch that are looked through at once. */
const LINKS_AT_ONCE = 16;

/** Lists a folder as the page shows it: links with what they hold and lead to. */
export async function* shownFolder(
  files: FileSystem,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<FileEntry[], void, void> {
  for await (const entries of files.list(path, signal)) {
    const shown: FileEntry[] = [];
    for (let start = 0; start < entries.length; start += LINKS_AT_ONCE) {
      const batch = entries.slice(start, start + LINKS_AT_ONCE);
      shown.push(...(await Promise.all(batch.map((entry) => shownEntry(files, path, entry)))));
    }
    yield shown;
  }
}

/** One entry as the page shows it. */
export async function shownFile(files: FileSystem, path: string): Promise<FileEntry> {
  const attributes = await files.lstat(path);
  const entry = { name: baseName(files.traits, path), attributes, owner: null, group: null };
  return shownEntry(files, folderOf(files.traits, path), entry);
}

async function shownEntry(files: FileSystem, folder: string, entry: DirectoryEntry): Promise<FileEntry> {
  const { name, attributes, owner, group } = entry;
  const link =
    attributes.kind === 'symlink' ? await linkOf(files, joinPath(files.traits, folder, name)) : null;
  const { kind, size, modifiedMs, mode } = attributes;
  return { name, kind, size, modifiedMs, mode, owner, group, link };
}

async function linkOf(files: FileSystem, path: string): Promise<FileEntry['link']> {
  const nothing = () => null;
  const [target, behind] = await Promise.all([
    files.readLink(path).catch(nothing),
    files.stat(path).catch((): FileAttributes | null => null),
  ]);
  return { target: target ?? '', kind: behind?.kind ?? null };
}

/** Refuses a name that the side's system cannot have. @throws ProblemError `files.name-refused` */
export function checkName(files: FileSystem, path: string): void {
  const name = baseName(files.traits, path);
  const fault = nameRefusal(files.traits, name);
  if (fault !== null) throw new ProblemError(copyProblem.nameRefused(files.side, path, name, fault));
}
