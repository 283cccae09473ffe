import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { KeyHint } from '../ui/KeyHint.js';
import { isMac } from '../ui/platform.js';
import type { TerminalSession } from './session.js';

interface ContextMenuProps {
  readonly session: TerminalSession;
  readonly children: ReactNode;
}

/** The menu at the pointer on a right click in the terminal. */
export function ContextMenu({ session, children }: ContextMenuProps) {
  const { t } = useTranslation();
  const anchorRef = useRef<HTMLSpanElement>(null);
  const [at, setAt] = useState<{ x: number; y: number; hasSelection: boolean } | null>(null);
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
        const box = event.currentTarget.getBoundingClientRect();
        setAt({
          x: event.clientX - box.left,
          y: event.clientY - box.top,
          hasSelection: session.terminal.hasSelection(),
        });
      }}
    >
      {children}
      <span
        ref={anchorRef}
        className="context-anchor"
        style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
        aria-hidden
      />
      <Popover
        className="popover"
        aria-label={t('terminal.menu.label')}
        triggerRef={anchorRef}
        isOpen={at !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setAt(null);
        }}
        placement="bottom start"
        offset={0}
      >
        <Menu
          className="menu"
          autoFocus="first"
          aria-label={t('terminal.menu.label')}
          disabledKeys={at?.hasSelection === true ? [] : ['copy']}
          onClose={() => {
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
        </Menu>
      </Popover>
    </div>
  );
}
