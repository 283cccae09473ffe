import { homedir } from 'node:os';
import { join } from 'node:path';
import type { keyCalls } from '../../shared/contract/keys.js';
import type { Handlers } from '../ipc/answer.js';
import { inspectKey } from './key-file.js';
import { KeyMender } from './mend.js';

interface Parts {
  /** Lets the person choose a file; null when they cancel. */
  readonly chooseFile: () => Promise<string | null>;
}

/** What the page asks about private key files. */
export function keyHandlers({ chooseFile }: Parts): Handlers<typeof keyCalls, undefined> {
  const mender = new KeyMender();
  return {
    'keys.choose': async () => {
      const path = await chooseFile();
      return path === null ? null : inspectKey(path);
    },
    'keys.inspect': ({ path }) => inspectKey(path),
    'keys.mend': ({ path }) => mender.mend(path),
    'keys.undoMend': ({ path }) => mender.undoMend(path),
    'keys.copyPrivate': ({ path }) => mender.copyPrivate(path, join(homedir(), '.ssh')),
  };
}
