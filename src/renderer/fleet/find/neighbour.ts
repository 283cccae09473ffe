import type { IndexedNode } from '../../../shared/query/indexed-node.js';

/** The node to go on from when one goes away with others: the next in the list that stays, else the one before. */
export function neighbourOf(
  found: readonly IndexedNode[],
  id: string,
  gone: ReadonlySet<string>,
): string | null {
  const place = found.findIndex((entry) => entry.id === id);
  const stays = (entry: IndexedNode) => !gone.has(entry.id);
  const neighbour = found.slice(place + 1).find(stays) ?? found.slice(0, Math.max(0, place)).findLast(stays);
  return neighbour?.id ?? null;
}
