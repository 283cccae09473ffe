import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { columns, type Column, type Sort } from './sort.js';

interface FleetHeaderProps {
  readonly sort: Sort;
  readonly onSort: (column: Column) => void;
}

/** The header of the table; a column's name sorts by it, and again the other way round. */
export function FleetHeader({ sort, onSort }: FleetHeaderProps) {
  const { t } = useTranslation();
  return (
    <div className="fleet-header" role="rowgroup">
      <div className="fleet-cells" role="row" aria-rowindex={1}>
        {columns.map((column, index) => {
          const isSorted = sort.column === column;
          const Arrow = sort.direction === 'ascending' ? ArrowUp : ArrowDown;
          return (
            <div
              key={column}
              className="fleet-heading"
              role="columnheader"
              data-column={column}
              aria-colindex={index + 1}
              aria-sort={isSorted ? sort.direction : 'none'}
            >
              <button type="button" onClick={() => onSort(column)}>
                <span>{t(`fleet.columns.${column}`)}</span>
                {isSorted && <Arrow size={13} aria-hidden />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
