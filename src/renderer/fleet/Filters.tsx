import { EllipsisVertical, Plus } from 'lucide-react';
import { memo, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { SavedFilter } from '../../shared/contract/index.js';
import { IconButton } from '../ui/Button.js';
import { classNames } from '../ui/class-names.js';
import { FilterSheet } from './FilterSheet.js';
import { applyFilter, deleteFilter, renameFilter, saveFilter } from './filters.js';
import { useFleet } from './store.js';

/** The searches that were kept, and a way to keep the one at hand: drawn after the rows that a letter has found. */
export function Filters() {
  const query = useFleet((state) => state.query.trim());
  return <FiltersOf query={useDeferredValue(query)} />;
}

const FiltersOf = memo(function FiltersOf({ query }: { readonly query: string }) {
  const { t } = useTranslation();
  const filters = useFleet((state) => state.filters);
  const [isSaving, setSaving] = useState(false);
  const [renamed, setRenamed] = useState<SavedFilter | null>(null);
  const isKept = filters.some((filter) => filter.query === query);
  return (
    <section aria-label={t('fleet.filters.label')}>
      <header className="fleet-pane-header">
        <h2 className="fleet-pane-title">{t('fleet.filters.label')}</h2>
        <IconButton
          label={t('fleet.filters.save')}
          isDisabled={query === '' || isKept}
          onPress={() => setSaving(true)}
        >
          <Plus size={14} aria-hidden />
        </IconButton>
      </header>
      {filters.length === 0 && <p className="fleet-pane-note muted">{t('fleet.filters.none')}</p>}
      <ul>
        {filters.map((filter) => (
          <li key={filter.name} className="filter-line">
            <AriaButton
              className={classNames('fleet-view', 'filter-apply', filter.query === query && 'is-current')}
              aria-current={filter.query === query}
              onPress={() => applyFilter(filter)}
            >
              <span className="fleet-text">{filter.name}</span>
            </AriaButton>
            <FilterMenu filter={filter} onRename={() => setRenamed(filter)} />
          </li>
        ))}
      </ul>
      {isSaving && (
        <FilterSheet
          title={t('fleet.filters.save')}
          query={query}
          name=""
          onSubmit={(name) => saveFilter(name, query)}
          onClose={() => setSaving(false)}
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
});

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
