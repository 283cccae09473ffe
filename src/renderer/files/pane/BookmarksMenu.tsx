import { Bookmark, Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useStore } from 'zustand';
import { shownName } from '../../../shared/file-name.js';
import { IconButton } from '../../ui/Button.js';
import type { PaneContext } from '../commands.js';
import { useFilesPreferences } from '../preferences-store.js';

const NONE: readonly string[] = [];

/** Keeps a folder among the bookmarks of its side, or takes it from there. */
function toggleBookmark({ files, pane }: PaneContext, path: string): void {
  const { bookmarks } = useFilesPreferences.getState();
  const toggled = (paths: readonly string[]) =>
    paths.includes(path) ? paths.filter((other) => other !== path) : [...paths, path];
  useFilesPreferences.setState({
    bookmarks:
      pane.side === 'local'
        ? { ...bookmarks, local: toggled(bookmarks.local) }
        : {
            ...bookmarks,
            nodes: { ...bookmarks.nodes, [files.nodeId]: toggled(bookmarks.nodes[files.nodeId] ?? NONE) },
          },
  });
}

/** Folders to come back to: the home folder, drives, and those that were kept. */
export function BookmarksMenu(context: PaneContext) {
  const { files, pane } = context;
  const { t } = useTranslation();
  const path = useStore(pane.store, (state) => state.path);
  const kept = useFilesPreferences(({ bookmarks }) =>
    pane.side === 'local' ? bookmarks.local : (bookmarks.nodes[files.nodeId] ?? NONE),
  );
  const isKept = kept.includes(path);
  // A home folder may be a root itself, as that of a service is.
  const places = [...new Set([pane.home, ...(pane.roots.length > 0 ? pane.roots : ['/'])])];
  const place = (section: 'kept' | 'place', to: string, text: string) => (
    <MenuItem
      key={to}
      // A place may be a bookmark as well.
      id={`${section} ${to}`}
      className="menu-item"
      textValue={text}
      onAction={() => void pane.go(to)}
    >
      {text}
      {to === path && <Check size={14} className="menu-here" aria-hidden />}
    </MenuItem>
  );
  return (
    <MenuTrigger>
      <IconButton label={t('files.bookmarks.label')}>
        <Bookmark size={15} fill={isKept ? 'currentColor' : 'none'} aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu className="menu" aria-label={t('files.bookmarks.label')}>
          <MenuItem
            id="toggle"
            className="menu-item"
            textValue={t('files.bookmarks.add')}
            onAction={() => toggleBookmark(context, path)}
          >
            {t(isKept ? 'files.bookmarks.remove' : 'files.bookmarks.add')}
          </MenuItem>
          {kept.length > 0 && (
            <MenuSection>
              <Header className="menu-header">{t('files.bookmarks.kept')}</Header>
              {kept.map((to) => place('kept', to, shownName(to)))}
            </MenuSection>
          )}
          <MenuSection>
            <Header className="menu-header">{t('files.bookmarks.places')}</Header>
            {places.map((to, index) => place('place', to, index === 0 ? t('files.bookmarks.home') : to))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
