import type { hostKeyPageCalls } from '../../shared/contract/host-keys.js';
import type { Fleet } from '../../aws/fleet.js';
import type { Handlers } from '../ipc/answer.js';
import type { HostKeys } from '../../host-keys/host-keys.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'placeOf'>;
  readonly hostKeys: Pick<HostKeys, 'known' | 'accept' | 'forget'>;
}

/** What the page asks of host keys. */
export function hostKeyHandlers({ fleet, hostKeys }: Parts): Handlers<typeof hostKeyPageCalls, undefined> {
  return {
    'hostKeys.known': async ({ nodeId }) => ({
      keys: await hostKeys.known({ nodeId, ...fleet.placeOf(nodeId), port: null }),
    }),
    'hostKeys.accept': async ({ nodeId, fingerprint }) => {
      await hostKeys.accept(nodeId, fingerprint);
      return {};
    },
    'hostKeys.forget': async ({ nodeId }) => {
      await hostKeys.forget({ nodeId, ...fleet.placeOf(nodeId), port: null });
      return {};
    },
  };
}
