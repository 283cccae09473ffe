import { homedir } from 'node:os';
import { join } from 'node:path';
import { CLI_SESSIONS } from '../aws/session-notes.js';

/** The app's data folder, where Electron puts it (`app.getPath('userData')`) for the name of our app. */
export function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const home = homedir();
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Sallyport');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Sallyport');
  return join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'Sallyport');
}

/** The app's settings. */
export const settingsFile = (env: NodeJS.ProcessEnv): string => join(dataFolder(env), 'settings.json');

/** Where command lines note their open sessions. */
export const sessionNotesFolder = (env: NodeJS.ProcessEnv): string => join(dataFolder(env), CLI_SESSIONS);

/** Where `sallyport cp` keeps copies that are not done yet. */
export const copiesFolder = (env: NodeJS.ProcessEnv): string => join(dataFolder(env), 'cli-copies');
