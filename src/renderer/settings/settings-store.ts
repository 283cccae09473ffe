import { create } from 'zustand';
import type {
  ChosenSettingName,
  SettingName,
  SettingValue,
  ShownSettings,
  TypedSettingName,
} from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call, on } from '../bridge.js';

interface SettingsState {
  readonly isOpen: boolean;
  /** Null until main has told them. */
  readonly shown: ShownSettings | null;
  /** Why the last change was not made, and of which setting; null stands for the file as a whole. */
  readonly failure: { readonly name: SettingName | null; readonly problem: Problem } | null;
}

/** The page of settings, and what it shows. */
export const useSettings = create<SettingsState>(() => ({ isOpen: false, shown: null, failure: null }));

export function showSettings(): void {
  useSettings.setState({ isOpen: true, failure: null });
  void take(null, call('settings.read', {}));
}

export const closeSettings = (): void => useSettings.setState({ isOpen: false });

/** @returns whether it was taken */
export const setSetting = (name: TypedSettingName, value: SettingValue): Promise<boolean> =>
  take(name, call('settings.set', { name, value }));

export const chooseSetting = (name: ChosenSettingName): Promise<boolean> =>
  take(name, call('settings.choose', { name }));

export const resetSetting = (name: SettingName): Promise<boolean> =>
  take(name, call('settings.reset', { name }));

/** Opens settings.json in the person's editor. */
export const openSettingsFile = (): Promise<boolean> =>
  take(
    null,
    call('settings.open', {}).then(() => call('settings.read', {})),
  );

async function take(name: SettingName | null, answer: Promise<ShownSettings>): Promise<boolean> {
  try {
    useSettings.setState({ shown: await answer, failure: null });
    return true;
  } catch (error) {
    useSettings.setState({ failure: { name, problem: toProblem(error) } });
    return false;
  }
}

/** Shows what is changed in the file while the page is open; the function returned stops that. */
export const followSettings = (): (() => void) =>
  on('settings.changed', () => {
    if (useSettings.getState().isOpen) void take(null, call('settings.read', {}));
  });
