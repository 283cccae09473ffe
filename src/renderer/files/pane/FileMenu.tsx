import { useTranslation } from 'react-i18next';
import { MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Separator } from 'react-aria-components/Separator';
import { useStore } from 'zustand';
import { KeyHint } from '../../ui/KeyHint.js';
import { commandKey, isMac } from '../../ui/platform.js';
import { PointMenu, type Point } from '../../ui/PointMenu.js';
import { openRow, runCommand, type PaneCommand, type PaneContext } from '../commands.js';
import { PasteItem } from './PasteItem.js';

interface FileMenuProps extends PaneContext {
  /** Null while it is closed. */
  readonly at: Point | null;
  readonly onClose: () => void;
}

/** The menu of what is selected in a pane, or of its folder when nothing is. */
export function FileMenu({ files, pane, at, onClose }: FileMenuProps) {
  const { t } = useTranslation();
  const context = { files, pane };
  // Rows that the filter hides are not worked on.
  const count = useStore(pane.store, ({ rows, selected }) =>
    at === null ? 0 : rows.filter(({ name }) => selected.has(name)).length,
  );
  const lead = useStore(pane.store, ({ rows, lead }) => rows.find(({ name }) => name === lead));
  const hasModes = lead?.entry.mode !== null;
  const openWords = t(lead?.isFolder === false && pane.side === 'remote' ? 'editing.edit' : 'files.open');
  const item = (command: PaneCommand, keys: string | null = null) => (
    <MenuItem
      key={command}
      id={command}
      className="menu-item"
      textValue={t(`files.command.${command}`)}
      onAction={() => runCommand(command, context)}
    >
      {t(command === 'copy-across' ? `files.copyAcross.${pane.side}` : `files.command.${command}`)}
      {keys !== null && <KeyHint>{keys}</KeyHint>}
    </MenuItem>
  );
  return (
    <PointMenu
      label={t('files.menu')}
      at={at}
      disabledKeys={count === 1 ? [] : ['rename', 'open']}
      onClose={onClose}
    >
      {count > 0 && (
        <MenuSection aria-label={t('files.menuSelected', { count })}>
          <MenuItem
            id="open"
            className="menu-item"
            textValue={openWords}
            onAction={() => {
              if (lead !== undefined) openRow(context, lead);
            }}
          >
            {openWords}
            <KeyHint>↵</KeyHint>
          </MenuItem>
          {item('quick-view', t('files.spaceBar'))}
          {item('copy-across')}
          {item('save-to', isMac() ? '⌘S' : 'Ctrl S')}
          {pane.side === 'remote' && item('stage', isMac() ? '⇧⌘S' : 'Ctrl Shift S')}
          {item('copy', commandKey('C'))}
          {item('cut', commandKey('X'))}
        </MenuSection>
      )}
      <MenuSection aria-label={t('files.menuFolder')}>
        <PasteItem {...context} />
        {item('copy-path', isMac() ? '⇧⌘C' : 'Ctrl Shift C')}
      </MenuSection>
      {count > 0 && <Separator className="menu-separator" />}
      {count > 0 && (
        <MenuSection aria-label={t('files.menuChange')}>
          {item('rename', 'F2')}
          {item('remove', isMac() ? '⌘⌫' : 'Del')}
          {hasModes && item('mode', commandKey('M'))}
          {item('properties', commandKey('I'))}
        </MenuSection>
      )}
      <Separator className="menu-separator" />
      <MenuSection aria-label={t('files.menuNew')}>
        {item('new-folder', isMac() ? '⇧⌘N' : 'Ctrl Shift N')}
        {item('new-file')}
        {item('refresh', 'F5')}
      </MenuSection>
    </PointMenu>
  );
}
