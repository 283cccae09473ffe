import { homedir } from 'node:os';
import { join } from 'node:path';
import type { keyCalls } from '../../shared/contract/keys.js';
import type { Fleet } from '../../aws/fleet.js';
import type { KeyPairs } from '../../aws/key-pairs.js';
import type { Handlers } from '../ipc/answer.js';
import { inspectKey } from '../../keys/key-file.js';
import { matchKeys } from '../../keys/match.js';
import { KeyMender } from '../../keys/mend.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'node' | 'sourceIdOf'>;
  readonly keyPairs: Pick<KeyPairs, 'find'>;
  /** Lets the person choose a file; null when they cancel. */
  readonly chooseFile: () => Promise<string | null>;
}

/** What the page asks about private key files. */
export function keyHandlers({ fleet, keyPairs, chooseFile }: Parts): Handlers<typeof keyCalls, undefined> {
  const mender = new KeyMender();
  return {
    'keys.choose': async () => {
      const path = await chooseFile();
      return path === null ? null : inspectKey(path);
    },
    'keys.inspect': ({ path }) => inspectKey(path),
    'keys.mend': ({ path }) => mender.mend(path),
    'keys.undoMend': ({ path }) => mender.undoMend(path),
    'keys.match': async ({ nodeId, paths }) => ({
      matches: await matchKeys(paths, fleet.node(nodeId), (name) =>
        keyPairs.find(name, fleet.sourceIdOf(nodeId)),
      ),
    }),
    'keys.copyPrivate': ({ path }) => mender.copyPrivate(path, join(homedir(), '.ssh')),
  };
}
