import type { fleetCalls } from '../../shared/contract/fleet.js';
import type { Handlers } from '../ipc/answer.js';
import type { SettingsStore } from '../../settings/settings.js';
import type { Fleet } from '../../aws/fleet.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'refresh'>;
  readonly settings: Pick<SettingsStore, 'value' | 'update'>;
}

/** What the page asks of the list of nodes. */
export function fleetHandlers({ fleet, settings }: Parts): Handlers<typeof fleetCalls, undefined> {
  return {
    'fleet.refresh': async ({ sourceId }) => {
      await fleet.refresh(sourceId);
      return {};
    },
    'fleet.look': () => ({ look: settings.value.fleet.look }),
    'fleet.keepLook': async ({ look }) => {
      await settings.update((now) => ({ ...now, fleet: { ...now.fleet, look } }));
      return {};
    },
  };
}
