import { useCallback, useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { nodeName } from '../ui/node-name.js';
import { isMac } from '../ui/platform.js';
import { ConnectSteps } from './ConnectSteps.js';
import { ContextMenu } from './ContextMenu.js';
import { coversTerminal, EndBanner } from './EndBanner.js';
import { HeldStrip } from './HeldStrip.js';
import { NoticeStrip } from './NoticeStrip.js';
import { PasteConfirm } from './PasteConfirm.js';
import { SearchBar } from './SearchBar.js';
import type { TerminalSession } from './session.js';

interface TerminalPaneProps {
  readonly session: TerminalSession;
  readonly isVisible: boolean;
  /** Whether keys go to it. */
  readonly isFocused: boolean;
  /** Whether it has its tab for itself. */
  readonly isAlone: boolean;
  readonly onClose: () => void;
  readonly onChangeSignIn: () => void;
  /** What lies over the terminal. */
  readonly over: ReactNode;
}

/** A terminal, and what is shown over it while connecting and at the end. */
export function TerminalPane({
  session,
  isVisible,
  isFocused,
  isAlone,
  onClose,
  onChangeSignIn,
  over,
}: TerminalPaneProps) {
  const { t } = useTranslation();
  const state = useStore(session.store);
  const name = nodeName(session.node);
  const paneRef = useRef<HTMLDivElement>(null);
  const frameRef = useTerminal(session, isVisible);
  const { phase, wasOpen } = state;

  // After the browser has given the focus to what was clicked, which may be another part of this pane.
  const focusSoon = useCallback(() => {
    const timer = setTimeout(() => {
      if (paneRef.current?.contains(document.activeElement) !== true) session.terminal.focus();
    }, 0);
    return () => clearTimeout(timer);
  }, [session]);
  // Also one that takes no input yet: what is typed must not go to the terminal that had the keys before.
  useEffect(() => (isFocused ? focusSoon() : undefined), [isFocused, focusSoon]);
  useEffect(() => (isFocused && phase === 'open' ? focusSoon() : undefined), [isFocused, phase, focusSoon]);

  return (
    <div className="connection" ref={paneRef}>
      {state.isSearching && <SearchBar session={session} />}
      <HeldStrip session={session} />
      <NoticeStrip session={session} />
      <ContextMenu session={session}>
        <div
          ref={frameRef}
          className="terminal-frame"
          data-testid="terminal"
          data-state={phase}
          role="group"
          aria-label={t('terminal.label', { name })}
          // Behind a page it would take the keys unseen.
          inert={phase === 'closed' && coversTerminal(state)}
        />
        {phase === 'connecting' && (
          <ConnectSteps state={state} name={name} look={wasOpen ? 'strip' : 'page'} onCancel={onClose} />
        )}
        <LinkHint session={session} />
        {over}
      </ContextMenu>
      {phase === 'closed' && (
        <EndBanner
          session={session}
          state={state}
          isFocused={isFocused}
          isAlone={isAlone}
          onChangeSignIn={onChangeSignIn}
          onClose={onClose}
        />
      )}
      {state.pendingPaste !== null && (
        <PasteConfirm
          text={state.pendingPaste}
          onConfirm={() => session.confirmPaste()}
          onCancel={() => session.store.setState({ pendingPaste: null })}
        />
      )}
    </div>
  );
}

/** Keeps the session's terminal in the page, as large as its frame, and drawn by GPU while in sight. */
function useTerminal(session: TerminalSession, isVisible: boolean) {
  const frameRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = frameRef.current;
    if (frame === null) return;
    session.mount(frame);
    // The buffer is the only faithful account of what is on the screen: end-to-end tests read it here.
    Object.defineProperty(frame, 'terminal', { value: session.terminal, configurable: true });
    const observer = new ResizeObserver(() => session.fit());
    observer.observe(frame);
    return () => observer.disconnect();
  }, [session]);
  useEffect(() => session.setVisible(isVisible), [session, isVisible]);
  useEffect(() => {
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = () => session.applyTheme();
    scheme.addEventListener('change', apply);
    return () => scheme.removeEventListener('change', apply);
  }, [session]);
  return frameRef;
}

function LinkHint({ session }: { readonly session: TerminalSession }) {
  const { t } = useTranslation();
  const hovered = useStore(session.store, (state) => state.hoveredLink);
  if (hovered === null) return null;
  return (
    <div className="tooltip link-hint" style={{ left: hovered.x + 10, top: hovered.y + 16 }}>
      <div className="link-hint-url">{hovered.url}</div>
      <div className="muted">{t('terminal.openLink', { modifier: isMac() ? '⌘' : 'Ctrl' })}</div>
    </div>
  );
}
