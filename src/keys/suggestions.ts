import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyFile } from '../shared/contract/index.js';
import { inspectKeys } from './key-file.js';

/** Files in ~/.ssh that are not keys, whatever they hold. */
const NOT_KEYS =
  /^(config|known_hosts.*|authorized_keys.*|environment|rc|agent.*|.*\.pub|.*-cert\.pub|\..*)$/;
/** Nobody picks from more; and someone keeps thousands of files in ~/.ssh. */
const MAX_FILES = 60;

/**
 * The private keys worth offering: those used before, the last one first, then those in ~/.ssh by name. What is not a
 * readable private key is left out without a word.
 *
 * @param folder ~/.ssh
 */
export async function suggestKeys(recent: readonly string[], folder: string): Promise<KeyFile[]> {
  const names = await readdir(folder).catch(() => []);
  const found = names
    .filter((name) => !NOT_KEYS.test(name))
    .sort((a, b) => a.localeCompare(b))
    .map((name) => join(folder, name));
  const paths = [...new Set([...recent, ...found])].slice(0, MAX_FILES);
  const keys = await inspectKeys(paths);
  return keys.filter((key): key is KeyFile => !(key instanceof Error));
}
