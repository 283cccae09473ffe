import { EllipsisVertical, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { SavedFilter } from '../../shared/contract/index.js';
import { IconButton } from '../ui/Button.js';
import { classNames } from '../ui/class-names.js';
import { FilterSheet } from './FilterSheet.js';
import { applyFilter, deleteFilter, renameFilter, saveFilter } from './filters.js';
import { useFleet, type FleetState } from './store.js';

const queryOf = ({ query }: FleetState): string => query.trim();

/** The searches that were kept, and a way to keep the one at hand. A letter more in that draws nothing here. */
export function Filters() {
  const { t } = useTranslation();
  const filters = useFleet((state) => state.filters);
  const isEmpty = useFleet((state) => queryOf(state) === '');
  const kept = useFleet((state) => filters.find(({ query }) => query === queryOf(state))?.query ?? null);
  const [toSave, setToSave] = useState<string | null>(null);
  const [renamed, setRenamed] = useState<SavedFilter | null>(null);
  return (
    <section aria-label={t('fleet.filters.label')}>
      <header className="fleet-pane-header">
        <h2 className="fleet-pane-title">{t('fleet.filters.label')}</h2>
        <IconButton
          label={t('fleet.filters.save')}
          isDisabled={isEmpty || kept !== null}
          onPress={() => setToSave(queryOf(useFleet.getState()))}
        >
          <Plus size={14} aria-hidden />
        </IconButton>
      </header>
      {filters.length === 0 && <p className="fleet-pane-note muted">{t('fleet.filters.none')}</p>}
      <ul>
        {filters.map((filter) => (
          <li key={filter.name} className="filter-line">
            <AriaButton
              className={classNames('fleet-view', 'filter-apply', filter.query === kept && 'is-current')}
              aria-current={filter.query === kept}
              onPress={() => applyFilter(filter)}
            >
              <span className="fleet-text">{filter.name}</span>
            </AriaButton>
            <FilterMenu filter={filter} onRename={() => setRenamed(filter)} />
          </li>
        ))}
      </ul>
      {toSave !== null && (
        <FilterSheet
          title={t('fleet.filters.save')}
          query={toSave}
          name=""
          onSubmit={(name) => saveFilter(name, toSave)}
          onClose={() => setToSave(null)}
        />
      )}
      {renamed !== null && (
        <FilterSheet
          title={t('fleet.filters.rename')}
          query={renamed.query}
          name={renamed.name}
          onSubmit={(name) => renameFilter(renamed, name)}
          onClose={() => setRenamed(null)}
        />
      )}
    </section>
  );
}

interface FilterMenuProps {
  readonly filter: SavedFilter;
  readonly onRename: () => void;
}

function FilterMenu({ filter, onRename }: FilterMenuProps) {
  const { t } = useTranslation();
  return (
    <MenuTrigger>
      <AriaButton
        className="button button-quiet button-icon"
        aria-label={t('fleet.filters.menu', { name: filter.name })}
      >
        <EllipsisVertical size={14} aria-hidden />
      </AriaButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu className="menu" aria-label={t('fleet.filters.menu', { name: filter.name })}>
          <MenuItem className="menu-item" onAction={onRename}>
            {t('fleet.filters.rename')}
          </MenuItem>
          <MenuItem className="menu-item" onAction={() => deleteFilter(filter)}>
            {t('fleet.filters.delete')}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
