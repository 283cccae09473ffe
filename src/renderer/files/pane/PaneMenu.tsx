import { Check, Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { useStore } from 'zustand';
import { IconButton } from '../../ui/Button.js';
import { KeyHint } from '../../ui/KeyHint.js';
import { commandKey, isMac } from '../../ui/platform.js';
import { runCommand, type PaneCommand, type PaneContext } from '../commands.js';
import { prefer, useFilesPreferences } from '../preferences-store.js';
import { setElevated } from './elevation.js';

/** What can be done with a pane's folder, and how the panes are shown. */
export function PaneMenu(context: PaneContext) {
  const { files, pane } = context;
  const { t } = useTranslation();
  const { showHidden, followShell, pane: look } = useFilesPreferences();
  const isElevated = useStore(files.store, ({ info }) => info?.remote.elevated ?? false);
  const item = (command: PaneCommand, keys: string | null = null) => (
    <MenuItem
      key={command}
      id={command}
      className="menu-item"
      textValue={t(`files.command.${command}`)}
      onAction={() => runCommand(command, context)}
    >
      {t(`files.command.${command}`)}
      {keys !== null && <KeyHint>{keys}</KeyHint>}
    </MenuItem>
  );
  const toggles = [
    {
      id: 'hidden',
      isOn: showHidden,
      toggle: () => useFilesPreferences.setState({ showHidden: !showHidden }),
    },
    { id: 'local', isOn: look.isLocalOpen, toggle: () => prefer('pane', { isLocalOpen: !look.isLocalOpen }) },
    { id: 'left', isOn: look.isLeft, toggle: () => prefer('pane', { isLeft: !look.isLeft }) },
    ...(pane.side === 'remote'
      ? [
          {
            id: 'follow' as const,
            isOn: followShell,
            toggle: () => useFilesPreferences.setState({ followShell: !followShell }),
          },
          { id: 'elevated' as const, isOn: isElevated, toggle: () => void setElevated(files, !isElevated) },
        ]
      : []),
  ] as const;
  return (
    <MenuTrigger>
      <IconButton label={t('files.more')}>
        <Ellipsis size={16} aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu className="menu" aria-label={t('files.more')}>
          <MenuSection aria-label={t('files.menuNew')}>
            {item('new-folder', isMac() ? '⇧⌘N' : 'Ctrl Shift N')}
            {item('new-file')}
            {item('upload', commandKey('U'))}
            {item('upload-folder', isMac() ? '⇧⌘U' : 'Ctrl Shift U')}
            {item('filter', commandKey('F'))}
            {pane.side === 'remote' && item('go-shell', commandKey('G'))}
            {item('refresh', 'F5')}
          </MenuSection>
          <Separator className="menu-separator" />
          <MenuSection
            aria-label={t('files.menuLook')}
            selectionMode="multiple"
            selectedKeys={toggles.filter(({ isOn }) => isOn).map(({ id }) => id)}
          >
            {toggles.map(({ id, toggle }) => (
              <MenuItem
                key={id}
                id={id}
                className="menu-item"
                textValue={t(`files.look.${id}`)}
                onAction={toggle}
              >
                {t(`files.look.${id}`)}
                <Check size={14} className="menu-check" aria-hidden />
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
