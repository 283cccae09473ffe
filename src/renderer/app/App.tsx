import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { Tabs } from 'react-aria-components/Tabs';
import type { Problem } from '../../shared/problem.js';
import { followEdits } from '../files/editing/edits.js';
import { FilesDialogs } from '../files/dialogs/FilesDialogs.js';
import { Conflicts } from '../files/jobs/ConflictSheet.js';
import { JobsDrawer } from '../files/jobs/JobsDrawer.js';
import { followStoredJobs } from '../files/jobs/jobs-store.js';
import { tellDesktop } from '../files/jobs/tell-desktop.js';
import { followFilesPreferences } from '../files/preferences-store.js';
import type { SplitActions } from '../fleet/Details.js';
import { FleetView } from '../fleet/FleetView.js';
import { followLook } from '../fleet/kept-look.js';
import { followFleet, refreshFleet, useFleet } from '../fleet/store.js';
import { currentLanguage } from '../i18n.js';
import { on } from '../bridge.js';
import { followPower } from '../power/power-store.js';
import { PowerSheet } from '../power/PowerSheet.js';
import { followPrompts } from '../prompts/prompt-store.js';
import { Prompts } from '../prompts/PromptSheet.js';
import type { TerminalSession } from '../terminal/session.js';
import type { SessionState } from '../terminal/session-state.js';
import { NodeHelp } from '../node-help/NodeHelpSheet.js';
import { Policies } from '../iam/PolicySheet.js';
import { followSources } from '../sources/sources-store.js';
import { SourceSheets } from '../sources/SourceSheets.js';
import { Settings } from '../settings/SettingsSheet.js';
import { followSettings } from '../settings/settings-store.js';
import { PlainSsh } from '../ssh-config/PlainSshSheet.js';
import { nodeName } from '../ui/node-name.js';
import { changeSignIn, connectAll, connectTo, openShell } from './connect-flow.js';
import { focusFleet } from './focus-fleet.js';
import { followKeyboard, run } from './keyboard.js';
import { ClosingQuestion } from './ClosingSheet.js';
import { ErrorBoundary } from './ErrorBoundary.js';
import { Palette } from './Palette.js';
import { Panel } from './Panel.js';
import { followTabs } from './last-tabs.js';
import { usePalette } from './palette-store.js';
import { Questions } from './Questions.js';
import { Split } from './Split.js';
import { StartProblems } from './StartProblems.js';
import type { TerminalTab } from './tabs.js';
import { TabBar } from './TabBar.js';
import { followHostKeys } from '../host-keys/host-key-store.js';
import { followUnfinishedJobs } from './unfinished-jobs.js';
import {
  activate,
  activeSession,
  FLEET,
  followCrashes,
  sessionsIn,
  tabWithRoom,
  useWorkspace,
} from './workspace.js';

/** The window: tabs, what they hold, and the dialogs over them. */
export function App({ startProblems }: { readonly startProblems: readonly Problem[] }) {
  const workspace = useWorkspace();
  const { sessions, tabs, active } = workspace;
  const isPaletteOpen = usePalette((state) => state.isOpen);
  const tabIds = useNodeIds(sessions, ({ signIn }) => signIn !== null);
  const connectedIds = useNodeIds(sessions, ({ phase }) => phase === 'open');
  const split = useSplitActions(tabWithRoom(workspace), sessions);
  useMain();
  useFocus(active);
  useTitle(activeSession(workspace));
  return (
    <I18nProvider locale={currentLanguage()}>
      <Tabs
        className="app"
        selectedKey={active}
        onSelectionChange={(key) => activate(String(key))}
        keyboardActivation="manual"
      >
        <TabBar tabs={tabs} sessions={sessions} active={active} />
        <StartProblems problems={startProblems} />
        <main className="panels">
          <Panel tab={FLEET}>
            <ErrorBoundary>
              <FleetView
                tabIds={tabIds}
                connectedIds={connectedIds}
                onConnect={(nodeId) => void connectTo(nodeId)}
                onConnectAll={connectAll}
                onOpenShell={openShell}
                split={split}
                onChangeSignIn={(nodeId) => {
                  const entry = useFleet.getState().nodes.get(nodeId);
                  if (entry) void changeSignIn(entry.node, { kind: 'save' });
                }}
              />
            </ErrorBoundary>
          </Panel>
          {tabs.map((tab) => (
            <Panel key={tab.id} tab={tab.id}>
              <ErrorBoundary>
                <Split tab={tab} sessions={sessionsIn(tab, sessions)} isInFront={tab.id === active} />
              </ErrorBoundary>
            </Panel>
          ))}
        </main>
        <JobsDrawer onConnect={(nodeId) => void connectTo(nodeId)} />
      </Tabs>
      <Questions />
      <NodeHelp onPaste={(nodeId, typed) => openShell(nodeId, { typed })} />
      <FilesDialogs />
      <Conflicts />
      <ClosingQuestion />
      <Policies />
      <PlainSsh />
      <Settings />
      <SourceSheets />
      <PowerSheet />
      <Prompts />
      {isPaletteOpen && <Palette />}
    </I18nProvider>
  );
}

/** Ids of the nodes that have such a terminal now. */
function useNodeIds(
  sessions: readonly TerminalSession[],
  isMeant: (state: SessionState) => boolean,
): ReadonlySet<string> {
  const subscribe = useCallback(
    (changed: () => void) => {
      const stops = sessions.map(({ store }) => store.subscribe(changed));
      return () => stops.forEach((stop) => stop());
    },
    [sessions],
  );
  const ids = useSyncExternalStore(subscribe, () =>
    sessions
      .filter(({ store }) => isMeant(store.getState()))
      .map(({ node }) => node.id)
      .join(' '),
  );
  return useMemo(() => new Set(ids.split(' ').filter(Boolean)), [ids]);
}

/** Opens nodes beside the terminals of a tab. */
function useSplitActions(tab: TerminalTab | undefined, sessions: readonly TerminalSession[]): SplitActions {
  const tabId = tab?.id;
  const focused = sessions.find(({ id }) => id === tab?.focused);
  const beside = focused === undefined ? null : nodeName(focused.node);
  return useMemo(
    () => ({
      beside,
      openBeside: (nodeId) => void connectTo(nodeId, { tabId }),
    }),
    [beside, tabId],
  );
}

/** Follows main's events and the keyboard for as long as the window is there, and lists the fleet once. */
function useMain(): void {
  useEffect(() => {
    const stops = [
      followFleet(),
      followLook(),
      followCrashes(),
      followTabs(),
      followPrompts(),
      followPower(),
      followSources(),
      followHostKeys(),
      followFilesPreferences(),
      followSettings(),
      followStoredJobs(),
      followUnfinishedJobs(),
      followEdits(),
      tellDesktop(),
      followKeyboard(),
      on('menu.command', ({ command }) => run(command)),
    ];
    void refreshFleet();
    return () => stops.forEach((stop) => stop());
  }, []);
}

/** Names the window after the tab in front, as task bars and window lists show it. */
function useTitle(session: TerminalSession | undefined): void {
  const { t } = useTranslation();
  const name = t('app.name');
  useEffect(() => {
    document.title = session === undefined ? name : `${nodeName(session.node)} – ${name}`;
  }, [session, name]);
}

/** Takes the keyboard to the table as the fleet comes to the front; a terminal takes it by itself. */
function useFocus(active: string): void {
  const wasActive = useRef(active);
  useEffect(() => {
    const isBack = active === FLEET && wasActive.current !== FLEET;
    wasActive.current = active;
    if (!isBack) return;
    // After the browser has given the focus to the tab that was clicked.
    const timer = setTimeout(() => {
      // A command may have sent it to the search box meanwhile.
      if (!(document.activeElement?.closest('.fleet') instanceof Element)) focusFleet();
    }, 0);
    return () => clearTimeout(timer);
  }, [active]);
}
