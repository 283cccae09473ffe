import type { SettingName, SettingValue } from '../../shared/contract/settings.js';
import type { Settings } from '../../settings/schema.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a setting is; the parts of its name are the places in the file. */
export function readAt(settings: Settings, name: SettingName): SettingValue {
  return name.split('.').reduce<unknown>((at, part) => (at as Fields)[part], settings) as SettingValue;
}

/** The settings with another value for one of them, which the schema has yet to allow. */
export const withValueAt = (settings: Settings, name: SettingName, value: SettingValue): unknown =>
  changed(settings, name.split('.'), value);

function changed(at: Fields, [part = '', ...rest]: readonly string[], value: SettingValue): Fields {
  return { ...at, [part]: rest.length === 0 ? value : changed(at[part] as Fields, rest, value) };
}
