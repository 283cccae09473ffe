import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SignIn } from '../../shared/contract/index.js';
import type { signInCalls } from '../../shared/contract/sign-in.js';
import { defaultUser } from '../../shared/node.js';
import type { Fleet } from '../../aws/fleet.js';
import type { KeyPairs } from '../../aws/key-pairs.js';
import type { Handlers } from '../ipc/answer.js';
import { matchAgentKeys } from '../../keys/match.js';
import { suggestKeys } from '../../keys/suggestions.js';
import type { SettingsStore } from '../../settings/settings.js';
import { heldKeys } from '../../sign-in/agent-keys.js';
import { allowOldAlgorithms, forgetSignIn, knownSignIn, rememberSignIn } from '../../sign-in/known.js';
import { sshConfigFor, type SshConfigEntry } from '../../sign-in/ssh-config.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'node' | 'sourceIdOf'>;
  readonly keyPairs: Pick<KeyPairs, 'find'>;
  readonly settings: Pick<SettingsStore, 'value' | 'update'>;
  /** The person's ~/.ssh, if it is another one. */
  readonly sshFolder?: string;
}

/** What the page asks about signing in to nodes. */
export function signInHandlers(parts: Parts): Handlers<typeof signInCalls, undefined> {
  const { fleet, keyPairs, settings, sshFolder = join(homedir(), '.ssh') } = parts;
  const configOf = async (nodeId: string, user?: string) => {
    const node = fleet.node(nodeId);
    return node && (await sshConfigFor(node, join(sshFolder, 'config'), user));
  };
  const agentKeys = async (nodeId: string) => heldKeys((await configOf(nodeId))?.identityAgent ?? null);
  return {
    'signIn.resolve': async ({ nodeId, user: asked }) => {
      const node = fleet.node(nodeId);
      const known = knownSignIn(settings.value, nodeId, node);
      const suggestedKeys = await suggestKeys(settings.value.signIn.recentKeys, sshFolder);
      const configured = await configOf(nodeId, asked);
      const user = configured?.user ?? (node === undefined ? null : defaultUser(node));
      const fromConfig = configured && user !== null ? configuredSignIn(configured, user) : null;
      return {
        signIn: known?.signIn ?? fromConfig,
        from: known?.from ?? (fromConfig === null ? null : 'ssh-config'),
        ...(known?.tag === undefined ? {} : { fromTag: known.tag }),
        oldAlgorithms: settings.value.signIn.oldAlgorithms.includes(nodeId),
        suggestedUser: user,
        isUserConfigured: typeof configured?.user === 'string',
        suggestedKeys,
      };
    },
    'signIn.remember': async ({ nodeId, scope, signIn }) => {
      await settings.update((now) => rememberSignIn(now, nodeId, fleet.node(nodeId), scope, signIn));
      return {};
    },
    'signIn.agentKeys': async ({ nodeId }) => ({ keys: await agentKeys(nodeId) }),
    'signIn.matchAgentKeys': async ({ nodeId }) => {
      const matches = await matchAgentKeys(await agentKeys(nodeId), fleet.node(nodeId), (name) =>
        keyPairs.find(name, fleet.sourceIdOf(nodeId)),
      );
      return { matches: matches.map(([{ fingerprint }, match]) => ({ fingerprint, ...match })) };
    },
    'signIn.allowOldAlgorithms': async ({ nodeId, isAllowed }) => {
      await settings.update((now) => allowOldAlgorithms(now, nodeId, isAllowed));
      return {};
    },
    'signIn.forget': async ({ nodeId }) => {
      await settings.update((now) => forgetSignIn(now, nodeId, fleet.node(nodeId)));
      return {};
    },
  };
}

/** What ~/.ssh/config is enough for; null where it names no key that is there. */
function configuredSignIn({ identity, port }: SshConfigEntry, user: string): SignIn | null {
  return identity && { user, identity, ...(port === null ? {} : { port }) };
}
