import { homedir } from 'node:os';
import { join } from 'node:path';
import type { signInCalls } from '../../shared/contract/sign-in.js';
import { defaultUser } from '../../shared/node.js';
import type { Fleet } from '../aws/fleet.js';
import type { Handlers } from '../ipc/answer.js';
import { suggestKeys } from '../keys/suggestions.js';
import type { SettingsStore } from '../settings/settings.js';
import { allowOldAlgorithms, forgetSignIn, knownSignIn, rememberSignIn } from './known.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'node'>;
  readonly settings: Pick<SettingsStore, 'value' | 'update'>;
}

/** What the page asks about signing in to nodes. */
export function signInHandlers({ fleet, settings }: Parts): Handlers<typeof signInCalls, undefined> {
  return {
    'signIn.resolve': async ({ nodeId }) => {
      const node = fleet.node(nodeId);
      const known = knownSignIn(settings.value, nodeId, node);
      return {
        signIn: known?.signIn ?? null,
        from: known?.from ?? null,
        suggestedUser: node === undefined ? null : defaultUser(node),
        suggestedKeys: await suggestKeys(settings.value.signIn.recentKeys, join(homedir(), '.ssh')),
      };
    },
    'signIn.remember': async ({ nodeId, scope, signIn }) => {
      await settings.update((now) => rememberSignIn(now, nodeId, fleet.node(nodeId), scope, signIn));
      return {};
    },
    'signIn.allowOldAlgorithms': async ({ nodeId }) => {
      await settings.update((now) => allowOldAlgorithms(now, nodeId));
      return {};
    },
    'signIn.forget': async ({ nodeId }) => {
      await settings.update((now) => forgetSignIn(now, nodeId, fleet.node(nodeId)));
      return {};
    },
  };
}
