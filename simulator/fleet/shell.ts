import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ShellProgram } from '../agent/shell-target.js';
import { guardedDirectory } from './sshd.js';
import { userNames } from './user-names.js';

/** The user that the agent makes for its shells where the account's preferences name no other. */
const USER = 'ssm-user';

export interface ShellOptions {
  /** A guarded directory to make the shell's own directory in; a temporary one of its own if left out. */
  parent?: string;
  /** Name of the shell's own directory. Default node. */
  directoryName?: string;
}

export interface MadeShell {
  program: ShellProgram;
  /** The user's home directory. */
  home: string;
  /** With a directory of its own, that goes, with all that sessions have started. */
  close(): Promise<void>;
}

/**
 * Makes what a node needs for Session Manager's own shell: `sh` of Amazon Linux, which is bash by that name, as
 * ssm-user. The real one starts in the agent's folder; this one at home, as its user may have rights on this machine.
 */
export async function makeShell(options: ShellOptions = {}): Promise<MadeShell> {
  const own = options.parent === undefined ? await guardedDirectory('sallyport-shell-') : undefined;
  const directory = join(own?.path ?? options.parent ?? '', options.directoryName ?? 'node', 'ssm');
  const home = join(directory, USER);
  const sh = join(directory, 'sh');
  await mkdir(home, { recursive: true });
  await symlink('/bin/bash', sh);
  // Where sudo is, it greets whoever has no such file.
  await writeFile(join(home, '.hushlogin'), '');
  const names = await userNames(USER, directory, home, sh, undefined);
  return {
    program: {
      command: `exec '${sh}'`,
      directory: home,
      env: {
        ...names.env,
        PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
        HOME: home,
        USER: names.user,
        // The dollar is literal: the uid may be root's.
        PS1: 'sh-5.2$ ',
        // Marks every process of this node for the guard.
        SIMULATED_NODE: `${directory}/`,
      },
    },
    home,
    close: async () => own?.guard.finish(),
  };
}
