import { LINE, type IndexedNode } from '../../../shared/query/indexed-node.js';

/** The row that a search most likely means: of that very name or id, else of a name that begins so, else the first. */
export function likeliest(rows: readonly IndexedNode[], query: string): IndexedNode | undefined {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return rows[0];
  // The name is the first line of a node's text, there in lower case already.
  const line = `${LINE.other}${wanted}`;
  const initial = wanted.charCodeAt(0);
  let beginning: IndexedNode | undefined;
  let sameId: IndexedNode | undefined;
  for (const entry of rows) {
    if (entry.id === wanted) sameId ??= entry;
    // Most are told by their first letter, which is much quicker than comparing all of them.
    if (entry.initial !== initial || !entry.text.startsWith(line)) continue;
    if (entry.text.charAt(line.length) === '\n') return entry;
    beginning ??= entry;
  }
  return sameId ?? beginning ?? rows[0];
}
