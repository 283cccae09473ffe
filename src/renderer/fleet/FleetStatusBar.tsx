import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PowerStatus } from '../power/PowerStatus.js';
import { ExportStatus } from './ExportStatus.js';
import { isRefreshing, useFleet } from './store.js';

interface FleetStatusBarProps {
  readonly connected: number;
}

/** How many rows there are; while a search still counts, how many there were. */
function useShownCount(): number {
  const found = useFleet(({ rows }) => (rows.isWhole ? rows.found.length : null));
  const [known, setKnown] = useState(found ?? 0);
  if (found !== null && found !== known) setKnown(found);
  return found ?? known;
}

/** Counts, where they come from, and whether more is on its way. */
export function FleetStatusBar({ connected }: FleetStatusBarProps) {
  const { t } = useTranslation();
  const shown = useShownCount();
  const count = useFleet((state) => state.nodes.size);
  const sources = useFleet((state) => state.sources);
  const refreshing = useFleet(isRefreshing);
  const failed = sources.filter((source) => source.status === 'failed').length;
  const [only] = sources;
  const from =
    only !== undefined && sources.length === 1
      ? t('fleet.status.from', { place: [only.profile, only.region].filter(Boolean).join(', ') })
      : t('fleet.status.sources', { count: sources.length });
  return (
    <footer className="status-bar" aria-label={t('status.label')}>
      {(count > 0 || !refreshing) && (
        <span>
          {shown === count ? t('fleet.status.nodes', { count }) : t('fleet.status.shown', { shown, count })}{' '}
          {sources.length > 0 && from}
        </span>
      )}
      {failed > 0 && <span className="status-bad">{t('fleet.status.failed', { count: failed })}</span>}
      <span role="status">{refreshing && t('fleet.refreshing')}</span>
      <PowerStatus />
      <ExportStatus />
      <span className="status-end">{connected > 0 && t('fleet.status.connected', { count: connected })}</span>
    </footer>
  );
}
