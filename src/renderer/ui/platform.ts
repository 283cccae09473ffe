import type { AppInfo } from '../../shared/contract/index.js';

let platform: AppInfo['platform'] = 'linux';

/** Sets the operating system that the app runs on, once, before anything is drawn. */
export function setPlatform(value: AppInfo['platform']): void {
  platform = value;
  document.documentElement.dataset.platform = value;
}

/** The operating system that the app runs on. */
export const currentPlatform = (): AppInfo['platform'] => platform;

/** Whether ⌘ takes the part that Ctrl has elsewhere. */
export const isMac = (): boolean => platform === 'darwin';

/** How a key with the platform's command modifier is written: "⌘K" or "Ctrl K". */
export const commandKey = (key: string): string => (isMac() ? `⌘${key}` : `Ctrl ${key}`);
