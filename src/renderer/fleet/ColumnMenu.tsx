import { useTranslation } from 'react-i18next';
import { MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Separator } from 'react-aria-components/Separator';
import { KeyHint } from '../ui/KeyHint.js';
import { PointMenu, type Point } from '../ui/PointMenu.js';
import { canGroupBy, type Column } from './find/columns.js';
import {
  groupRows,
  moveColumn,
  resetColumns,
  resizeColumn,
  sortTo,
  toggleColumn,
  useFleet,
} from './store.js';

interface ColumnMenuProps {
  /** Null while it is closed. */
  readonly at: (Point & { readonly column: Column }) | null;
  readonly onClose: () => void;
}

/** The menu of a column's heading: its order, place and width. */
export function ColumnMenu({ at, onClose }: ColumnMenuProps) {
  const { t } = useTranslation();
  const columns = useFleet((state) => state.columns);
  const column = at?.column ?? 'name';
  const place = columns.findIndex((look) => look.column === column);
  const actions = [
    { id: 'ascending', run: () => sortTo({ column, direction: 'ascending' }) },
    { id: 'descending', run: () => sortTo({ column, direction: 'descending' }) },
    { id: 'group', run: () => groupRows(column) },
  ] as const;
  const ofPlace = [
    { id: 'left', keys: 'Ctrl Shift ←', run: () => moveColumn(column, -1) },
    { id: 'right', keys: 'Ctrl Shift →', run: () => moveColumn(column, 1) },
    { id: 'width', keys: null, run: () => resizeColumn(column, null) },
    { id: 'hide', keys: null, run: () => toggleColumn(column) },
    { id: 'reset', keys: null, run: resetColumns },
  ] as const;
  const disabled = [
    ...(canGroupBy(column) ? [] : ['group']),
    ...(column === 'name' ? ['left', 'right', 'hide'] : []),
    ...(place === 1 ? ['left'] : []),
    ...(place === columns.length - 1 ? ['right'] : []),
    ...(columns[place]?.width === null ? ['width'] : []),
  ];
  return (
    <PointMenu label={t('fleet.columnMenu.label')} at={at} disabledKeys={disabled} onClose={onClose}>
      <MenuSection aria-label={t('fleet.columnMenu.order')}>
        {actions.map(({ id, run }) => (
          <MenuItem key={id} id={id} className="menu-item" onAction={run}>
            {t(`fleet.columnMenu.${id}`)}
          </MenuItem>
        ))}
      </MenuSection>
      <Separator className="menu-separator" />
      <MenuSection aria-label={t('fleet.columnMenu.place')}>
        {ofPlace.map(({ id, keys, run }) => (
          <MenuItem
            key={id}
            id={id}
            className="menu-item"
            textValue={t(`fleet.columnMenu.${id}`)}
            onAction={run}
          >
            {t(`fleet.columnMenu.${id}`)}
            {keys !== null && <KeyHint>{keys}</KeyHint>}
          </MenuItem>
        ))}
      </MenuSection>
    </PointMenu>
  );
}
