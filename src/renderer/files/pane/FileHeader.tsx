import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../ui/class-names.js';
import { ColumnEdge } from '../../ui/ColumnEdge.js';
import { useSidewaysDrag } from '../../ui/use-sideways-drag.js';
import { prefer, useFilesPreferences } from '../preferences-store.js';
import {
  columnWidth,
  LEAST_COLUMN_PX,
  moveColumn,
  placeColumn,
  resizeColumn,
  type SideColumn,
} from './columns.js';
import type { FileColumn } from './listing.js';

function sortBy(column: FileColumn): void {
  const { sort } = useFilesPreferences.getState();
  const isSame = sort.column === column;
  prefer('sort', {
    column,
    direction: isSame && sort.direction === 'ascending' ? 'descending' : 'ascending',
  });
}

/** With Ctrl and Shift, as the columns of the list of nodes are moved. */
const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The column that an element is the heading of, where it can be moved: names stay first. */
function movableColumn(element: Element): SideColumn | null {
  if (element.closest('.column-edge') !== null) return null;
  const column = element.closest('.file-heading')?.getAttribute('data-column') as FileColumn | undefined;
  return column === undefined || column === 'name' ? null : column;
}

interface FileHeaderProps {
  /** Beside the names. */
  readonly columns: readonly SideColumn[];
}

/**
 * The names of the columns: each sorts by it, and again the other way round; it is dragged to another place, and its
 * edge makes it wider.
 */
export function FileHeader({ columns }: FileHeaderProps) {
  const { t } = useTranslation();
  const rowRef = useRef<HTMLDivElement>(null);
  const sort = useFilesPreferences((state) => state.sort);
  const Arrow = sort.direction === 'descending' ? ArrowDown : ArrowUp;
  const drag = useSidewaysDrag({
    rowRef,
    selector: '.file-heading',
    keyOf: movableColumn,
    place: (key, place) => placeColumn(columns, key as SideColumn, place),
  });
  return (
    <div className="file-header" role="rowgroup">
      <div
        ref={rowRef}
        className="file-cells"
        role="row"
        aria-rowindex={1}
        onPointerDown={drag.onPointerDown}
      >
        {(['name', ...columns] as const).map((column, index) => (
          <div
            key={column}
            className={classNames(`file-heading file-${column}`, drag.dragged === column && 'is-dragged')}
            role="columnheader"
            data-column={column}
            aria-colindex={index + 1}
            aria-sort={sort.column === column ? sort.direction : 'none'}
          >
            {column !== 'name' && (
              <ColumnEdge
                label={t('files.columnMenu.resize', { column: t(`files.column.${column}`) })}
                side="left"
                width={columnWidth(column)}
                leastPx={LEAST_COLUMN_PX}
                onResize={(width) => resizeColumn(column, width)}
              />
            )}
            <button
              type="button"
              onClick={() => sortBy(column)}
              onKeyDown={(event) => {
                const step = steps[event.key];
                if (column === 'name' || step === undefined || !event.ctrlKey || !event.shiftKey) return;
                event.preventDefault();
                moveColumn(columns, column, step);
              }}
            >
              <span className="file-text">{t(`files.column.${column}`)}</span>
              {sort.column === column && <Arrow size={13} aria-hidden />}
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}
