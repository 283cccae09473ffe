import { FileError, type FileErrorCode } from '../file-system.js';

/** What the C libraries (glibc, musl) and shells (dash, BusyBox) say of errors in the C locale. */
const WORDS: readonly (readonly [RegExp, FileErrorCode])[] = [
  [/no such file or directory|nonexistent/i, 'not-found'],
  [/permission denied|operation not permitted/i, 'denied'],
  [/file exists|cannot overwrite existing/i, 'exists'],
  [/directory not empty/i, 'not-empty'],
  [/no space left on device|quota exceeded/i, 'no-space'],
  [/read-only file system/i, 'read-only'],
  [/is a directory|not a directory/i, 'kind-clash'],
  [/file ?name too long|invalid argument|illegal byte sequence/i, 'name-refused'],
  [/not supported|not implemented/i, 'unsupported'],
];

/** What a command's complaint says, as far as it is known. */
export function shellError(path: string, message: string): FileError {
  const code = WORDS.find(([words]) => words.test(message))?.[1] ?? 'refused';
  return new FileError(code, 'remote', path, message.trim() || 'The command failed');
}

/** The way to the node is gone, or was never there. */
export function lostShell(path: string, message: string): FileError {
  return new FileError('lost', 'remote', path, message);
}
