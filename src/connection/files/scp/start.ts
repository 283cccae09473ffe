import type { Client } from 'ssh2';
import { nameFromBytes } from '../../../shared/file-name.js';
import { Commands } from './commands.js';
import { STAT_FORMAT } from './listing.js';
import { ShellFiles } from './shell-files.js';
import { commandLine } from './shell-words.js';

/** What stands around the answer: more than it is a start-up file that prints something, which SCP does not survive. */
const MARK = 'sallyport';

/**
 * The files of a node by its shell and scp, for servers without SFTP.
 *
 * @throws when no command runs, or the node has not got what is needed: its message says what came instead
 */
export async function startScp(client: Client): Promise<ShellFiles> {
  const commands = new Commands(client);
  const script = [
    `stat -c "${STAT_FORMAT}" / >/dev/null && readlink -f / >/dev/null || exit 1`,
    `printf "${MARK} "`,
    'if command -v scp >/dev/null; then printf "scp "; else printf "cat "; fi',
    'cd && pwd -P',
  ].join('; ');
  const { exitCode, output, errorOutput } = await commands.run(commandLine({}, script));
  const text = nameFromBytes(output);
  const [, program, home] = new RegExp(`^${MARK} (scp|cat) (/.*)\n$`, 's').exec(text) ?? [];
  if (exitCode !== 0 || home === undefined) throw new Error(errorOutput || text || 'No command runs');
  return new ShellFiles(commands, home, program === 'scp');
}
