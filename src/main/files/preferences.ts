import type { filesPreferencesCalls } from '../../shared/contract/files-preferences.js';
import type { Handlers } from '../ipc/answer.js';
import type { SettingsStore } from '../../settings/settings.js';

interface Parts {
  readonly settings: Pick<SettingsStore, 'value' | 'update'>;
}

/** How files are shown and copied, out of the settings and into them. */
export function filesPreferencesHandlers({
  settings,
}: Parts): Handlers<typeof filesPreferencesCalls, undefined> {
  return {
    'files.preferences': () => settings.value.files,
    'files.keepPreferences': async (files) => {
      // Which program is run is nothing that a page decides.
      await settings.update((now) => ({ ...now, files: { ...now.files, ...files } }));
      return {};
    },
  };
}
