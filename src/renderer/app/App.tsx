import { useEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { TabPanel, Tabs } from 'react-aria-components/Tabs';
import type { Problem } from '../../shared/problem.js';
import { FleetView } from '../fleet/FleetView.js';
import { followFleet, refreshFleet, useFleet } from '../fleet/store.js';
import { currentLanguage } from '../i18n.js';
import { on } from '../bridge.js';
import { TerminalPane } from '../terminal/TerminalPane.js';
import { changeSignIn, connectTo } from './connect-flow.js';
import { followKeyboard, run } from './keyboard.js';
import { ErrorBoundary } from './ErrorBoundary.js';
import { Palette } from './Palette.js';
import { usePalette } from './palette-store.js';
import { Questions } from './Questions.js';
import { StartProblems } from './StartProblems.js';
import { TabBar } from './TabBar.js';
import { activate, closeTab, FLEET, followCrashes, useWorkspace } from './workspace.js';

/** The window: tabs, what they hold, and the dialogs over them. */
export function App({ startProblems }: { readonly startProblems: readonly Problem[] }) {
  const { sessions, active } = useWorkspace();
  const isPaletteOpen = usePalette((state) => state.isOpen);
  const connectedIds = useMemo(() => new Set(sessions.map(({ node }) => node.id)), [sessions]);
  useMain();
  return (
    <I18nProvider locale={currentLanguage()}>
      <Tabs
        className="app"
        selectedKey={active}
        onSelectionChange={(key) => activate(String(key))}
        keyboardActivation="manual"
      >
        <TabBar sessions={sessions} />
        <StartProblems problems={startProblems} />
        <div className="panels">
          <TabPanel id={FLEET} className="panel" shouldForceMount>
            <ErrorBoundary>
              <FleetView
                connectedIds={connectedIds}
                onConnect={(nodeId) => void connectTo(nodeId)}
                onChangeSignIn={(nodeId) => {
                  const entry = useFleet.getState().nodes.get(nodeId);
                  if (entry) void changeSignIn(entry.node, { kind: 'save' });
                }}
              />
            </ErrorBoundary>
          </TabPanel>
          {sessions.map((session) => (
            <TabPanel key={session.id} id={session.id} className="panel" shouldForceMount>
              <ErrorBoundary>
                <TerminalPane
                  session={session}
                  isVisible={session.id === active}
                  onClose={() => closeTab(session.id)}
                  onChangeSignIn={() => void changeSignIn(session.node, { kind: 'reconnect', session })}
                />
              </ErrorBoundary>
            </TabPanel>
          ))}
        </div>
      </Tabs>
      <Questions />
      {isPaletteOpen && <Palette />}
    </I18nProvider>
  );
}

/** Follows main's events and the keyboard for as long as the window is there, and lists the fleet once. */
function useMain(): void {
  useEffect(() => {
    const stops = [
      followFleet(),
      followCrashes(),
      followKeyboard(),
      on('menu.command', ({ command }) => run(command)),
    ];
    void refreshFleet();
    return () => stops.forEach((stop) => stop());
  }, []);
}
