import type { tabsCalls } from '../../shared/contract/tabs.js';
import type { SettingsStore } from '../../settings/settings.js';
import type { Handlers } from '../ipc/answer.js';

interface Parts {
  readonly settings: Pick<SettingsStore, 'value' | 'update'>;
}

/** The tabs of the last run, out of the settings, and those of this one into them. To be made once, at start. */
export function tabsHandlers({ settings }: Parts): Handlers<typeof tabsCalls, undefined> {
  const { last } = settings.value.tabs;
  return {
    'tabs.last': () => ({ tabs: last }),
    'tabs.keep': async ({ tabs }) => {
      await settings.update((now) => ({ ...now, tabs: { ...now.tabs, last: tabs } }));
      return {};
    },
  };
}
