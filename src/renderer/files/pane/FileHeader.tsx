import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { prefer, useFilesPreferences } from '../preferences-store.js';
import type { FileColumn } from './listing.js';

const columns: readonly FileColumn[] = ['name', 'size', 'modified', 'mode', 'owner'];

function sortBy(column: FileColumn): void {
  const { sort } = useFilesPreferences.getState();
  const isSame = sort.column === column;
  prefer('sort', {
    column,
    direction: isSame && sort.direction === 'ascending' ? 'descending' : 'ascending',
  });
}

/** The names of the columns: each sorts by it, and again the other way round. */
export function FileHeader() {
  const { t } = useTranslation();
  const sort = useFilesPreferences((state) => state.sort);
  const Arrow = sort.direction === 'descending' ? ArrowDown : ArrowUp;
  return (
    <div className="file-header" role="rowgroup">
      <div className="file-cells" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <div
            key={column}
            className={`file-heading file-${column}`}
            role="columnheader"
            aria-sort={sort.column === column ? sort.direction : 'none'}
          >
            <button type="button" onClick={() => sortBy(column)}>
              <span className="file-text">{t(`files.column.${column}`)}</span>
              {sort.column === column && <Arrow size={13} aria-hidden />}
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}
