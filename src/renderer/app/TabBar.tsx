import { Search, X } from 'lucide-react';
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
import { closeTab, FLEET } from './workspace.js';

/** The row of tabs, and the way to any node at its end. */
export function TabBar({ sessions }: { readonly sessions: readonly TerminalSession[] }) {
  const { t } = useTranslation();
  return (
    <header
      className="tab-bar"
      onKeyDown={({ key, target }) => {
        const tab = (target as Element).closest('[role="tab"]')?.getAttribute('data-key') ?? FLEET;
        if (key === 'Delete') closeTab(tab);
      }}
    >
      <TabList className="tabs" aria-label={t('tabs.label')}>
        <Tab id={FLEET} className="tab">
          {t('tabs.fleet')}
        </Tab>
        {sessions.map((session) => (
          <SessionTab key={session.id} session={session} />
        ))}
      </TabList>
      <AriaButton className="palette-button" onPress={openPalette}>
        <Search size={14} aria-hidden />
        <span>{t('palette.button')}</span>
        <KeyHint>{commandKey('K')}</KeyHint>
      </AriaButton>
    </header>
  );
}

function SessionTab({ session }: { readonly session: TerminalSession }) {
  const { t } = useTranslation();
  const look = useStore(session.store, useShallow(sessionLook));
  const name = nodeName(session.node);
  return (
    <Tab id={session.id} className="tab tab-session" aria-label={name}>
      <StateDot tone={look.tone} />
      <span className="tab-name" title={`${name}, ${t(`tabs.state.${look.words}`)}`}>
        {name}
      </span>
      {/* Not a stop of the Tab key: a tab may hold no other control. Delete on the tab does the same. */}
      <AriaButton
        className="tab-close"
        aria-label={t('tabs.close', { name })}
        excludeFromTabOrder
        onPress={() => closeTab(session.id)}
      >
        <X size={13} aria-hidden />
      </AriaButton>
    </Tab>
  );
}
