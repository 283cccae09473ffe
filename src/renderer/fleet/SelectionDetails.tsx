import { useDeferredValue, useMemo } from 'react';
import { Details, type SplitActions } from './Details.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import type { Openers } from './opening.js';
import { selectedInSight } from './selection.js';
import { useFleet } from './store.js';
import { useRested } from './use-rested.js';

const NONE: readonly IndexedNode[] = [];

interface SelectionDetailsProps {
  /** Ids of the nodes that have a tab. */
  readonly tabIds: ReadonlySet<string>;
  readonly onConnect: (nodeId: string) => void;
  readonly openers: Openers;
  readonly split: SplitActions;
  readonly onChangeSignIn: (nodeId: string) => void;
}

/** The details of what is selected. They may come a moment after the rows, and do not change while somebody types. */
export function SelectionDetails({
  tabIds,
  onConnect,
  openers,
  split,
  onChangeSignIn,
}: SelectionDetailsProps) {
  const rows = useFleet((state) => state.rows);
  const selectedIds = useFleet((state) => state.selectedIds);
  const selected = useFleet(selectedInSight);
  const several = useMemo(
    () => (selectedIds.size > 1 ? rows.found.filter(({ id }) => selectedIds.has(id)) : NONE),
    [rows, selectedIds],
  );
  const query = useFleet((state) => state.query);
  const entry = useRested(useDeferredValue(selected), query);
  return (
    <Details
      entry={entry}
      several={useRested(useDeferredValue(several), query)}
      hasTab={entry !== undefined && tabIds.has(entry.id)}
      onConnect={onConnect}
      openers={openers}
      split={split}
      onChangeSignIn={onChangeSignIn}
    />
  );
}
