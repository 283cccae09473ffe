import { chmod, stat } from 'node:fs/promises';
import type { OtherAccess } from '../shared/contract/index.js';
import type { Access, Permissions } from './access.js';
import { windowsPermissions } from './windows-permissions.js';

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
 * @param me this process's user id
 * @returns who may do what; empty when the file is not refused
 */
export function othersOf({ uid, mode }: FileMode, me: number): OtherAccess[] {
  if (uid !== me) return [];
  const classes = [
    ['group', mode >> 3],
    ['others', mode],
  ] as const;
  return classes
    .map(([who, bits]) => ({
      who,
      name: '',
      may: rights.filter(([, bit]) => bits & bit).map(([name]) => name),
    }))
    .filter(({ may }) => may.length > 0);
}

const rights = [
  ['read', 4],
  ['write', 2],
  ['execute', 1],
] as const;

/** A path as one would type it in a POSIX shell. */
export function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** The rule of POSIX systems. @param setMode chmod, unless a test puts a filesystem's that ignores it here */
export function posixPermissions(me: number, setMode: typeof chmod = chmod): Permissions {
  const judgeOne = async (path: string): Promise<Access> => {
    const info = await stat(path);
    const others = othersOf(info, me);
    const mendCommand = others.length === 0 ? null : `chmod 400 ${quoted(path)}`;
    return { mode: octal(info.mode), others, mendCommand };
  };
  return {
    judge: (paths) => Promise.all(paths.map(judgeOne)),
    async makePrivate(path) {
      const before = await stat(path);
      await setMode(path, PRIVATE_MODE);
      return async () => {
        const now = await stat(path);
        const same = now.dev === before.dev && now.ino === before.ino;
        if (same && (now.mode & 0o7777) === PRIVATE_MODE) await setMode(path, before.mode & 0o7777);
      };
    },
  };
}

/** The rule of the system that this runs on. */
export function systemPermissions(): Permissions {
  const me = process.getuid?.();
  return me === undefined ? windowsPermissions() : posixPermissions(me);
}
