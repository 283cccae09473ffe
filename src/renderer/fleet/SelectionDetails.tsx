import { useDeferredValue, useMemo } from 'react';
import { Details, type SplitActions } from './Details.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { selectedInSight } from './selection.js';
import { useFleet } from './store.js';

const NONE: readonly IndexedNode[] = [];

interface SelectionDetailsProps {
  /** Ids of the nodes that have a tab. */
  readonly tabIds: ReadonlySet<string>;
  readonly onConnect: (nodeId: string) => void;
  readonly split: SplitActions;
  readonly onChangeSignIn: (nodeId: string) => void;
}

/** The details of what is selected. They may come a moment after the rows: whoever types looks at those. */
export function SelectionDetails({ tabIds, onConnect, split, onChangeSignIn }: SelectionDetailsProps) {
  const found = useFleet(({ rows }) => rows.found);
  const selectedIds = useFleet((state) => state.selectedIds);
  const selected = useFleet(selectedInSight);
  const several = useMemo(
    () => (selectedIds.size > 1 ? found.filter(({ id }) => selectedIds.has(id)) : NONE),
    [found, selectedIds],
  );
  const entry = useDeferredValue(selected);
  return (
    <Details
      entry={entry}
      several={useDeferredValue(several)}
      hasTab={entry !== undefined && tabIds.has(entry.id)}
      onConnect={onConnect}
      split={split}
      onChangeSignIn={onChangeSignIn}
    />
  );
}
