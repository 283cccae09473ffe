import type { BrowserWindow } from 'electron';
import type { SettingsStore } from '../../settings/settings.js';
import type { Log } from '../../shared/log.js';
import type { EventSender } from '../ipc/ipc-main.js';
import type { Language } from './language.js';

/** What every part of main is made on. */
export interface Base {
  /** The folder of the app's own data. */
  readonly userData: string;
  readonly log: Log;
  readonly settings: SettingsStore;
  readonly language: Language;
  /** The page's ear; deaf while there is no window. */
  readonly events: EventSender;
  readonly window: () => BrowserWindow | undefined;
}
