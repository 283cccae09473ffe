import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../ui/class-names.js';
import { ColumnEdge } from '../ui/ColumnEdge.js';
import { useSidewaysDrag } from '../ui/use-sideways-drag.js';
import { columnTitle } from './column-title.js';
import { columnSpace, MIN_COLUMN_PX, type Column, type ColumnLook } from './find/columns.js';
import type { Sort } from './find/sort.js';
import { moveColumn, placeColumn } from './store.js';

interface FleetHeaderProps {
  readonly columns: readonly ColumnLook[];
  readonly sort: Sort | null;
  readonly onSort: (column: Column) => void;
  /** A width in pixels; null for as wide as there is room. */
  readonly onResize: (column: Column, width: number | null) => void;
}

/**
 * The header of the table; a column's name sorts by it, and again the other way round; it is dragged to another place,
 * and its edge makes it wider.
 */
export const FleetHeader = memo(function FleetHeader(props: FleetHeaderProps) {
  const { columns, sort, onSort, onResize } = props;
  const { t } = useTranslation();
  const rowRef = useRef<HTMLDivElement>(null);
  const drag = useSidewaysDrag({
    rowRef,
    selector: '.fleet-heading',
    keyOf: movableColumn,
    place: (key, place) => placeColumn(key as Column, place),
  });
  return (
    <div className="fleet-header" role="rowgroup">
      <div
        ref={rowRef}
        className="fleet-cells"
        role="row"
        aria-rowindex={1}
        onPointerDown={drag.onPointerDown}
      >
        {columns.map((look, index) => {
          const { column } = look;
          const isSorted = sort?.column === column;
          const Arrow = sort?.direction === 'descending' ? ArrowDown : ArrowUp;
          return (
            <div
              key={column}
              className={classNames('fleet-heading', drag.dragged === column && 'is-dragged')}
              role="columnheader"
              // Its edge has a name as well, which would be read with each cell.
              aria-label={columnTitle(t, column)}
              data-column={column}
              aria-colindex={index + 1}
              aria-sort={isSorted ? sort.direction : 'none'}
            >
              <button
                type="button"
                onClick={() => onSort(column)}
                onKeyDown={(event) => {
                  const step = steps[event.key];
                  if (step === undefined || !event.ctrlKey || !event.shiftKey) return;
                  event.preventDefault();
                  moveColumn(column, step);
                }}
                title={columnTitle(t, column)}
              >
                <span className="fleet-text">{columnTitle(t, column)}</span>
                {isSorted && <Arrow size={13} aria-hidden />}
              </button>
              <ColumnEdge
                label={t('fleet.columnMenu.resize', { column: columnTitle(t, column) })}
                side="right"
                width={look.width ?? columnSpace(column).px}
                leastPx={MIN_COLUMN_PX}
                onResize={(width) => onResize(column, width)}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
});

/** With Ctrl and Shift, as tabs are moved. */
const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The column that an element is the heading of, where it can be moved: the name stays first. */
function movableColumn(element: Element): string | null {
  if (element.closest('.column-edge') !== null) return null;
  const column = element.closest('.fleet-heading')?.getAttribute('data-column') ?? null;
  return column === 'name' ? null : column;
}
