import { Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Tab, TabList } from 'react-aria-components/Tabs';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { TerminalSession } from '../terminal/session.js';
import { sessionLook } from '../terminal/StatusLine.js';
import { KeyHint } from '../ui/KeyHint.js';
import { nodeName } from '../ui/node-name.js';
import { commandKey } from '../ui/platform.js';
import { StateDot } from '../ui/StateDot.js';
import { openPalette } from './palette-store.js';
import { focusFleet } from './keyboard.js';
import { activeSession, closeTab, FLEET } from './workspace.js';

/** Closes a tab from here, and gives the keyboard back to what is in front. */
function close(id: string): void {
  closeTab(id);
  const session = activeSession();
  if (session === undefined) focusFleet();
  else session.terminal.focus();
}

interface TabBarProps {
  readonly sessions: readonly TerminalSession[];
  readonly active: string;
}

/** The row of tabs, and the way to any node at its end. */
export function TabBar({ sessions, active }: TabBarProps) {
  const { t } = useTranslation();
  const tabsRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = tabsRef.current?.querySelector(`[data-key="${active}"]`);
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  return (
    <header
      className="tab-bar"
      onKeyDown={({ key, target }) => {
        const tab = (target as Element).closest('[role="tab"]')?.getAttribute('data-key') ?? FLEET;
        if (key === 'Delete') close(tab);
      }}
    >
      {/* One grid of two layers: a tab may hold no other control, so the buttons that close tabs lie over them. */}
      <div className="tabs" ref={tabsRef}>
        <TabList className="tab-list" aria-label={t('tabs.label')}>
          <Tab id={FLEET} className="tab" style={{ gridColumn: 1 }}>
            <TabName name={t('tabs.fleet')} />
          </Tab>
          {sessions.map((session, index) => (
            <SessionTab key={session.id} session={session} column={index + 2} />
          ))}
        </TabList>
        {sessions.map((session, index) => (
          // Not a stop of the Tab key: Delete on the tab does the same.
          <AriaButton
            key={session.id}
            className="tab-close"
            style={{ gridColumn: index + 2 }}
            aria-label={t('tabs.close', { name: nodeName(session.node) })}
            excludeFromTabOrder
            onPress={() => close(session.id)}
          >
            <X size={13} aria-hidden />
          </AriaButton>
        ))}
      </div>
      <AriaButton className="palette-button" onPress={openPalette}>
        <Search size={14} aria-hidden />
        <span>{t('palette.button')}</span>
        <KeyHint>{commandKey('K')}</KeyHint>
      </AriaButton>
    </header>
  );
}

interface SessionTabProps {
  readonly session: TerminalSession;
  readonly column: number;
}

function SessionTab({ session, column }: SessionTabProps) {
  const { t } = useTranslation();
  const look = useStore(session.store, useShallow(sessionLook));
  const name = nodeName(session.node);
  return (
    <Tab id={session.id} className="tab tab-session" style={{ gridColumn: column }} aria-label={name}>
      <StateDot tone={look.tone} />
      <TabName name={name} title={`${name}, ${t(`tabs.state.${look.words}`)}`} />
    </Tab>
  );
}

/** A tab's name, as wide as it is in bold: a tab that comes to the front must not push the others. */
function TabName({ name, title }: { readonly name: string; readonly title?: string }) {
  return (
    <span className="tab-name" data-name={name} title={title}>
      {name}
    </span>
  );
}
