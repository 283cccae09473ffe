import type { keyCalls } from '../../shared/contract/keys.js';
import type { Handlers } from '../ipc/answer.js';
import { inspectKey, mendKey } from './key-file.js';

interface Parts {
  /** Lets the person choose a file; null when they cancel. */
  readonly chooseFile: () => Promise<string | null>;
}

/** What the page asks about private key files. */
export function keyHandlers({ chooseFile }: Parts): Handlers<typeof keyCalls, undefined> {
  return {
    'keys.choose': async () => {
      const path = await chooseFile();
      return path === null ? null : inspectKey(path);
    },
    'keys.inspect': ({ path }) => inspectKey(path),
    'keys.mend': ({ path }) => mendKey(path),
  };
}
