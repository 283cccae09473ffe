import { create } from 'zustand';
import type { FleetSource } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call, on } from '../bridge.js';
import { indexNode, type IndexedNode } from './indexed-node.js';
import type { Sort } from './sort.js';

export type View = 'all' | 'ready' | 'notReady' | 'connected';

interface FleetState {
  readonly nodes: ReadonlyMap<string, IndexedNode>;
  readonly sources: readonly FleetSource[];
  /** Why the last refresh could not even start; the sources tell of their own failures. */
  readonly problem: Problem | null;
  readonly query: string;
  readonly view: View;
  readonly sort: Sort;
  readonly selectedId: string | null;
}

/** The fleet as it is known now, and how it is being looked at. */
export const useFleet = create<FleetState>(() => ({
  nodes: new Map(),
  sources: [],
  problem: null,
  query: '',
  view: 'all',
  sort: { column: 'name', direction: 'ascending' },
  selectedId: null,
}));

/** Merges nodes that are new or changed, and drops those that are gone. All others keep their identity. */
export function mergeNodes(
  nodes: ReadonlyMap<string, IndexedNode>,
  page: { readonly nodes: readonly ManagedNode[]; readonly removed: readonly string[] },
): ReadonlyMap<string, IndexedNode> {
  const merged = new Map(nodes);
  for (const node of page.nodes) merged.set(node.id, indexNode(node));
  for (const id of page.removed) merged.delete(id);
  return merged;
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

export const selectNode = (selectedId: string | null): void => useFleet.setState({ selectedId });

// Pages come faster than frames from a fast endpoint; merging a few at once keeps a fleet of thousands smooth.
const MERGE_EVERY_MS = 40;

/** Follows main's fleet events; the function returned stops that. */
export function followFleet(): () => void {
  let waiting: { nodes: ManagedNode[]; removed: string[] } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const merge = () => {
    const page = waiting;
    waiting = null;
    if (page === null) return;
    useFleet.setState((state) => ({ nodes: mergeNodes(state.nodes, page) }));
  };
  const stopPages = on('fleet.page', ({ nodes, removed }) => {
    if (waiting === null) {
      waiting = { nodes: [], removed: [] };
      timer = setTimeout(merge, MERGE_EVERY_MS);
    }
    // A node that comes back after its removal was announced must stay, and the other way round.
    const gone = new Set(removed);
    const here = new Set(nodes.map((node) => node.id));
    waiting.nodes = [...waiting.nodes.filter((node) => !gone.has(node.id)), ...nodes];
    waiting.removed = [...waiting.removed.filter((id) => !here.has(id)), ...removed];
  });
  const stopSources = on('fleet.sources', ({ sources }) => {
    // The last page comes before the outcome: show them together, not an empty table in between.
    clearTimeout(timer);
    merge();
    useFleet.setState({ sources });
  });
  return () => {
    clearTimeout(timer);
    stopPages();
    stopSources();
  };
}
