import { homedir } from 'node:os';
import { join } from 'node:path';
import { consoleOutput } from '../../aws/console-output.js';
import { ConsoleKeys } from '../../host-keys/console.js';
import { HostKeys } from '../../host-keys/host-keys.js';
import { PinFile } from '../../host-keys/pin-file.js';
import { defaultKnownHostsFiles, UserKnownHosts } from '../../host-keys/user-known-hosts.js';
import { loadKey } from '../../keys/key-file.js';
import { unlockInWorker } from '../../keys/unlock-in-worker.js';
import { heldKey } from '../../sign-in/agent-keys.js';
import { pushKey } from '../../sign-in/instance-connect.js';
import { withRecentKey } from '../../sign-in/known.js';
import { Passphrases } from '../../sign-in/passphrases.js';
import type { Prompts } from '../../sign-in/prompts.js';
import type { ProofParts } from '../../sign-in/proofs.js';
import { sshConfigFor } from '../../sign-in/ssh-config.js';
import type { Base } from '../app/base.js';
import type { FleetParts } from '../fleet/parts.js';
import { systemVault } from './vault.js';

/** Who the person is to a node, and whether the node is the one it should be. */
export interface SignInParts {
  readonly passphrases: Passphrases;
  readonly proofs: ProofParts;
  readonly hostKeys: HostKeys;
}

/** Makes what signing in needs. No key is read, and nobody is asked, before a connection wants it. */
export function signInParts(
  { userData, log, settings, events }: Base,
  { access, fleet }: Pick<FleetParts, 'access' | 'fleet'>,
  prompts: Prompts,
): SignInParts {
  const passphrases = new Passphrases(join(userData, 'passphrases.json'), systemVault);
  const unlockKey = unlockInWorker(join(__dirname, 'unlock-worker.cjs'));
  const proofs: ProofParts = {
    loadKey: (path, passphrase) => loadKey(path, passphrase, unlockKey),
    heldKey: async (nodeId, fingerprint, name) => {
      const node = fleet.node(nodeId);
      const agent = node && (await sshConfigFor(node, join(homedir(), '.ssh', 'config'))).identityAgent;
      return heldKey(fingerprint, name, agent);
    },
    pushKey: async (nodeId, user) => {
      const clients = await access.forPerson(fleet.sourceIdOf(nodeId));
      const label = fleet.node(nodeId)?.name ?? '';
      return pushKey(clients, { id: nodeId, label: label === '' ? nodeId : label }, user);
    },
    passphrases,
    prompts,
    usedKey: (path) => {
      if (settings.value.signIn.recentKeys[0] === path) return;
      // Not awaited and not fatal: a disk that is full must not stop a connection that is opening.
      void settings.update((now) => withRecentKey(now, path)).catch(() => undefined);
    },
  };
  const hostKeys = new HostKeys({
    pins: new PinFile(join(userData, 'known_hosts')),
    user: new UserKnownHosts(defaultKnownHostsFiles(), log),
    console: new ConsoleKeys(
      async (nodeId) => consoleOutput(await access.current(fleet.sourceIdOf(nodeId)), nodeId),
      log,
    ),
    changed: (nodeId) => events.send('hostKeys.changed', { nodeId }),
  });
  return { passphrases, proofs, hostKeys };
}
