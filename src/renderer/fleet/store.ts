import { create } from 'zustand';
import type { FleetSource, SavedFilter } from '../../shared/contract/index.js';
import { unpackNodes } from '../../shared/node-page.js';
import type { ManagedNode } from '../../shared/node.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call, on } from '../bridge.js';
import { isInputPending } from '../ui/input-pending.js';
import { defaultColumns, type Column, type ColumnLook } from './find/columns.js';
import { FleetIndex, type FleetPage } from './find/fleet-index.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { neighbourOf } from './find/neighbour.js';
import type { Look, Marks, Rows, View } from './find/row-list.js';
import { withVisit } from './find/visits.js';
import { setSourceNames } from '../../shared/query/source-names.js';
import { nextSort, type Sort } from './find/sort.js';

let index = new FleetIndex();

const newColumns = (): ColumnLook[] => defaultColumns.map((column) => ({ column, width: null }));

export interface FleetState {
  /** All nodes by id. It is one map that changes in place: `revision` tells when. */
  readonly nodes: ReadonlyMap<string, IndexedNode>;
  readonly revision: number;
  readonly sources: readonly FleetSource[];
  /** Why the last refresh could not even start; the sources tell of their own failures. */
  readonly problem: Problem | null;
  readonly query: string;
  readonly view: View;
  readonly sort: Sort;
  /** How the recent nodes are sorted; null for those used most first. */
  readonly recentSort: Sort | null;
  readonly groupBy: Column | null;
  /** Values of the groups that show their header only. */
  readonly collapsed: ReadonlySet<string>;
  readonly columns: readonly ColumnLook[];
  readonly marks: Marks;
  /** Searches that were kept, in the order of their names. */
  readonly filters: readonly SavedFilter[];
  /** What the table shows now. */
  readonly rows: Rows;
  /** The node that the keyboard is at, and whose details are shown. */
  readonly selectedId: string | null;
  /** All selected nodes, that one included. */
  readonly selectedIds: ReadonlySet<string>;
  /** Where a range of selected nodes begins. */
  readonly anchorId: string | null;
  /** The group whose header the keyboard is at, if it is at one. */
  readonly leadGroup: string | null;
}

/** The fleet as it is known now, and how it is being looked at. */
export const useFleet = create<FleetState>(() => ({
  nodes: index.nodes,
  revision: 0,
  sources: [],
  problem: null,
  query: '',
  view: 'all',
  sort: { column: 'name', direction: 'ascending' },
  recentSort: null,
  groupBy: null,
  collapsed: new Set(),
  columns: newColumns(),
  marks: { favourites: new Set(), visits: new Map(), connected: new Set() },
  filters: [],
  rows: index.list.rows(),
  selectedId: null,
  selectedIds: new Set(),
  anchorId: null,
  leadGroup: null,
}));

/** The words of the fleet's tags, types and the like, for completions. */
export const vocabulary = () => index.vocabulary;

/** How many nodes can be connected to. */
export const readyCount = (): number => index.ready;

/** How many nodes are known not to be reachable. */
export const notReachableCount = (): number => index.notReachable;

/** The order of the rows in the view at hand. */
export const sortInForce = ({ view, sort, recentSort }: FleetState): Sort | null =>
  view === 'recent' ? recentSort : sort;

const lookOf = (state: FleetState): Look => ({
  query: state.query,
  view: state.view,
  sort: sortInForce(state),
  groupBy: state.groupBy,
  collapsed: state.collapsed,
});

/** Shows the fleet in another way; the rows are there when this returns. */
export function show(
  change: Partial<
    Pick<FleetState, 'query' | 'view' | 'sort' | 'recentSort' | 'groupBy' | 'collapsed' | 'marks'>
  >,
): void {
  const state = { ...useFleet.getState(), ...change };
  stopSeeking();
  index.list.show(lookOf(state), state.marks);
  useFleet.setState({ ...change, rows: index.list.rows() });
}

/** Selects one node, and no other. */
export const selectionOf = (
  id: string | null,
): Pick<FleetState, 'selectedId' | 'selectedIds' | 'anchorId' | 'leadGroup'> => ({
  selectedId: id,
  selectedIds: new Set(id === null ? [] : [id]),
  anchorId: id,
  leadGroup: null,
});

/** More rows than a window has room for: those that come after them may come later. */
const SCREENFUL = 80;
/** How long a letter may look for them and for what is most likely meant (ms), so that the next frame answers it. */
const FIRST_SEEK_MS = 5;
/** It looks for all where that takes no longer than this (ms): the rows need not be drawn twice then. */
const WHOLE_SEEK_MS = 1.5;
/** How long the rest is looked for at once (ms), unless there is a key or a click that would have to wait for it. */
const SEEK_MS = 8;
/** The rest is looked for after so long (ms), when the frame with the first rows has been drawn. */
const AFTER_FRAME_MS = 20;

let stopSeeking = (): void => undefined;
/** The selected node when the search began, or what that has selected since: it gives way to one more likely meant. */
let yielding: string | null = null;

/**
 * Searches, and selects what is most likely meant, all in one change: each one is drawn. In a large fleet the first rows
 * are there when this returns, or those of before still are; all are there a few frames later.
 */
export function search(query: string): void {
  const state = { ...useFleet.getState(), query };
  yielding = state.selectedId;
  index.list.show(lookOf(state), state.marks);
  const begun = performance.now();
  index.list.seek(({ found, isMeantFound, share }) => {
    const elapsed = performance.now() - begun;
    if (found < SCREENFUL || !isMeantFound) return elapsed < FIRST_SEEK_MS;
    return elapsed < WHOLE_SEEK_MS * share;
  });
  showFound({ query });
}

/** Shows what the search has found, as soon as that fills the window or is all; goes on until it is all. */
function showFound(change: Partial<Pick<FleetState, 'query'>> = {}): void {
  stopSeeking();
  const rows = index.list.rowsSoFar();
  const state = { ...useFleet.getState(), ...change };
  const isFirst = rows.look !== state.rows.look;
  if (rows.isWhole || (isFirst && rows.found.length >= SCREENFUL)) {
    const isMeant = state.query !== '' && state.selectedId === yielding;
    const meant = isMeant ? index.list.meant?.id : undefined;
    const isSelected = meant === undefined || (!isFirst && meant === state.selectedId);
    useFleet.setState({ ...change, rows, ...(isSelected ? {} : selectionOf(meant)) });
    yielding = meant ?? yielding;
  } else if (change.query !== undefined) useFleet.setState(change);
  if (rows.isWhole) return;
  seekSoon(change.query === undefined ? 0 : AFTER_FRAME_MS);
}

function seekMore(): void {
  const end = performance.now() + SEEK_MS;
  index.list.seek(() => performance.now() < end && !isInputPending());
  // What is drawn now would be drawn again for the key that waits.
  if (isInputPending()) seekSoon(0);
  else showFound();
}

function seekSoon(ms: number): void {
  const timer = setTimeout(seekMore, ms);
  stopSeeking = () => clearTimeout(timer);
}

/** All rows, also while the search is still looking through a large fleet. */
export function wholeRows(): Rows {
  if (!index.list.isWhole) {
    index.list.seek();
    showFound();
  }
  return useFleet.getState().rows;
}

/** Sorts in an order; that of the recent nodes is their own. */
export const sortTo = (sort: Sort): void =>
  show(useFleet.getState().view === 'recent' ? { recentSort: sort } : { sort });

/** Sorts by a column, or turns its order round. */
export const sortBy = (column: Column): void => sortTo(nextSort(sortInForce(useFleet.getState()), column));

/** Shows a group's nodes, or its header only. */
export function toggleGroup(group: string): void {
  const collapsed = new Set(useFleet.getState().collapsed);
  if (!collapsed.delete(group)) collapsed.add(group);
  show({ collapsed });
}

/** Groups the rows by a column, with all groups open; null for no groups. */
export const groupRows = (groupBy: Column | null): void => show({ groupBy, collapsed: new Set() });

/** Stars a node, or takes its star away. */
export function toggleFavourite(id: string): void {
  const { marks } = useFleet.getState();
  const favourites = new Set(marks.favourites);
  if (!favourites.delete(id)) favourites.add(id);
  show({ marks: { ...marks, favourites } });
}

/** Takes the ids of the nodes that have an open shell. */
export const markConnected = (connected: ReadonlySet<string>): void =>
  show({ marks: { ...useFleet.getState().marks, connected } });

/** Shows a column at the end, or takes it away; the name stays, since it says what a row is. */
export function toggleColumn(column: Column): void {
  if (column === 'name') return;
  useFleet.setState(({ columns }) => ({
    columns: columns.some((look) => look.column === column)
      ? columns.filter((look) => look.column !== column)
      : [...columns, { column, width: null }],
  }));
}

/** Puts a column at another place among those after the name, which stays first: it says what a row is. */
export function placeColumn(column: Column, place: number): void {
  const { columns } = useFleet.getState();
  const moved = columns.find((look) => look.column === column);
  if (column === 'name' || moved === undefined) return;
  const others = columns.filter((look) => look !== moved);
  const index = Math.min(Math.max(place, 0), others.length - 1) + 1;
  if (others[index - 1] === columns[index - 1] && columns[index] === moved) return;
  useFleet.setState({ columns: [...others.slice(0, index), moved, ...others.slice(index)] });
}

/** Moves a column by so many places to the right; to the left by a negative number. */
export function moveColumn(column: Column, by: number): void {
  const others = useFleet.getState().columns.filter((look) => look.column !== 'name');
  placeColumn(column, others.findIndex((look) => look.column === column) + by);
}

/** Takes the columns and widths that a new table has. */
export const resetColumns = (): void => useFleet.setState({ columns: newColumns() });

/** Notes that a node is used now. */
export function markVisit(id: string): void {
  const { marks } = useFleet.getState();
  show({ marks: { ...marks, visits: withVisit(marks.visits, id, Date.now()) } });
}

/** Gives a column a width in pixels, or with null as much as there is room for. */
export const resizeColumn = (column: Column, width: number | null): void =>
  useFleet.setState(({ columns }) => ({
    columns: columns.map((look) => (look.column === column ? { ...look, width } : look)),
  }));

/** Merges nodes that are new or changed, and drops those that are gone. All others keep their identity. */
export function mergePage(page: FleetPage): void {
  if (page.nodes.length === 0 && page.removed.length === 0) return;
  // From the rows as they are: merging changes them in place.
  const selection = selectionWithout(new Set(page.removed), useFleet.getState());
  index.merge(page);
  useFleet.setState(({ revision }) => ({
    revision: revision + 1,
    rows: index.list.rows(),
    ...selection,
  }));
}

/** Who is gone is not selected any more; the keyboard goes on from where it was. */
function selectionWithout(
  gone: ReadonlySet<string>,
  { selectedId, selectedIds, leadGroup, rows }: FleetState,
): Partial<FleetState> {
  const isLeadGone = selectedId !== null && gone.has(selectedId);
  if (!isLeadGone && ![...gone].some((id) => selectedIds.has(id))) return {};
  const left = new Set([...selectedIds].filter((id) => !gone.has(id)));
  if (!isLeadGone) return { selectedIds: left };
  const last = [...left].at(-1);
  if (last === undefined) return { ...selectionOf(neighbourOf(rows.found, selectedId, gone)), leadGroup };
  return { selectedIds: left, selectedId: last, anchorId: last };
}

/** Takes the states of all sources. Those that are as they were keep their identity: they need not be drawn again. */
function setSources(sources: readonly FleetSource[]): void {
  const known = new Map(useFleet.getState().sources.map((source) => [JSON.stringify(source), source]));
  if (setSourceNames(sources)) index.list.again();
  useFleet.setState({
    sources: sources.map((source) => known.get(JSON.stringify(source)) ?? source),
    rows: index.list.rows(),
  });
}

/** Begins with an empty fleet, as a page that has just been loaded. */
export function emptyFleet(): void {
  stopSeeking();
  index = new FleetIndex();
  useFleet.setState({ ...useFleet.getInitialState(), nodes: index.nodes, rows: index.list.rows() }, true);
}

export type FleetStatus = 'loading' | 'ready' | 'failed';

/** What the table's place shows: nodes as soon as there are any, else that they are coming or why there are none. */
export function fleetStatus({ nodes, sources, problem }: FleetState): FleetStatus {
  if (nodes.size > 0) return 'ready';
  if (problem !== null) return 'failed';
  if (sources.length === 0 || sources.some((source) => source.status === 'loading')) return 'loading';
  const listed = sources.filter((source) => source.status !== 'off');
  return listed.length > 0 && listed.every((source) => source.status === 'failed') ? 'failed' : 'ready';
}

/** The Problem that stands for the fleet: that of the refresh, else that of the first source that has one. */
export const fleetProblem = ({ problem, sources }: FleetState): Problem | null =>
  problem ?? sources.find((source) => source.status !== 'off' && source.problem !== null)?.problem ?? null;

/** Whether something is being listed now. */
export const isRefreshing = ({ sources }: FleetState): boolean =>
  sources.some((source) => source.status === 'loading');

/** Lists again. Pages and outcomes arrive as events. */
export async function refreshFleet(): Promise<void> {
  try {
    useFleet.setState({ problem: null });
    await call('fleet.refresh', {});
  } catch (error) {
    useFleet.setState({ problem: toProblem(error) });
  }
}

// Pages come faster than frames from a fast endpoint. The first is shown at once; later ones change little of what is
// in sight, and drawing them all would leave no time for typing.
const MERGE_EVERY_MS = 100;

let isPreparing = false;

/** Gets what has come ready to be searched while there is nothing better to do. */
function prepareWhenIdle(): void {
  if (isPreparing) return;
  isPreparing = true;
  requestIdleCallback((idle) => {
    isPreparing = false;
    if (!index.prepare(() => idle.timeRemaining() > 1)) prepareWhenIdle();
  });
}

/** Follows main's fleet events; the function returned stops that. */
export function followFleet(): () => void {
  let nodes = new Map<string, ManagedNode>();
  let removed = new Set<string>();
  let sources: readonly FleetSource[] | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let mergedAt = -Infinity;
  const merge = () => {
    clearTimeout(timer);
    if (!index.list.isWhole) {
      // Merging would bring the search to its end at once, and the next letter would wait for that.
      timer = setTimeout(merge, MERGE_EVERY_MS);
      return;
    }
    timer = undefined;
    mergedAt = performance.now();
    const page = { nodes: [...nodes.values()], removed: [...removed] };
    const told = sources;
    nodes = new Map();
    removed = new Set();
    sources = null;
    mergePage(page);
    if (told !== null) setSources(told);
    prepareWhenIdle();
  };
  const schedule = () => {
    timer ??= setTimeout(merge, Math.max(0, mergedAt + MERGE_EVERY_MS - performance.now()));
  };
  const stopPages = on('fleet.page', (page) => {
    for (const id of page.removed) {
      nodes.delete(id);
      removed.add(id);
    }
    for (const node of unpackNodes(page.nodes)) {
      // A node that comes back after its removal was announced must stay.
      removed.delete(node.id);
      nodes.set(node.id, node);
    }
    if (index.nodes.size > 0 || nodes.size === 0) schedule();
    else merge();
  });
  // The last page comes before the outcome, and both are shown together: no empty table in between.
  const stopSources = on('fleet.sources', (event) => {
    sources = event.sources;
    schedule();
  });
  return () => {
    clearTimeout(timer);
    stopPages();
    stopSources();
  };
}
