import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { isGroup, type Line } from './find/row-list.js';
import { selectionOf, show, useFleet, wholeRows, type FleetState } from './store.js';

/** How a node joins those that are selected: alone, in or out by itself, or with all from the anchor to it. */
export type SelectHow = 'only' | 'toggle' | 'range';

/** Selects one node, and no other. */
export const selectNode = (id: string | null): void => useFleet.setState(selectionOf(id));

const idsOf = (lines: readonly Line[]): string[] => lines.flatMap((line) => (isGroup(line) ? [] : [line.id]));

function toggle(id: string): void {
  const selectedIds = new Set(useFleet.getState().selectedIds);
  if (!selectedIds.delete(id)) selectedIds.add(id);
  useFleet.setState({ selectedId: id, selectedIds, anchorId: id, leadGroup: null });
}

function selectRange(id: string): void {
  const rows = wholeRows();
  const { nodes, anchorId } = useFleet.getState();
  const place = (nodeId: string | null) => {
    const entry = nodeId === null ? undefined : nodes.get(nodeId);
    return entry === undefined ? -1 : rows.lines.indexOf(entry);
  };
  const to = place(id);
  const from = place(anchorId);
  if (from === -1) {
    selectNode(id);
    return;
  }
  const selectedIds = new Set(idsOf(rows.lines.slice(Math.min(from, to), Math.max(from, to) + 1)));
  useFleet.setState({ selectedId: id, selectedIds, leadGroup: null });
}

/** Selects a node in one of the ways that mouse and keyboard have. */
export function select(id: string, how: SelectHow): void {
  if (how === 'toggle') toggle(id);
  else if (how === 'range') selectRange(id);
  else selectNode(id);
}

/** Selects a node from elsewhere; a search or a view that it is not in goes. */
export function reveal(id: string): void {
  const rows = wholeRows();
  const entry = useFleet.getState().nodes.get(id);
  if (entry !== undefined && !rows.found.includes(entry)) show({ query: '', view: 'all' });
  selectNode(id);
}

/** Selects every node that the table shows. */
export function selectAll(): void {
  const rows = wholeRows();
  const { selectedId } = useFleet.getState();
  const ids = idsOf(rows.lines);
  const selectedIds = new Set(ids);
  const lead = selectedId !== null && selectedIds.has(selectedId) ? selectedId : (ids[0] ?? null);
  useFleet.setState({ selectedIds, selectedId: lead, leadGroup: null });
}

/** Takes the keyboard to a group's header. What is selected stays so. */
export const leadToGroup = (leadGroup: string): void => useFleet.setState({ leadGroup });

/**
 * The node that the keyboard is at, if the search has it: details of one that is out of sight would be those of another
 * one than the eye is at.
 */
export function selectedInSight({ selectedId, nodes, rows }: FleetState): IndexedNode | undefined {
  const entry = selectedId === null ? undefined : nodes.get(selectedId);
  return entry !== undefined && rows.found.includes(entry) ? entry : undefined;
}

/**
 * The selected nodes, in the order of the rows. Looked up when something is to be done with them: nothing is drawn again
 * for every letter of a search.
 */
export function selectedEntries(): IndexedNode[] {
  const { found } = wholeRows();
  const { selectedIds } = useFleet.getState();
  return found.filter(({ id }) => selectedIds.has(id));
}
