import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Separator } from 'react-aria-components/Separator';
import { KeyHint } from '../../ui/KeyHint.js';
import { PointMenu, type Point } from '../../ui/PointMenu.js';
import { prefer, useFilesPreferences } from '../preferences-store.js';
import {
  moveColumn,
  resetColumns,
  resizeColumn,
  sideColumns,
  toggleColumn,
  type SideColumn,
} from './columns.js';
import type { FileColumn } from './listing.js';

interface FileColumnMenuProps {
  /** Null while it is closed. */
  readonly at: (Point & { readonly column: FileColumn }) | null;
  /** What stands beside the names now. */
  readonly columns: readonly SideColumn[];
  readonly onClose: () => void;
}

/** The menu of a column's heading: the order of the rows, its place and width, and which columns there are. */
export function FileColumnMenu({ at, columns, onClose }: FileColumnMenuProps) {
  const { t } = useTranslation();
  const look = useFilesPreferences((state) => state.columns);
  const column = at?.column ?? 'name';
  const place = column === 'name' ? -1 : columns.indexOf(column);
  const ofPlace =
    column === 'name'
      ? []
      : ([
          { id: 'left', keys: 'Ctrl Shift ←', run: () => moveColumn(columns, column, -1) },
          { id: 'right', keys: 'Ctrl Shift →', run: () => moveColumn(columns, column, 1) },
          { id: 'width', keys: null, run: () => resizeColumn(column, null) },
        ] as const);
  const disabled = [
    ...(place === 0 ? ['left'] : []),
    ...(place === columns.length - 1 ? ['right'] : []),
    ...(column !== 'name' && look.widths[column] === undefined ? ['width'] : []),
    ...(look.shown === null && Object.keys(look.widths).length === 0 ? ['reset'] : []),
  ];
  return (
    <PointMenu label={t('files.columnMenu.label')} at={at} disabledKeys={disabled} onClose={onClose}>
      <MenuSection aria-label={t('files.columnMenu.order')}>
        {(['ascending', 'descending'] as const).map((direction) => (
          <MenuItem
            key={direction}
            id={direction}
            className="menu-item"
            onAction={() => prefer('sort', { column, direction })}
          >
            {t(`files.columnMenu.${direction}`)}
          </MenuItem>
        ))}
      </MenuSection>
      {ofPlace.length > 0 && <Separator className="menu-separator" />}
      {ofPlace.length > 0 && (
        <MenuSection aria-label={t('files.columnMenu.place')}>
          {ofPlace.map(({ id, keys, run }) => (
            <MenuItem
              key={id}
              id={id}
              className="menu-item"
              textValue={t(`files.columnMenu.${id}`)}
              onAction={run}
            >
              {t(`files.columnMenu.${id}`)}
              {keys !== null && <KeyHint>{keys}</KeyHint>}
            </MenuItem>
          ))}
        </MenuSection>
      )}
      <Separator className="menu-separator" />
      <MenuSection aria-label={t('files.columnMenu.columns')} selectionMode="multiple" selectedKeys={columns}>
        {sideColumns.map((each) => (
          <MenuItem
            key={each}
            id={each}
            className="menu-item"
            textValue={t(`files.column.${each}`)}
            onAction={() => toggleColumn(columns, each)}
          >
            {t(`files.column.${each}`)}
            <Check size={14} className="menu-check" aria-hidden />
          </MenuItem>
        ))}
      </MenuSection>
      <Separator className="menu-separator" />
      <MenuItem id="reset" className="menu-item" onAction={resetColumns}>
        {t('files.columnMenu.reset')}
      </MenuItem>
    </PointMenu>
  );
}
