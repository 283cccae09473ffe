import { useEffect, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { FleetSource } from '../../shared/contract/index.js';
import { sourcePolicyRemedies } from '../iam/iam-store.js';
import { ProblemView } from '../problems/ProblemView.js';
import { FirstRunButtons } from '../sources/FirstRunButtons.js';
import { fleetRemedies } from '../sources/sources-store.js';
import { FleetEmpty, FleetNoMatch } from './FleetEmpty.js';
import { FleetSkeleton } from './FleetSkeleton.js';
import { FleetTable, type FleetTableHandle } from './FleetTable.js';
import { leadToGroup, select, selectAll, selectNode } from './selection.js';
import {
  fleetProblem,
  fleetStatus,
  refreshFleet,
  resizeColumn,
  sortBy,
  sortInForce,
  toggleFavourite,
  toggleGroup,
  useFleet,
} from './store.js';

interface FleetBodyProps {
  readonly tableRef: Ref<FleetTableHandle>;
  readonly connectedIds: ReadonlySet<string>;
  readonly onConnect: (nodeId: string) => void;
}

/** The table of nodes, or what stands in its place while there are none. */
export function FleetBody({ tableRef, connectedIds, onConnect }: FleetBodyProps) {
  const status = useFleet(fleetStatus);
  const problem = useFleet(fleetProblem);
  const isEmpty = useFleet(({ nodes }) => nodes.size === 0);
  const isFound = useFleet(({ rows }) => rows.found.length > 0 || !rows.isWhole);
  const failing = useFleet(({ sources }) => sources.find(hasProblem)?.id ?? null);
  const actions = { ...sourcePolicyRemedies(failing), ...fleetRemedies(), retry: () => void refreshFleet() };
  useFirstSelection();
  return (
    <>
      {status === 'ready' && problem !== null && (
        <ProblemView problem={problem} look="banner" actions={actions} more={<Failing />} />
      )}
      {status === 'loading' && <FleetSkeleton />}
      {status === 'failed' && problem !== null && (
        <ProblemView problem={problem} look="page" actions={actions}>
          <FirstRunButtons code={problem.code} />
        </ProblemView>
      )}
      {status === 'ready' && isEmpty && <FleetEmpty />}
      {status === 'ready' && !isEmpty && (
        <Table tableRef={tableRef} connectedIds={connectedIds} onConnect={onConnect} />
      )}
      {status === 'ready' && !isEmpty && !isFound && <NoMatch />}
    </>
  );
}

const hasProblem = ({ status, problem }: FleetSource): boolean => status !== 'off' && problem !== null;

/** Which of several sources the Problem above the table is of. */
function Failing() {
  const { t } = useTranslation();
  const sources = useFleet((state) => state.sources);
  const isUnlisted = useFleet((state) => state.problem !== null);
  const [first, ...others] = sources.filter(hasProblem);
  if (isUnlisted || first === undefined || sources.length === 1) return null;
  const profile = first.isEnvironment ? t('fleet.sources.environment') : first.profile;
  const place = `${profile}, ${first.region ?? t('fleet.sources.noRegion')}`;
  return (
    <p className="muted">
      {others.length === 0
        ? t('fleet.sources.failing', { place })
        : t('fleet.sources.failingWith', { place, count: others.length })}
    </p>
  );
}

function NoMatch() {
  const query = useFleet(({ rows }) => rows.query.text);
  return (
    <div className="fleet-no-match">
      <FleetNoMatch query={query} />
    </div>
  );
}

function Table({ tableRef, connectedIds, onConnect }: FleetBodyProps) {
  const state = useFleet();
  return (
    <FleetTable
      ref={tableRef}
      shown={state.rows}
      isSearching={!state.rows.isWhole || state.rows.query.text !== state.query}
      columns={state.columns}
      sort={sortInForce(state)}
      groupBy={state.groupBy}
      selectedId={state.selectedId}
      selected={state.selectedId === null ? undefined : state.nodes.get(state.selectedId)}
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
  );
}

/** Selects the first row while nothing that is still there is selected. */
function useFirstSelection(): void {
  const rows = useFleet((state) => state.rows);
  useEffect(() => {
    const { selectedId, nodes } = useFleet.getState();
    const [first] = rows.found;
    if (first !== undefined && (selectedId === null || !nodes.has(selectedId))) selectNode(first.id);
  }, [rows]);
}
