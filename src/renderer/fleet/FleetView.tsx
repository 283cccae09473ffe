import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SplitActions } from './Details.js';
import { ExportProblem } from './ExportStatus.js';
import { FleetBody } from './FleetBody.js';
import { FleetMenus } from './FleetMenus.js';
import { FleetStatusBar } from './FleetStatusBar.js';
import type { FleetTableHandle } from './FleetTable.js';
import { FleetToolbar } from './FleetToolbar.js';
import { openSelected, type Way } from './opening.js';
import { OpeningSheet } from './OpeningSheet.js';
import { QueryNotes } from './QueryBox.js';
import { SelectionDetails } from './SelectionDetails.js';
import { Sources } from './Sources.js';
import { fleetStatus, isRefreshing, markConnected, useFleet } from './store.js';
import { usePanes } from './use-panes.js';

interface FleetViewProps {
  /** Ids of the nodes that have a tab. */
  readonly tabIds: ReadonlySet<string>;
  /** Ids of those whose shell is open. */
  readonly connectedIds: ReadonlySet<string>;
  readonly onConnect: (nodeId: string) => void;
  /** Connects to several, in a tab each or side by side. */
  readonly onConnectAll: (way: Way, nodeIds: readonly string[]) => Promise<void>;
  readonly onOpenShell: (nodeId: string) => void;
  readonly split: SplitActions;
  readonly onChangeSignIn: (nodeId: string) => void;
}

/**
 * The fleet: sources, the table of nodes with its search, details of the selected one, and the status bar. Each part
 * takes what it shows from the store by itself, so that a letter in the search draws the rows and nothing else.
 */
export function FleetView({
  tabIds,
  connectedIds,
  onConnect,
  onConnectAll,
  onOpenShell,
  split,
  onChangeSignIn,
}: FleetViewProps) {
  const { t } = useTranslation();
  const status = useFleet(fleetStatus);
  const refreshing = useFleet(isRefreshing);
  const panes = usePanes();
  const tableRef = useRef<FleetTableHandle>(null);
  const goToTable = useCallback(() => tableRef.current?.focus(), []);
  const openers = useMemo(
    () => ({
      tabs: (ids: readonly string[]) => void onConnectAll('tabs', ids),
      split: (ids: readonly string[]) => void onConnectAll('split', ids),
      shell: onOpenShell,
    }),
    [onConnectAll, onOpenShell],
  );
  const connectSelected = useCallback((nodeId: string) => openSelected(nodeId, openers), [openers]);
  useEffect(() => markConnected(connectedIds), [connectedIds]);
  return (
    <div className="fleet" data-testid="fleet" data-status={status}>
      <div className="fleet-panes">
        {panes.sources.isOpen && <Sources />}
        <section className="fleet-main" aria-label={t('fleet.label')} aria-busy={refreshing}>
          <FleetToolbar panes={panes} onConnect={onConnect} onLeave={goToTable} />
          <QueryNotes />
          <FleetMenus openers={openers} split={split}>
            <FleetBody tableRef={tableRef} connectedIds={connectedIds} onConnect={connectSelected} />
          </FleetMenus>
        </section>
        {panes.details.isOpen && (
          <SelectionDetails
            tabIds={tabIds}
            onConnect={onConnect}
            openers={openers}
            split={split}
            onChangeSignIn={onChangeSignIn}
          />
        )}
      </div>
      <FleetStatusBar connected={connectedIds.size} />
      <OpeningSheet openers={openers} />
      <ExportProblem />
    </div>
  );
}
