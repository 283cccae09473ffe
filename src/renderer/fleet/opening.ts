import { create } from 'zustand';
import { mayBeReachable } from '../../shared/node.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { selectedEntries } from './selection.js';

/** More terminals at once than anybody means by accident. */
export const ASK_ABOVE = 5;

/** In a tab each, or side by side. */
export type Way = 'tabs' | 'split';

/** What opens nodes in either way, and Session Manager's own shell on one. */
export interface Openers extends Readonly<Record<Way, (nodeIds: readonly string[]) => void>> {
  readonly shell: (nodeId: string) => void;
}

interface Opening {
  readonly way: Way;
  readonly entries: readonly IndexedNode[];
}

/** The many terminals that the person is being asked about, if any. */
export const useOpening = create<{ readonly asking: Opening | null }>(() => ({ asking: null }));

/** Those of some nodes that nothing is known to stand in the way of. */
export const openable = (entries: readonly IndexedNode[]): IndexedNode[] =>
  entries.filter(({ reach }) => mayBeReachable(reach));

/** Opens those of some nodes that can be; many only after a question. */
export function openAll(way: Way, entries: readonly IndexedNode[], openers: Openers): void {
  const able = openable(entries);
  if (able.length > ASK_ABOVE) useOpening.setState({ asking: { way, entries: able } });
  else openers[way](able.map(({ id }) => id));
}

/**
 * Opens the node that the keyboard is at, with all that are selected where it is one of several. A double click has
 * selected its own row alone. One that cannot be reached says why.
 */
export function openSelected(nodeId: string, openers: Openers): void {
  const entries = selectedEntries();
  const isAmong = entries.some(({ id }) => id === nodeId);
  if (isAmong && openable(entries).length > 1) openAll('tabs', entries, openers);
  else openers.tabs([nodeId]);
}

export const dismissOpening = (): void => useOpening.setState({ asking: null });
