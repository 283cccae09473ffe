import type { IndexedNode } from '../../../shared/query/indexed-node.js';

/** The row that a search most likely means: of that very name or id, else of a name that begins so, else the first. */
export function likeliest(rows: readonly IndexedNode[], query: string): IndexedNode | undefined {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return rows[0];
  let beginning: IndexedNode | undefined;
  let sameId: IndexedNode | undefined;
  for (const entry of rows) {
    const name = entry.node.name.toLowerCase();
    if (name === wanted) return entry;
    if (entry.id === wanted) sameId ??= entry;
    else if (beginning === undefined && name.startsWith(wanted)) beginning = entry;
  }
  return sameId ?? beginning ?? rows[0];
}
