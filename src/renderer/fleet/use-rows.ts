import { useDeferredValue, useMemo } from 'react';
import type { IndexedNode } from './indexed-node.js';
import { matcher } from './search.js';
import { sortNodes } from './sort.js';
import { useFleet, type View } from './store.js';

function inView(view: View, connectedIds: ReadonlySet<string>): (entry: IndexedNode) => boolean {
  switch (view) {
    case 'all':
      return () => true;
    case 'ready':
      return ({ reach }) => reach === 'ready';
    case 'notReady':
      return ({ reach }) => reach !== 'ready';
    case 'connected':
      return ({ id }) => connectedIds.has(id);
  }
}

export interface Rows {
  readonly rows: readonly IndexedNode[];
  /** How these rows were asked for. While it stays the same, only the fleet itself has changed. */
  readonly look: string;
  /** The search that these rows answer; while somebody types, it may be a letter behind. */
  readonly query: string;
}

/** The nodes of the view that match the search, in the order asked for. */
export function useRows(connectedIds: ReadonlySet<string>): Rows {
  const nodes = useFleet((state) => state.nodes);
  const view = useFleet((state) => state.view);
  const sort = useFleet((state) => state.sort);
  // Typing stays quick: React draws the letter first, and drops a search that the next letter has overtaken.
  const query = useDeferredValue(useFleet((state) => state.query));
  // Sorting costs more than searching and changes less often, so the search runs over the sorted list.
  const sorted = useMemo(() => sortNodes([...nodes.values()], sort), [nodes, sort]);
  return useMemo(() => {
    const matches = matcher(query);
    const seen = inView(view, connectedIds);
    return {
      rows: sorted.filter((entry) => seen(entry) && matches(entry)),
      query,
      look: JSON.stringify([view, query, sort]),
    };
  }, [sorted, query, view, sort, connectedIds]);
}
