import { useTranslation } from 'react-i18next';
import { columnLayout } from './column-layout.js';
import { columnTitle } from './column-title.js';
import { useFleet } from './store.js';

// Enough to fill a tall window; what does not fit is cut off.
const ROWS = 30;

/** The table's shape while the first page is on its way, so that nothing jumps when it comes. */
export function FleetSkeleton() {
  const { t } = useTranslation();
  const columns = useFleet((state) => state.columns);
  return (
    <div className="fleet-grid fleet-skeleton" role="status" style={columnLayout(columns).style}>
      <span className="visually-hidden">{t('fleet.table.loading')}</span>
      <div className="fleet-header" aria-hidden>
        <div className="fleet-cells">
          {columns.map(({ column }) => (
            <div key={column} className="fleet-heading" data-column={column}>
              <button type="button" disabled>
                <span className="fleet-text">{columnTitle(t, column)}</span>
              </button>
            </div>
          ))}
        </div>
      </div>
      <div className="fleet-body" aria-hidden>
        {Array.from({ length: ROWS }, (_, row) => (
          <div key={row} className="fleet-row fleet-cells">
            {columns.map(({ column }, index) => (
              <div key={column} className="fleet-cell" data-column={column}>
                {/* Widths that differ look like words rather than like a fence. */}
                <span className="skeleton" style={{ width: `${45 + ((row * 7 + index * 13) % 40)}%` }} />
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
