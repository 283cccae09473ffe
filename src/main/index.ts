import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  Menu,
  powerMonitor,
  session,
  shell,
  type MessagePortMain,
} from 'electron';
import type { AppInfo } from '../shared/contract/index.js';
import { packNodes } from '../shared/node-page.js';
import { appHandlers } from './app/calls.js';
import { chooseLanguage } from './app/language.js';
import { openLog } from './app/log-file.js';
import { menuTemplate } from './app/menu.js';
import { endBeforeQuit } from './app/quit.js';
import { enforceSandbox, lockContents, registerScheme, secureSession } from './app/security.js';
import { followAttention, loadPage, openWindow } from './app/window.js';
import { AwsAccess } from '../aws/access.js';
import { AutoRefresh } from '../aws/auto-refresh.js';
import { fleetHandlers } from './fleet/calls.js';
import { consoleOutput } from '../aws/console-output.js';
import { Fleet } from '../aws/fleet.js';
import { KeyPairs } from '../aws/key-pairs.js';
import { OpenSessions } from '../aws/open-sessions.js';
import { PageBatcher } from '../aws/page-batcher.js';
import { PowerWatch } from '../aws/power-watch.js';
import { Sessions } from '../aws/sessions.js';
import { Snapshots } from '../aws/snapshots.js';
import { tabsHandlers } from './app/tabs-calls.js';
import { desktopHandlers, type OpenProperty } from './files/desktop-calls.js';
import { filesPreferencesHandlers } from './files/preferences.js';
import { powerHandlers } from './fleet/power-calls.js';
import { choicesOf, sourceHandlers } from './fleet/source-calls.js';
import { Sso } from '../aws/sso/sso.js';
import { SharedFilesWatch } from '../aws/watch-shared-files.js';
import { electronPlatform } from './connections/electron-platform.js';
import { ConnectionManager } from './connections/manager.js';
import { openHandlers } from './connections/page-calls.js';
import { connectionHandlers } from './connections/process-calls.js';
import { hostKeyHandlers } from './sign-in/host-key-calls.js';
import { ConsoleKeys } from '../host-keys/console.js';
import { HostKeys } from '../host-keys/host-keys.js';
import { PinFile } from '../host-keys/pin-file.js';
import { defaultKnownHostsFiles, UserKnownHosts } from '../host-keys/user-known-hosts.js';
import { answerMainCalls, EventSender } from './ipc/ipc-main.js';
import { JobActivity } from './jobs/activity.js';
import { storedJobHandlers } from './jobs/calls.js';
import { JobStore } from './jobs/job-store.js';
import { keyHandlers } from './sign-in/key-calls.js';
import { loadKey } from '../keys/key-file.js';
import { unlockInWorker } from '../keys/unlock-in-worker.js';
import { Network } from '../aws/network/network.js';
import { preflightHandlers } from './preflight/calls.js';
import { SettingsStore } from '../settings/settings.js';
import { Prompts } from '../sign-in/prompts.js';
import { promptHandlers } from './prompts/calls.js';
import { heldKey } from '../sign-in/agent-keys.js';
import { signInHandlers } from './sign-in/calls.js';
import { pushKey } from '../sign-in/instance-connect.js';
import { withRecentKey } from '../sign-in/known.js';
import { Passphrases } from '../sign-in/passphrases.js';
import type { ProofParts } from '../sign-in/proofs.js';
import { sshConfigFor } from '../sign-in/ssh-config.js';
import { systemVault } from './sign-in/vault.js';
import { sshConfigHandlers } from './ssh-config/calls.js';
import { commandPlace } from './ssh-config/command-place.js';

const SESSION_MANAGER_GUIDE =
  'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html';

/** The languages of the command line (Chromium's --lang) and of the system, the most wanted first. */
const preferredLanguages = (): string[] => [
  app.commandLine.getSwitchValue('lang'),
  ...app.getPreferredSystemLanguages(),
];

async function start(): Promise<void> {
  const userData = app.getPath('userData');
  const log = openLog(join(userData, 'logs'), !app.isPackaged);
  process.on('uncaughtException', (error) => log.error('Uncaught', { stack: error.stack }));
  process.on('unhandledRejection', (reason) => log.error('Unhandled', { reason: String(reason) }));

  const settings = await SettingsStore.load(join(userData, 'settings.json'));
  await app.whenReady();
  secureSession(join(__dirname, '../renderer'));
  const language = chooseLanguage(settings.value.language, preferredLanguages());

  let window: BrowserWindow | undefined;
  const page = () => window?.webContents;
  const events = new EventSender(page, !app.isPackaged);
  const network = new Network({
    env: process.env,
    settings: () => settings.value.network,
    resolveSystem: (url) => session.defaultSession.resolveProxy(url),
  });
  const sso = new Sso(process.env, network, {
    ended: (signInId, outcome) => {
      events.send('sso.ended', { signInId, ...outcome });
      if (outcome.isSignedIn) void fleet.refreshFailed();
    },
  });
  const access = new AwsAccess(
    process.env,
    app.getVersion(),
    network,
    {
      mfaCode: async (device, profile) => {
        const answer = await prompts.ask(null, {
          kind: 'mfa',
          nodeId: null,
          params: { profile, device },
          name: '',
          instructions: '',
          fields: [{ label: '', echo: true }],
          isAgain: false,
          keeping: 'none',
        });
        return answer?.answers[0]?.trim() ?? null;
      },
      ssoToken: (signIn, profile) => sso.ensureToken(signIn, profile),
    },
    (signIn) => sso.accountNames(signIn),
  );
  const snapshots = new Snapshots(join(userData, 'fleet'), log);
  const fleet = new Fleet(
    access,
    new PageBatcher(({ nodes, removed, sources }) => {
      if (nodes.length > 0 || removed.length > 0) {
        events.send('fleet.page', { nodes: packNodes(nodes), removed });
      }
      if (sources !== null) events.send('fleet.sources', { sources });
    }),
    { env: process.env, snapshots },
    choicesOf(settings.value),
  );
  const power = new PowerWatch({
    access,
    fleet,
    told: (nodes) => events.send('power.progress', { nodes }),
  });
  const autoRefresh = new AutoRefresh(
    {
      refresh: () => fleet.refresh(undefined, { isQuiet: true }),
      wasThrottled: () => fleet.wasThrottled,
      lastAt: () => fleet.lastRefreshAt,
    },
    () => settings.value.fleet.refreshSeconds * 1000,
  );
  const sharedFiles = new SharedFilesWatch(process.env, () => {
    access.filesChanged();
    void fleet.refreshFailed();
    events.send('sources.filesChanged', {});
  });
  const openSessions = await OpenSessions.load(join(userData, 'open-sessions.json'), log);
  const sessions = new Sessions(access, log, undefined, openSessions);
  const prompts = new Prompts({
    ask: (prompt) => events.send('prompt.ask', prompt),
    withdrawn: (promptId) => events.send('prompt.withdrawn', { promptId }),
  });
  const passphrases = new Passphrases(join(userData, 'passphrases.json'), systemVault);
  const unlockKey = unlockInWorker(join(__dirname, 'unlock-worker.cjs'));
  const proofs: ProofParts = {
    loadKey: (path, passphrase) => loadKey(path, passphrase, unlockKey),
    heldKey: async (nodeId, fingerprint, name) => {
      const node = fleet.node(nodeId);
      const agent = node && (await sshConfigFor(node, join(homedir(), '.ssh', 'config'))).identityAgent;
      return heldKey(fingerprint, name, agent);
    },
    pushKey: async (nodeId, user) => {
      const clients = await access.forPerson(fleet.sourceIdOf(nodeId));
      const label = fleet.node(nodeId)?.name ?? '';
      return pushKey(clients, { id: nodeId, label: label === '' ? nodeId : label }, user);
    },
    passphrases,
    prompts,
    usedKey: (path) => {
      if (settings.value.signIn.recentKeys[0] === path) return;
      // Not awaited and not fatal: a disk that is full must not stop a connection that is opening.
      void settings.update((now) => withRecentKey(now, path)).catch(() => undefined);
    },
  };
  const hostKeys = new HostKeys({
    pins: new PinFile(join(userData, 'known_hosts')),
    user: new UserKnownHosts(defaultKnownHostsFiles(), log),
    console: new ConsoleKeys(
      async (nodeId) => consoleOutput(await access.current(fleet.sourceIdOf(nodeId)), nodeId),
      log,
    ),
    changed: (nodeId) => events.send('hostKeys.changed', { nodeId }),
  });
  const jobs = await JobStore.load(join(userData, 'jobs'), log, () =>
    events.send('jobs.storedChanged', { nodes: jobs.stored() }),
  );
  const connections = new ConnectionManager<MessagePortMain>(
    electronPlatform,
    {
      handlers: connectionHandlers({ fleet, sessions, hostKeys, jobs, prompts, proofs, settings }),
      oldAlgorithms: (nodeId) => settings.value.signIn.oldAlgorithms.includes(nodeId),
      ended: (connectionId) => {
        prompts.withdraw(connectionId);
        return sessions.endAllOf(connectionId);
      },
      sendPort: (label, port) => events.sendPort(label, port),
      releaseJobs: (connectionId) => jobs.release(connectionId),
      crashed: (connectionId, problem) => events.send('connection.crashed', { connectionId, problem }),
    },
    log,
  );

  const info: AppInfo = {
    version: app.getVersion(),
    platform: process.platform as AppInfo['platform'],
    language,
    electron: process.versions.electron,
    problems: settings.problem === null ? [] : [settings.problem],
  };
  const openExternal = (url: string) => shell.openExternal(url);
  const openSignInPage = async (url: string) => {
    // AWS's own pages are https; another scheme comes only from an endpoint that somebody has set.
    if (url.startsWith('https:') || process.env.AWS_ENDPOINT_URL !== undefined) await openExternal(url);
  };
  const chooseFile = async () => {
    const options = {
      defaultPath: join(homedir(), '.ssh'),
      properties: ['openFile' as const, 'showHiddenFiles' as const],
    };
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return canceled ? null : (filePaths[0] ?? null);
  };
  const activity = new JobActivity(() => window, language);
  const choose = async (properties: OpenProperty[]) => {
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, { properties })
      : dialog.showOpenDialog({ properties }));
    return canceled ? [] : filePaths;
  };
  answerMainCalls(
    {
      ...appHandlers({ info, openExternal, clipboard }),
      ...fleetHandlers({ fleet, settings }),
      ...powerHandlers({ power }),
      ...sourceHandlers({
        env: process.env,
        access,
        fleet,
        settings,
        sso,
        openPage: openSignInPage,
        waiting: ({ url: _url, ...signIn }) => events.send('sso.waiting', signIn),
      }),
      ...signInHandlers({ fleet, settings }),
      ...keyHandlers({ fleet, keyPairs: new KeyPairs(access), chooseFile }),
      ...openHandlers({ connections }),
      ...promptHandlers({ prompts }),
      ...filesPreferencesHandlers({ settings }),
      ...desktopHandlers({ activity, choose }),
      ...tabsHandlers({ settings }),
      ...storedJobHandlers({ jobs }),
      ...hostKeyHandlers({ fleet, hostKeys }),
      ...preflightHandlers({ fleet, access }),
      ...sshConfigHandlers({
        platform: info.platform,
        file: join(homedir(), '.ssh', 'config'),
        dataFolder: userData,
        command: () =>
          commandPlace({
            platform: info.platform,
            isPackaged: app.isPackaged,
            execPath: process.execPath,
            resourcesPath: process.resourcesPath,
            appPath: app.getAppPath(),
            env: process.env,
          }),
      }),
    },
    page,
    log,
  );
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        language,
        platform: process.platform,
        development: !app.isPackaged,
        run: (command) => events.send('menu.command', { command }),
        forgetPassphrases: () =>
          void passphrases
            .forget()
            .catch((error: unknown) => log.warn('Passphrases were not forgotten', { error: String(error) })),
        openWebsite: () => void openExternal(SESSION_MANAGER_GUIDE),
      }),
    ),
  );

  const show = async () => {
    window = await openWindow(join(userData, 'window-state.json'));
    // Whatever ends the page ends its terminals: their ports are gone.
    const endConnections = () => {
      activity.reset();
      prompts.withdrawAll();
      void connections.closeAll();
    };
    window.webContents.on('render-process-gone', endConnections);
    window.webContents.on('did-navigate', () => {
      endConnections();
      fleet.pageReset();
      sso.cancelAll();
    });
    const opened = window;
    opened.on('close', (event) => {
      if (!activity.mayClose(opened)) event.preventDefault();
    });
    followAttention(window, (isWatched) => {
      autoRefresh.watched(isWatched);
      if (isWatched) void sharedFiles.look();
    });
    window.once('closed', () => {
      window = undefined;
      endConnections();
    });
    // The listing starts while the page loads, which then begins with what has come.
    void fleet.refresh();
    await loadPage(window, log);
    connections.warm();
  };
  app.on('activate', () => void (window ?? show()));
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  powerMonitor.on('resume', () => connections.retryAll());
  endBeforeQuit(async () => {
    power.close();
    await connections.shutDown();
    await Promise.all([openSessions.saved(), snapshots.saved()]);
  }, log);
  await show();
  // Not before the window is there, and nobody waits for it.
  void openSessions.endLeftOver((session) => sessions.endLeftOver(session));
}

/** Nothing can be shown in a window that did not come up. */
function giveUp(error: unknown): void {
  dialog.showErrorBox('Sallyport', error instanceof Error ? (error.stack ?? error.message) : String(error));
  app.exit(1);
}

registerScheme();
enforceSandbox();
lockContents();
if (app.requestSingleInstanceLock()) start().catch(giveUp);
else app.quit();
