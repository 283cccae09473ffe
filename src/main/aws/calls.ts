import type { fleetCalls } from '../../shared/contract/fleet.js';
import type { Handlers } from '../ipc/answer.js';
import type { Fleet } from './fleet.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'refresh'>;
}

/** What the page asks of the list of nodes. */
export function fleetHandlers({ fleet }: Parts): Handlers<typeof fleetCalls, undefined> {
  return {
    'fleet.refresh': async ({ sourceId }) => {
      await fleet.refresh(sourceId);
      return {};
    },
  };
}
