import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, shell } from 'electron';
import { KeyPairs } from '../aws/key-pairs.js';
import type { AppInfo, MainCalls } from '../shared/contract/index.js';
import type { Prompts } from '../sign-in/prompts.js';
import type { Base } from './app/base.js';
import { appHandlers } from './app/calls.js';
import { choosePaths, chooseTarget } from './app/open-dialog.js';
import { tabsHandlers } from './app/tabs-calls.js';
import type { ConnectionManager } from './connections/manager.js';
import { openHandlers } from './connections/page-calls.js';
import type { Demo } from './demo/demo.js';
import { desktopHandlers } from './files/desktop-calls.js';
import { editingHandlers } from './files/editing/calls.js';
import type { EditedFiles } from './files/editing/edited-files.js';
import { Editor } from './files/editing/editor.js';
import { filesPreferencesHandlers } from './files/preferences.js';
import { stagingHandlers } from './files/staging/calls.js';
import type { StagedFiles } from './files/staging/staged-files.js';
import { fleetHandlers } from './fleet/calls.js';
import type { FleetParts } from './fleet/parts.js';
import { powerHandlers } from './fleet/power-calls.js';
import { sourceHandlers } from './fleet/source-calls.js';
import type { Handlers } from './ipc/answer.js';
import type { JobActivity } from './jobs/activity.js';
import { storedJobHandlers } from './jobs/calls.js';
import type { JobStore } from './jobs/job-store.js';
import { preflightHandlers } from './preflight/calls.js';
import { promptHandlers } from './prompts/calls.js';
import { settingsHandlers } from './settings/calls.js';
import { chooseSetting } from './settings/choose.js';
import type { SettingsInForce } from './settings/in-force.js';
import { signInHandlers } from './sign-in/calls.js';
import { hostKeyHandlers } from './sign-in/host-key-calls.js';
import { keyHandlers } from './sign-in/key-calls.js';
import type { SignInParts } from './sign-in/parts.js';
import { sshConfigHandlers } from './ssh-config/calls.js';
import { commandPlace } from './ssh-config/command-place.js';

/** The parts of main that answer the page. */
interface Parts
  extends Pick<FleetParts, 'access' | 'sso' | 'fleet' | 'power'>, Pick<SignInParts, 'hostKeys'> {
  readonly activity: JobActivity;
  readonly connections: Pick<ConnectionManager<never>, 'open' | 'openFiles' | 'close'>;
  readonly demo: Pick<Demo, 'open'>;
  readonly edited: EditedFiles;
  readonly jobs: JobStore;
  readonly staged: StagedFiles;
  readonly prompts: Prompts;
  readonly settingsInForce: Pick<SettingsInForce, 'changed'>;
}

/** All that the page may ask of main, by the folder that answers it. */
export function pageHandlers(base: Base, parts: Parts): Handlers<MainCalls, undefined> {
  const { settings, events, window } = base;
  const { access, sso, fleet, power, hostKeys, activity, connections, edited, jobs, staged, prompts } = parts;
  const { demo, settingsInForce } = parts;
  const platform = process.platform as AppInfo['platform'];
  const sshFolder = join(homedir(), '.ssh');
  const openExternal = (url: string) => shell.openExternal(url);
  const keyPairs = new KeyPairs(access);
  const editor = new Editor({
    platform,
    editor: () => settings.value.files.editor,
    openPath: (path) => shell.openPath(path),
  });
  return {
    ...appHandlers({
      info: {
        version: app.getVersion(),
        platform,
        language: base.language,
        electron: process.versions.electron,
        problems: settings.problem === null ? [] : [settings.problem],
      },
      openExternal,
      openDemo: () => demo.open(),
      clipboard,
    }),
    ...fleetHandlers({ fleet, settings, chooseTarget: (options) => chooseTarget(window(), options) }),
    ...powerHandlers({ power }),
    ...sourceHandlers({
      env: process.env,
      access,
      fleet,
      settings,
      sso,
      openPage: async (url) => {
        // AWS's own pages are https; another scheme comes only from an endpoint that somebody has set.
        if (url.startsWith('https:') || process.env.AWS_ENDPOINT_URL !== undefined) await openExternal(url);
      },
      waiting: ({ url: _url, ...signIn }) => events.send('sso.waiting', signIn),
    }),
    ...signInHandlers({ fleet, keyPairs, settings }),
    ...keyHandlers({
      fleet,
      keyPairs,
      chooseFile: async () => {
        const properties = ['openFile' as const, 'showHiddenFiles' as const];
        return (await choosePaths(window(), { defaultPath: sshFolder, properties }))[0] ?? null;
      },
    }),
    ...openHandlers({ connections }),
    ...promptHandlers({ prompts }),
    ...filesPreferencesHandlers({ settings }),
    ...desktopHandlers({ activity, choose: (properties) => choosePaths(window(), { properties }) }),
    ...editingHandlers({ edited, editor, show: (path) => shell.showItemInFolder(path) }),
    ...stagingHandlers({ staged, window }),
    ...tabsHandlers({ settings }),
    ...settingsHandlers({
      settings,
      choose: (name) => chooseSetting(name, (options) => choosePaths(window(), options)),
      changed: (name) => settingsInForce.changed(name),
      open: (file) => editor.open(file),
    }),
    ...storedJobHandlers({ jobs }),
    ...hostKeyHandlers({ fleet, hostKeys }),
    ...preflightHandlers({ fleet, access }),
    ...sshConfigHandlers({
      platform,
      file: join(sshFolder, 'config'),
      dataFolder: base.userData,
      command: () =>
        commandPlace({
          platform,
          isPackaged: app.isPackaged,
          execPath: process.execPath,
          resourcesPath: process.resourcesPath,
          appPath: app.getAppPath(),
          env: process.env,
        }),
    }),
  };
}
