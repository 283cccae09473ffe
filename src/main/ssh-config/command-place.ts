import { access, constants } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import type { CommandObstacle } from '../../shared/contract/ssh-config.js';
import type { SshConfigPlatform } from '../../shared/ssh-config.js';

/** How this app was installed, as far as it tells where its command line is. */
export interface Installation {
  readonly platform: SshConfigPlatform;
  readonly isPackaged: boolean;
  /** The runtime that is running. */
  readonly execPath: string;
  /** Electron's `process.resourcesPath`. */
  readonly resourcesPath: string;
  /** The folder with out/ in it: Electron's `app.getAppPath()`. */
  readonly appPath: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The words that start `sallyport`, or why nobody can say which will do so tomorrow. */
export type CommandPlace =
  | { readonly command: readonly string[]; readonly obstacle: null }
  | { readonly command: null; readonly obstacle: CommandObstacle };

/** Finds the command line of this very installation: a path in ssh_config has to work when the app is not running. */
export async function commandPlace(installation: Installation): Promise<CommandPlace> {
  const { platform, isPackaged, execPath, resourcesPath, appPath, env } = installation;
  const paths = platform === 'win32' ? win32 : posix;
  if (!isPackaged) {
    if (platform === 'win32') return unknown('development');
    const program = paths.join(appPath, 'out', 'main', 'cli.cjs');
    const command = ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', execPath, program];
    return (await isThere(program)) ? known(command) : unknown('missing');
  }
  // An AppImage is mounted elsewhere at each start, a disk image only for now, and macOS runs what was downloaded and
  // not yet moved from a place that it makes up (App Translocation).
  if (env.APPIMAGE) return unknown('appimage');
  if (platform === 'darwin' && /^\/Volumes\/|\/AppTranslocation\//.test(resourcesPath))
    return unknown('disk-image');
  const launcher = paths.join(resourcesPath, 'bin', platform === 'win32' ? 'sallyport.cmd' : 'sallyport');
  return (await isThere(launcher)) ? known([launcher]) : unknown('missing');
}

const known = (command: readonly string[]): CommandPlace => ({ command, obstacle: null });
const unknown = (obstacle: CommandObstacle): CommandPlace => ({ command: null, obstacle });

const isThere = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
