import { join } from 'node:path';
import { app, dialog, Menu, powerMonitor, shell, type BrowserWindow, type MessagePortMain } from 'electron';
import { OpenSessions, type RecordedSession } from '../aws/open-sessions.js';
import { CLI_SESSIONS, endOrphans } from '../aws/session-notes.js';
import { Sessions } from '../aws/sessions.js';
import { SettingsStore } from '../settings/settings.js';
import type { Passphrases } from '../sign-in/passphrases.js';
import { Prompts } from '../sign-in/prompts.js';
import type { Base } from './app/base.js';
import { chooseLanguage } from './app/language.js';
import { openLog } from './app/log-file.js';
import { menuTemplate } from './app/menu.js';
import { endBeforeQuit } from './app/quit.js';
import { enforceSandbox, lockContents, registerScheme, secureSession } from './app/security.js';
import { followAttention, loadPage, openWindow } from './app/window.js';
import { electronPlatform } from './connections/electron-platform.js';
import { electronDemo } from './demo/electron-demo.js';
import { ConnectionManager } from './connections/manager.js';
import { connectionHandlers } from './connections/process-calls.js';
import { fleetParts } from './fleet/parts.js';
import { EditedFiles } from './files/editing/edited-files.js';
import { StagedFiles } from './files/staging/staged-files.js';
import { answerMainCalls, EventSender } from './ipc/ipc-main.js';
import { JobActivity } from './jobs/activity.js';
import { JobStore } from './jobs/job-store.js';
import { pageHandlers } from './page-handlers.js';
import { SettingsInForce } from './settings/in-force.js';
import { signInParts } from './sign-in/parts.js';

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
  const base: Base = { userData, log, settings, language, events, window: () => window };

  const prompts = new Prompts({
    ask: (prompt) => events.send('prompt.ask', prompt),
    withdrawn: (promptId) => events.send('prompt.withdrawn', { promptId }),
  });
  const aws = fleetParts(base, prompts);
  const signIn = signInParts(base, aws, prompts);
  const openSessions = await OpenSessions.load(join(userData, 'open-sessions.json'), log);
  const sessions = new Sessions(aws.access, log, undefined, openSessions);
  const jobs = await JobStore.load(join(userData, 'jobs'), log, () =>
    events.send('jobs.storedChanged', { nodes: jobs.stored() }),
  );
  const edited = await EditedFiles.load(join(userData, 'editing'), log, {
    changed: (editId) => events.send('editing.changed', { editId }),
    leftChanged: () => events.send('editing.leftChanged', { edits: edited.left() }),
  });
  const staged = new StagedFiles(join(userData, 'staging'));
  const activity = new JobActivity(base.window, language);
  const connections = new ConnectionManager<MessagePortMain>(
    electronPlatform,
    {
      handlers: connectionHandlers({ ...aws, ...signIn, sessions, jobs, prompts, settings }),
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
  const settingsInForce = new SettingsInForce({ ...base, ...aws });
  const demo = electronDemo(base);
  const parts = { activity, connections, demo, edited, staged, jobs, prompts, settingsInForce };
  answerMainCalls(pageHandlers(base, { ...aws, ...signIn, ...parts }), page, log);
  setMenu(base, signIn.passphrases);

  const show = async () => {
    window = await openWindow(join(userData, 'window-state.json'));
    // Whatever ends the page ends its terminals: their ports are gone.
    const endConnections = () => {
      activity.reset();
      prompts.withdrawAll();
      void edited.release();
      void connections.closeAll();
    };
    window.webContents.on('render-process-gone', endConnections);
    window.webContents.on('did-navigate', () => {
      endConnections();
      aws.fleet.pageReset();
      aws.sso.cancelAll();
    });
    const opened = window;
    opened.on('close', (event) => {
      if (!activity.mayClose(opened)) event.preventDefault();
    });
    followAttention(window, (isWatched) => {
      aws.autoRefresh.watched(isWatched);
      if (!isWatched) return;
      void aws.sharedFiles.look();
      void settingsInForce.look();
    });
    window.once('closed', () => {
      window = undefined;
      endConnections();
    });
    // The listing starts while the page loads, which then begins with what has come.
    void aws.fleet.refresh();
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
    aws.power.close();
    await connections.shutDown();
    await Promise.all([
      demo.close(),
      openSessions.saved(),
      aws.snapshots.saved(),
      edited.release(),
      staged.clear(),
    ]);
  }, log);
  await show();
  // Not before the window is there, and nobody waits for it.
  const endLeftOver = (session: RecordedSession) => sessions.endLeftOver(session);
  void openSessions.endLeftOver(endLeftOver);
  void endOrphans(join(userData, CLI_SESSIONS), endLeftOver);
}

function setMenu({ language, events, log }: Base, passphrases: Passphrases): void {
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
        openWebsite: () => void shell.openExternal(SESSION_MANAGER_GUIDE),
      }),
    ),
  );
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
