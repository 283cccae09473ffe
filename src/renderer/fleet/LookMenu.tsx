import { Check, SlidersHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { columnTitle } from './column-title.js';
import { fixedColumns, groupingColumns, isColumn, type Column } from './find/columns.js';
import { groupRows, resetColumns, toggleColumn, useFleet, vocabulary } from './store.js';

/** The most tags that are offered, those on the most nodes. */
const MOST_TAGS = 12;
const NO_GROUPS = 'none';

/** Chooses how the table is grouped, and which columns it has. */
export function LookMenu() {
  const { t } = useTranslation();
  return (
    <MenuTrigger>
      <AriaButton className="button">
        <SlidersHorizontal size={14} aria-hidden />
        {t('fleet.look.label')}
      </AriaButton>
      <Popover className="popover fleet-look" placement="bottom end" offset={4}>
        <LookChoices />
      </Popover>
    </MenuTrigger>
  );
}

function LookChoices() {
  const { t } = useTranslation();
  const groupBy = useFleet((state) => state.groupBy);
  const columns = useFleet((state) => state.columns);
  const shown = columns.map(({ column }) => column);
  const tags = tagColumns([...shown, ...(groupBy === null ? [] : [groupBy])]);
  const groups: (Column | typeof NO_GROUPS)[] = [NO_GROUPS, ...groupingColumns, ...tags];
  return (
    <Menu className="menu" aria-label={t('fleet.look.label')}>
      <MenuSection
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[groupBy ?? NO_GROUPS]}
        onSelectionChange={(keys) => {
          const [key] = keys === 'all' ? [] : [...keys].map(String);
          if (key !== undefined) groupRows(isColumn(key) ? key : null);
        }}
      >
        <Header className="menu-header">{t('fleet.look.groupBy')}</Header>
        {groups.map((column) => (
          <Choice
            key={column}
            id={column}
            text={column === NO_GROUPS ? t('fleet.look.noGroups') : columnTitle(t, column)}
          />
        ))}
      </MenuSection>
      <MenuSection
        selectionMode="multiple"
        selectedKeys={shown.map((column) => `column ${column}`)}
        onSelectionChange={(keys) => {
          if (keys === 'all') return;
          const chosen = new Set([...keys].map((key) => String(key).slice('column '.length)));
          for (const column of [...fixedColumns, ...tags])
            if (chosen.has(column) !== shown.includes(column)) toggleColumn(column);
        }}
      >
        <Header className="menu-header">{t('fleet.look.columns')}</Header>
        {[...fixedColumns, ...tags]
          // The name is always there.
          .filter((column) => column !== 'name')
          .map((column) => (
            <Choice key={column} id={`column ${column}`} text={columnTitle(t, column)} />
          ))}
      </MenuSection>
      <Separator className="menu-separator" />
      <MenuItem className="menu-item" onAction={resetColumns}>
        {t('fleet.columnMenu.reset')}
      </MenuItem>
    </Menu>
  );
}

function Choice({ id, text }: { readonly id: string; readonly text: string }) {
  return (
    <MenuItem id={id} className="menu-item" textValue={text}>
      {text}
      <Check size={14} className="menu-check" aria-hidden />
    </MenuItem>
  );
}

/** The tags that most nodes have, and those in use, as columns. */
function tagColumns(inUse: readonly Column[]): Column[] {
  const common = [...vocabulary().tags]
    .filter(([tag]) => tag !== 'Name')
    .sort(([, a], [, b]) => b.nodes - a.nodes)
    .slice(0, MOST_TAGS)
    .map(([tag]): Column => `tag:${tag}`);
  return [...new Set([...common, ...inUse.filter((column) => column.startsWith('tag:'))])];
}
