import type { OpenDialogOptions } from 'electron';
import type { ChosenSettingName, SettingValue } from '../../shared/contract/settings.js';

/** Lets the person choose what is run or trusted, in the system's dialog; null when they give up. */
export async function chooseSetting(
  name: ChosenSettingName,
  show: (options: OpenDialogOptions) => Promise<string[]>,
): Promise<SettingValue> {
  const [path] = await show(options[name]);
  if (path === undefined) return null;
  return name === 'files.editor' ? editorAt(path) : path;
}

const options: Readonly<Record<ChosenSettingName, OpenDialogOptions>> = {
  'files.editor': { properties: ['openFile'] },
  'network.caBundle': {
    properties: ['openFile', 'showHiddenFiles'],
    filters: [
      { name: 'PEM', extensions: ['pem', 'crt', 'cer'] },
      { name: '*', extensions: ['*'] },
    ],
  },
};

/** The command that opens a file with a program; an app of macOS is a folder, and started by `open`. */
const editorAt = (path: string): string[] => (path.endsWith('.app') ? ['open', '-a', path] : [path]);
