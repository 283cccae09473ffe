import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from './data-folder.js';
import type { Target } from './target.js';

/** What a name ends with for ssh_config to hand it to us. */
const SUFFIX = '.sallyport';
const FIRST_LINE = /^# (m?i-[0-9a-f]+)\n/;

/**
 * Sees to it that the known_hosts file of a name holds the keys of the node that the name means now.
 *
 * ssh_config cannot say “keys by node id” of a name, as `HostKeyAlias` takes no tokens; but `UserKnownHostsFile` does,
 * and ssh reads that file only once the server has spoken. So each name has a file, with its node's id in the first
 * line; when the name has gone to another node, the file goes with the former one, and comes back with it.
 *
 * @param word the host as ssh names it, in small letters (its %h)
 */
export async function chooseNameKeys(word: string, target: Target, env: NodeJS.ProcessEnv): Promise<void> {
  const name = word.toLowerCase();
  if (!name.endsWith(SUFFIX) || name.includes('/')) return;
  const folder = join(dataFolder(env), 'ssh-names');
  const file = join(folder, name);
  const now = FIRST_LINE.exec(await readIfThere(file))?.[1];
  if (now === target.id) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (now !== undefined) await rename(file, `${file}.${now}`);
  const kept = await readIfThere(`${file}.${target.id}`);
  await writeFile(file, kept === '' ? `# ${target.id}\n` : kept, { mode: 0o600 });
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
