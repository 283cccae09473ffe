import { useTranslation } from 'react-i18next';
import { MenuItem, MenuSection, SubmenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { showPolicies } from '../iam/iam-store.js';
import { showNodeHelp } from '../node-help/node-help-store.js';
import { hasPower, PowerChoices } from '../power/PowerMenu.js';
import { showSshConfig } from '../ssh-config/ssh-config-store.js';
import { KeyHint } from '../ui/KeyHint.js';
import { PointMenu, type Point } from '../ui/PointMenu.js';
import { CopyChoices } from './CopyMenu.js';
import type { SplitActions } from './Details.js';
import { exportRows } from './export-rows.js';
import { openable, openAll, type Openers } from './opening.js';
import { openingWords } from './OpeningSheet.js';
import { forgetVisits } from './recents.js';
import { toggleFavourite, useFleet } from './store.js';

interface RowMenuProps {
  /** The selected nodes, in the order of the rows. */
  readonly entries: readonly IndexedNode[];
  /** Null while it is closed. */
  readonly at: Point | null;
  readonly openers: Openers;
  readonly split: SplitActions;
  readonly onClose: () => void;
}

/** The menu of the selected nodes, as on a right click. */
export function RowMenu({ entries, at, openers, split, onClose }: RowMenuProps) {
  const { t } = useTranslation();
  const favourites = useFleet((state) => state.marks.favourites);
  const isRecent = useFleet((state) => state.view === 'recent');
  const ids = entries.map(({ id }) => id);
  const nodes = entries.map(({ node }) => node);
  const [only] = entries.length === 1 ? entries : [];
  const count = openable(entries).length;
  const beside = only !== undefined && count === 1 ? split.beside : null;
  const areFavourites = ids.every((id) => favourites.has(id));
  const item = (id: string, text: string, run: () => void, keys?: string) => (
    <MenuItem id={id} className="menu-item" textValue={text} onAction={run}>
      {text}
      {keys !== undefined && <KeyHint>{keys}</KeyHint>}
    </MenuItem>
  );
  return (
    <PointMenu
      label={t('fleet.menu.label')}
      at={at}
      disabledKeys={only === undefined && count === 0 ? ['connect'] : []}
      onClose={onClose}
    >
      <MenuSection aria-label={t('fleet.menu.open')}>
        {only === undefined
          ? item('connect', openingWords(t, 'tabs', count), () => openAll('tabs', entries, openers), '↵')
          : // One that cannot be reached says why.
            item('connect', t('details.connect'), () => openers.tabs(ids), '↵')}
        {count > 1 &&
          item('split', openingWords(t, 'split', count), () => openAll('split', entries, openers))}
        {beside !== null &&
          item('beside', t('details.beside', { name: beside }), () => ids.forEach(split.openBeside))}
        {only !== undefined && item('shell', t('details.openShell'), () => openers.shell(only.id))}
        {item(
          'favourite',
          t(areFavourites ? 'fleet.favourite.remove' : 'fleet.favourite.add'),
          () => ids.filter((id) => favourites.has(id) === areFavourites).forEach(toggleFavourite),
          only === undefined ? undefined : '*',
        )}
        {isRecent && item('forget', t('fleet.recent.forget'), () => forgetVisits(ids))}
      </MenuSection>
      <Separator className="menu-separator" />
      <MenuSection aria-label={t('fleet.menu.more')}>
        <Submenu text={t('details.copyMenu')} menu={<CopyChoices entries={entries} onClose={onClose} />} />
        {hasPower(nodes) && (
          <Submenu text={t('power.menu')} menu={<PowerChoices nodes={nodes} onClose={onClose} />} />
        )}
        {item('policy', t('details.policy'), () => showPolicies('allow', ids))}
        {only !== undefined && item('plain-ssh', t('details.plainSsh'), () => showSshConfig(only.id))}
        {only !== undefined && item('help', t('nodeHelp.open'), () => showNodeHelp('ssh-server', only.id))}
      </MenuSection>
      <Separator className="menu-separator" />
      <MenuSection aria-label={t('fleet.export.label')}>
        {item('export-csv', t('fleet.export.csv'), () => void exportRows('csv'))}
        {item('export-json', t('fleet.export.json'), () => void exportRows('json'))}
      </MenuSection>
    </PointMenu>
  );
}

/** An entry that opens another menu at its side. */
function Submenu({ text, menu }: { readonly text: string; readonly menu: ReactElement }) {
  return (
    <SubmenuTrigger>
      <MenuItem className="menu-item" textValue={text}>
        {text}
        <ChevronRight size={14} className="menu-more" aria-hidden />
      </MenuItem>
      <Popover className="popover">{menu}</Popover>
    </SubmenuTrigger>
  );
}
