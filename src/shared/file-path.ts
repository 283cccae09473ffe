/** What stands between the names of a path on a side. */
export interface Separated {
  readonly separator: '/' | '\\';
}

/** A name in a folder. */
export function joinPath({ separator }: Separated, folder: string, name: string): string {
  return endsSeparated(folder, separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
}

/** The last part of a path; the path itself when it has only one. */
export function baseName({ separator }: Separated, path: string): string {
  const trimmed = trim(path, separator);
  const at = lastSeparator(trimmed, separator);
  return at < 0 || at === trimmed.length - 1 ? trimmed : trimmed.slice(at + 1);
}

/** The folder that a path is in; a root is in itself. */
export function folderOf({ separator }: Separated, path: string): string {
  const trimmed = trim(path, separator);
  const at = lastSeparator(trimmed, separator);
  if (at < 0) return '.';
  if (at === trimmed.length - 1) return trimmed;
  // `/a` is in `/`, `C:\a` in `C:\`.
  return at === 0 || trimmed[at - 1] === ':' ? trimmed.slice(0, at + 1) : trimmed.slice(0, at);
}

// Windows takes both, and SFTP's paths have only the one.
const isSeparator = (character: string | undefined, separator: string) =>
  character === separator || (separator === '\\' && character === '/');

const endsSeparated = (path: string, separator: string) => isSeparator(path.at(-1), separator);

function lastSeparator(path: string, separator: string): number {
  for (let at = path.length - 1; at >= 0; at--) if (isSeparator(path[at], separator)) return at;
  return -1;
}

function trim(path: string, separator: string): string {
  let end = path.length;
  while (end > 1 && isSeparator(path[end - 1], separator) && path[end - 2] !== ':') end--;
  return path.slice(0, end);
}
