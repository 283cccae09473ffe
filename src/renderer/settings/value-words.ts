import type { TFunction } from 'i18next';
import type { SettingName, SettingValue } from '../../shared/contract/index.js';
import { formatCount, formatDuration, formatRate } from '../ui/format.js';

/** What a setting's value is called. */
export function valueWords(t: TFunction, name: SettingName, value: SettingValue): string {
  if (typeof value === 'boolean') return t(value ? 'settings.values.on' : 'settings.values.off');
  switch (name) {
    case 'language':
      if (value === 'system' || value === 'en' || value === 'ko')
        return t(`settings.values.language.${value}`);
      break;
    case 'fleet.refreshSeconds':
      if (typeof value === 'number')
        return value === 0 ? t('settings.values.never') : formatDuration(value * 1_000);
      break;
    case 'files.jobs.verify':
      if (value === 'full' || value === 'sampled' || value === 'none')
        return t(`settings.values.verify.${value}`);
      break;
    case 'files.jobs.sessions':
      if (typeof value === 'number') return t('jobs.sessions', { count: value });
      break;
    case 'files.jobs.bytesPerSecond':
      return typeof value === 'number' ? formatRate(value) : t('jobs.noLimit');
    case 'files.editor':
      return Array.isArray(value) ? value.join(' ') : t('settings.values.desktop');
    case 'network.caBundle':
      if (value === null) return t('settings.values.usual');
      break;
    case 'network.proxy':
      if (value === 'system' || value === 'none') return t(`settings.values.proxy.${value}`);
      break;
    case 'sessionManager.payloadBytes':
      if (typeof value === 'number') return formatCount(value);
  }
  return String(value);
}
