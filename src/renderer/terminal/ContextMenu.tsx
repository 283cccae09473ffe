import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuItem } from 'react-aria-components/Menu';
import { KeyHint } from '../ui/KeyHint.js';
import { isMac } from '../ui/platform.js';
import { pointIn, PointMenu, type Point } from '../ui/PointMenu.js';
import type { TerminalSession } from './session.js';

interface ContextMenuProps {
  readonly session: TerminalSession;
  readonly children: ReactNode;
}

/** The menu at the pointer on a right click in the terminal. */
export function ContextMenu({ session, children }: ContextMenuProps) {
  const { t } = useTranslation();
  const [at, setAt] = useState<(Point & { hasSelection: boolean }) | null>(null);
  const key = (letter: string) => (isMac() ? `⌘${letter}` : `Ctrl Shift ${letter}`);
  const items = [
    { id: 'copy', keys: key('C'), run: () => session.copySelection() },
    { id: 'paste', keys: key('V'), run: () => void session.paste() },
    { id: 'search', keys: key('F'), run: () => session.setSearching(true) },
    { id: 'clear', keys: null, run: () => session.terminal.clear() },
  ] as const;
  return (
    <div
      className="terminal-place"
      onContextMenu={(event) => {
        event.preventDefault();
        setAt({ ...pointIn(event.currentTarget, event), hasSelection: session.terminal.hasSelection() });
      }}
    >
      {children}
      <PointMenu
        label={t('terminal.menu.label')}
        at={at}
        disabledKeys={at?.hasSelection === true ? [] : ['copy']}
        onClose={() => {
          if (at === null) return;
          setAt(null);
          session.terminal.focus();
        }}
      >
        {items.map(({ id, keys, run }) => (
          <MenuItem
            key={id}
            id={id}
            className="menu-item"
            onAction={run}
            textValue={t(`terminal.menu.${id}`)}
          >
            {t(`terminal.menu.${id}`)}
            {keys !== null && <KeyHint>{keys}</KeyHint>}
          </MenuItem>
        ))}
      </PointMenu>
    </div>
  );
}
