import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { findLibrary } from './find-library.js';

/** How a server comes to know its user. */
export interface UserNames {
  /** The name to sign in with. */
  user: string;
  /** Environment that makes libc answer with that name; empty where libnss_wrapper is not installed. */
  env: Record<string, string>;
}

/** Uid of `nobody`, for a privilege separation user on a machine that has none. */
const NOBODY = 65534;

/**
 * Gives this process's user another name (ec2-user, ubuntu, …) in a server and in all that it starts, by
 * libnss_wrapper: a passwd file of our own, preloaded. Without that library the user keeps the present name.
 *
 * @param passwordHash the user's password in crypt's form; none if left out
 */
export async function userNames(
  wanted: string,
  directory: string,
  home: string,
  shell: string,
  passwordHash: string | undefined,
): Promise<UserNames> {
  const library = await findLibrary('libnss_wrapper.so');
  const { uid, gid, username } = userInfo();
  if (library === undefined) return { user: username, env: {} };
  const users = (await lines('/etc/passwd')).filter((line) => other(line, wanted, uid));
  // Without a group tty, sshd gives a terminal to the user's own group, which takes no privilege. To the group tty it
  // can be given only by root, unless the system mounted its terminals so.
  const groups = (await lines('/etc/group')).filter(
    (line) => other(line, wanted, gid) && !line.startsWith('tty:'),
  );
  if (!users.some((line) => line.startsWith('sshd:'))) {
    users.push(`sshd:x:${NOBODY}:${NOBODY}::/run/sshd:/usr/sbin/nologin`);
  }
  const passwd = join(directory, 'passwd');
  const group = join(directory, 'group');
  await writeFile(passwd, [`${wanted}:x:${uid}:${gid}::${home}:${shell}`, ...users, ''].join('\n'));
  await writeFile(group, [`${wanted}:x:${gid}:`, ...groups, ''].join('\n'));
  const env = { LD_PRELOAD: library, NSS_WRAPPER_PASSWD: passwd, NSS_WRAPPER_GROUP: group };
  if (passwordHash === undefined) return { user: wanted, env };
  const shadow = join(directory, 'shadow');
  await writeFile(shadow, `${wanted}:${passwordHash}:20000:0:99999:7:::\n`, { mode: 0o600 });
  return { user: wanted, env: { ...env, NSS_WRAPPER_SHADOW: shadow } };
}

/** Whether a line of passwd or group is about somebody else. */
function other(line: string, name: string, id: number): boolean {
  const fields = line.split(':');
  return fields[0] !== name && fields[2] !== String(id);
}

async function lines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
