import { X } from 'lucide-react';
import { Fragment, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { TerminalDrop } from '../files/drag/TerminalDrop.js';
import { Files } from '../files/Files.js';
import type { TerminalSession } from '../terminal/session.js';
import { sessionLook, StatusLine } from '../terminal/StatusLine.js';
import { TerminalPane } from '../terminal/TerminalPane.js';
import { IconButton } from '../ui/Button.js';
import { nodeName } from '../ui/node-name.js';
import { StateDot } from '../ui/StateDot.js';
import { closeAsking } from './closing.js';
import { changeSignIn, connectTo } from './connect-flow.js';
import { ErrorBoundary } from './ErrorBoundary.js';
import { SplitEdge } from './SplitEdge.js';
import type { TerminalTab } from './tabs.js';
import { focusSession } from './workspace.js';

interface SplitProps {
  readonly tab: TerminalTab;
  /** Its terminals, from left to right. */
  readonly sessions: readonly TerminalSession[];
  readonly isInFront: boolean;
}

/** What a tab holds: its terminals side by side, and files and status line of the one that keys go to. */
export function Split({ tab, sessions, isInFront }: SplitProps) {
  const splitRef = useRef<HTMLDivElement>(null);
  const focused = sessions.find(({ id }) => id === tab.focused);
  const isAlone = sessions.length === 1;
  return (
    <div className="terminal-tab">
      <div className="terminal-body">
        <div className="split" ref={splitRef}>
          {sessions.map((session, index) => {
            const isFocused = session === focused;
            const close = () => closeAsking([session.id]);
            return (
              <Fragment key={session.id}>
                {index > 0 && <SplitEdge tab={tab} edge={index - 1} splitRef={splitRef} />}
                <div
                  className="split-pane"
                  style={{ flexGrow: tab.sizes[index] }}
                  data-focused={(isFocused && !isAlone) || undefined}
                  onFocus={() => focusSession(session.id)}
                  onPointerDown={() => focusSession(session.id)}
                >
                  {!isAlone && <PaneHeader session={session} isFocused={isFocused} onClose={close} />}
                  <ErrorBoundary>
                    <TerminalPane
                      session={session}
                      isVisible={isInFront}
                      isFocused={isInFront && isFocused}
                      isAlone={isAlone}
                      onClose={close}
                      onChangeSignIn={() => void changeSignIn(session.node, { kind: 'reconnect', session })}
                      over={<TerminalDrop session={session} />}
                    />
                  </ErrorBoundary>
                </div>
              </Fragment>
            );
          })}
        </div>
        {focused !== undefined && (
          <Files key={focused.id} session={focused} onConnect={() => void connectTo(focused.node.id)} />
        )}
      </div>
      {focused !== undefined && <StatusLine session={focused} />}
    </div>
  );
}

interface PaneHeaderProps {
  readonly session: TerminalSession;
  readonly isFocused: boolean;
  readonly onClose: () => void;
}

/** Says whose terminal it is, where there is more than one. */
function PaneHeader({ session, isFocused, onClose }: PaneHeaderProps) {
  const { t } = useTranslation();
  const look = useStore(session.store, useShallow(sessionLook));
  const name = nodeName(session.node);
  return (
    <header className="split-header" aria-current={isFocused || undefined}>
      <StateDot tone={look.tone} />
      <span className="split-name">{name}</span>
      <span className="visually-hidden">{t(`tabs.state.${look.words}`)}</span>
      <IconButton label={t('split.close', { name })} onPress={onClose}>
        <X size={13} aria-hidden />
      </IconButton>
    </header>
  );
}
