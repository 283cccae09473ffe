import type { AppInfo } from '../../shared/contract/index.js';
import type { Settings } from '../../settings/schema.js';

export type Language = AppInfo['language'];

/**
 * The language to show: the chosen one, else the first of the system's that there are words for, else English.
 *
 * @param preferred the system's languages as BCP 47 tags, the most wanted first
 */
export function chooseLanguage(setting: Settings['language'], preferred: readonly string[]): Language {
  if (setting !== 'system') return setting;
  for (const tag of preferred) {
    const language = tag.split(/[-_]/)[0]?.toLowerCase();
    if (language === 'ko' || language === 'en') return language;
  }
  return 'en';
}
