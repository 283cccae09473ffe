import { Search, Settings, X } from 'lucide-react';
import { useEffect, useRef, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Tab, TabList } from 'react-aria-components/Tabs';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { TerminalSession } from '../terminal/session.js';
import { sessionLook } from '../terminal/StatusLine.js';
import { showSettings } from '../settings/settings-store.js';
import { IconButton } from '../ui/Button.js';
import { classNames } from '../ui/class-names.js';
import { KeyHint } from '../ui/KeyHint.js';
import { nodeName } from '../ui/node-name.js';
import { commandKey } from '../ui/platform.js';
import { StateDot } from '../ui/StateDot.js';
import { WithTooltip } from '../ui/WithTooltip.js';
import { closeTabAsking } from './closing.js';
import { tabProps } from './Panel.js';
import { openPalette } from './palette-store.js';
import { useTabDrag } from './use-tab-drag.js';
import type { TerminalTab } from './tabs.js';
import { FLEET, namesIn, sessionsIn } from './workspace.js';

interface TabBarProps {
  readonly tabs: readonly TerminalTab[];
  /** All terminals of the window. */
  readonly sessions: readonly TerminalSession[];
  readonly active: string;
}

/** The row of tabs, and the way to any node at its end. */
export function TabBar({ tabs, sessions, active }: TabBarProps) {
  const { t } = useTranslation();
  const tabsRef = useRef<HTMLDivElement>(null);
  const drag = useTabDrag(tabsRef);
  useEffect(() => {
    const tab = tabsRef.current?.querySelector(`[data-key="${active}"]`);
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const shown = tabs.map((tab, index) => {
    return { tab, inTab: sessionsIn(tab, sessions), name: namesIn(tab, sessions), column: index + 2 };
  });
  const joined = (tab: string) => (props: HTMLAttributes<HTMLElement>) => (
    <div {...props} {...tabProps(tab, tab === active)} />
  );
  return (
    <header
      className="tab-bar"
      onKeyDown={({ key, target }) => {
        const tab = (target as Element).closest('[role="tab"]')?.getAttribute('data-key') ?? FLEET;
        if (key === 'Delete') closeTabAsking(tab);
      }}
    >
      {/* One grid of two layers: a tab may hold no other control, so the buttons that close tabs lie over them. */}
      <div className="tabs" ref={tabsRef} onPointerDownCapture={drag.onPointerDown}>
        <TabList className="tab-list" aria-label={t('tabs.label')}>
          <Tab id={FLEET} className="tab" style={{ gridColumn: 1 }} render={joined(FLEET)}>
            <TabName name={t('tabs.fleet')} />
          </Tab>
          {shown.map(({ tab, inTab, name, column }) => (
            <Tab
              key={tab.id}
              id={tab.id}
              className={classNames(
                'tab tab-session',
                inTab.length > 1 && 'tab-split',
                drag.dragged === tab.id && 'tab-dragged',
              )}
              style={{ gridColumn: column }}
              aria-label={name}
              render={joined(tab.id)}
            >
              {inTab.map((session) => (
                <TabPart key={session.id} session={session} />
              ))}
            </Tab>
          ))}
        </TabList>
        {shown.map(({ tab, name, column }) => (
          // Not a stop of the Tab key: Delete on the tab does the same.
          <AriaButton
            key={tab.id}
            className="tab-close"
            style={{ gridColumn: column }}
            aria-label={t('tabs.close', { name })}
            excludeFromTabOrder
            onPress={() => closeTabAsking(tab.id)}
          >
            <X size={13} aria-hidden />
          </AriaButton>
        ))}
      </div>
      <WithTooltip text={t('palette.title')}>
        <AriaButton className="palette-button" aria-label={t('palette.title')} onPress={openPalette}>
          <Search size={14} aria-hidden />
          <span>{t('palette.button')}</span>
          <KeyHint>{commandKey('K')}</KeyHint>
        </AriaButton>
      </WithTooltip>
      <IconButton label={t('settings.title')} keys={commandKey(',')} onPress={showSettings}>
        <Settings size={16} aria-hidden />
      </IconButton>
    </header>
  );
}

/** One terminal's share of its tab: its state and its node's name. */
function TabPart({ session }: { readonly session: TerminalSession }) {
  const { t } = useTranslation();
  const look = useStore(session.store, useShallow(sessionLook));
  const name = nodeName(session.node);
  return (
    <span className="tab-part">
      <StateDot tone={look.tone} />
      <TabName name={name} title={`${name}, ${t(`tabs.state.${look.words}`)}`} />
    </span>
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
