import { RefreshCw } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { policyRemedies } from '../iam/iam-store.js';
import { ProblemView } from '../problems/ProblemView.js';
import { FirstRunButtons } from '../sources/FirstRunButtons.js';
import { fleetRemedies } from '../sources/sources-store.js';
import { Button } from '../ui/Button.js';
import { Spinner } from '../ui/Spinner.js';
import { Details } from './Details.js';
import { FleetEmpty, FleetNoMatch } from './FleetEmpty.js';
import { FleetSkeleton } from './FleetSkeleton.js';
import { FleetStatusBar } from './FleetStatusBar.js';
import { FleetTable, type FleetTableHandle } from './FleetTable.js';
import { LookMenu } from './LookMenu.js';
import { PaneToggle } from './PaneToggle.js';
import { QueryBox, QueryNotes } from './QueryBox.js';
import { Sources } from './Sources.js';
import { likeliest } from './find/likeliest.js';
import type { Rows } from './find/row-list.js';
import { select, selectAll, selectNode, leadToGroup } from './selection.js';
import {
  fleetProblem,
  fleetStatus,
  isRefreshing,
  markConnected,
  refreshFleet,
  resizeColumn,
  sortBy,
  sortInForce,
  toggleFavourite,
  toggleGroup,
  useFleet,
} from './store.js';
import { usePanes } from './use-panes.js';

interface FleetViewProps {
  /** Ids of the nodes that have a tab. */
  readonly tabIds: ReadonlySet<string>;
  /** Ids of those whose shell is open. */
  readonly connectedIds: ReadonlySet<string>;
  readonly onConnect: (nodeId: string) => void;
  readonly onChangeSignIn: (nodeId: string) => void;
}

/** The fleet: sources, the table of nodes with its search, details of the selected one, and the status bar. */
export function FleetView(props: FleetViewProps) {
  const { tabIds, connectedIds, onConnect, onChangeSignIn } = props;
  const { t } = useTranslation();
  const status = useFleet(fleetStatus);
  const problem = useFleet(fleetProblem);
  const refreshing = useFleet(isRefreshing);
  const state = useFleet();
  const { selectedId, nodes, rows } = state;
  const { found } = rows;
  const panes = usePanes();
  const tableRef = useRef<FleetTableHandle>(null);
  const entry = selectedId === null ? undefined : nodes.get(selectedId);
  // Details of a node that the search has taken out of sight would be those of another one than the eye is at.
  const selected = entry !== undefined && found.includes(entry) ? entry : undefined;
  const several = state.selectedIds.size > 1 ? found.filter(({ id }) => state.selectedIds.has(id)) : [];
  useSelectionInSight(rows);
  useEffect(() => markConnected(connectedIds), [connectedIds]);

  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = selected ?? found[0];
    if (event.key === 'ArrowDown') tableRef.current?.focus();
    // Enter confirms a syllable while Korean is being typed.
    else if (event.key === 'Enter' && chosen && !event.nativeEvent.isComposing) onConnect(chosen.id);
    else return;
    event.preventDefault();
  };

  return (
    <div className="fleet" data-testid="fleet" data-status={status}>
      <div className="fleet-panes">
        {panes.sources.isOpen && <Sources />}
        <section className="fleet-main" aria-label={t('fleet.label')} aria-busy={refreshing}>
          <div className="fleet-toolbar">
            <PaneToggle
              side="left"
              pane={panes.sources}
              show={t('fleet.panes.showSources')}
              hide={t('fleet.panes.hideSources')}
            />
            <QueryBox onKeyDown={onSearchKey} />
            <LookMenu />
            <Button onPress={() => void refreshFleet()} isPending={refreshing}>
              {refreshing ? <Spinner /> : <RefreshCw size={14} aria-hidden />}
              {t('fleet.refresh')}
            </Button>
            <PaneToggle
              side="right"
              pane={panes.details}
              show={t('fleet.panes.showDetails')}
              hide={t('fleet.panes.hideDetails')}
            />
          </div>
          <QueryNotes />
          {status === 'ready' && problem !== null && (
            <ProblemView
              problem={problem}
              look="banner"
              actions={{ ...policyRemedies([]), ...fleetRemedies(), retry: () => void refreshFleet() }}
            />
          )}
          {status === 'loading' && <FleetSkeleton />}
          {status === 'failed' && problem !== null && (
            <ProblemView
              problem={problem}
              look="page"
              actions={{ ...policyRemedies([]), ...fleetRemedies(), retry: () => void refreshFleet() }}
            >
              <FirstRunButtons code={problem.code} />
            </ProblemView>
          )}
          {status === 'ready' && nodes.size === 0 && <FleetEmpty />}
          {status === 'ready' && nodes.size > 0 && found.length === 0 && (
            <FleetNoMatch query={rows.query.text} />
          )}
          {status === 'ready' && found.length > 0 && (
            <FleetTable
              ref={tableRef}
              shown={rows}
              columns={state.columns}
              sort={sortInForce(state)}
              groupBy={state.groupBy}
              selectedId={selectedId}
              selectedIds={state.selectedIds}
              leadGroup={state.leadGroup}
              connectedIds={connectedIds}
              favourites={state.marks.favourites}
              onSort={sortBy}
              onResize={resizeColumn}
              onSelect={select}
              onSelectAll={selectAll}
              onLeadGroup={leadToGroup}
              onToggleGroup={toggleGroup}
              onFavourite={toggleFavourite}
              onConnect={onConnect}
            />
          )}
        </section>
        {panes.details.isOpen && (
          <Details
            entry={selected}
            several={several}
            hasTab={selected !== undefined && tabIds.has(selected.id)}
            onConnect={onConnect}
            onChangeSignIn={onChangeSignIn}
          />
        )}
      </div>
      <FleetStatusBar shown={found.length} connected={connectedIds.size} />
    </div>
  );
}

/** Selects a row when there is no selection yet, and the likeliest one as a search goes on. */
function useSelectionInSight({ found, query: { text } }: Rows): void {
  const searched = useRef('');
  useEffect(() => {
    const { selectedId, nodes } = useFleet.getState();
    const isNewSearch = text !== searched.current && text !== '';
    searched.current = text;
    const wanted = likeliest(found, text);
    if (wanted === undefined) return;
    if (isNewSearch || selectedId === null || !nodes.has(selectedId)) selectNode(wanted.id);
  }, [found, text]);
}
