import {
  settingNames,
  type ChosenSettingName,
  type SettingName,
  type settingsCalls,
  type SettingValue,
  type ShownSettings,
} from '../../shared/contract/settings.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { readUrl } from '../../shared/read-url.js';
import { settingsSchema, type Settings } from '../../settings/schema.js';
import type { SettingsStore } from '../../settings/settings.js';
import { readText } from '../../storage/json-file.js';
import type { Handlers } from '../ipc/answer.js';
import { readAt, withValueAt } from './place.js';

interface Parts {
  readonly settings: Pick<SettingsStore, 'file' | 'value' | 'update'>;
  /** Lets the person choose a program or a file; null when they give up. */
  readonly choose: (name: ChosenSettingName) => Promise<SettingValue>;
  /** Told after each change. */
  readonly changed: (name: SettingName) => void;
  /** Opens a file for the person to edit. @throws ProblemError */
  readonly open: (file: string) => Promise<void>;
}

/** The page of settings: what it shows, and what a person changes there. */
export function settingsHandlers(parts: Parts): Handlers<typeof settingsCalls, undefined> {
  const { settings, choose, changed, open } = parts;
  const defaults = shown(settingsSchema.parse({}));
  const shownNow = (): ShownSettings => ({ file: settings.file, values: shown(settings.value), defaults });
  const change = async (name: SettingName, value: SettingValue) => {
    const result = settingsSchema.safeParse(withValueAt(settings.value, name, value));
    if (!result.success) {
      const details = result.error.issues.map(({ message }) => `${name}: ${message}`).join('\n');
      throw new ProblemError(problem('settings.invalid', { name }, { details }));
    }
    await written(
      settings.file,
      settings.update((now) => settingsSchema.parse(withValueAt(now, name, value))),
    );
    changed(name);
    return shownNow();
  };
  return {
    'settings.read': shownNow,
    'settings.set': ({ name, value }) => change(name, value),
    'settings.choose': async ({ name }) => {
      const chosen = await choose(name);
      return chosen === null ? shownNow() : change(name, chosen);
    },
    'settings.reset': ({ name }) => change(name, defaults[name]),
    'settings.open': async () => {
      // There is none before anything was changed, and whoever wants to edit it wants to see what there is. One that is
      // malformed is left for them to correct.
      if ((await readText(settings.file)) === null)
        await written(
          settings.file,
          settings.update((now) => now),
        );
      await open(settings.file);
      return {};
    },
  };
}

function shown(settings: Settings): ShownSettings['values'] {
  const values = settingNames.map((name) => [name, readAt(settings, name)] as const);
  return {
    ...(Object.fromEntries(values) as ShownSettings['values']),
    'network.proxy': withoutPassword(settings.network.proxy),
  };
}

/** A proxy's address as the page may see it. */
function withoutPassword(proxy: string): string {
  const url = readUrl(proxy);
  if (url === null || url.password === '') return proxy;
  url.password = '';
  return url.href;
}

/** @throws ProblemError `settings.unwritable` */
async function written(file: string, writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    const details = (error as Error).message;
    throw new ProblemError(
      problem('settings.unwritable', { path: file }, { details, remedies: ['copy-details'] }),
    );
  }
}
