import type { IndexedNode } from './indexed-node.js';

/**
 * Makes the test for a search: each word must stand somewhere in the node's name, id, addresses, platform, type, zone
 * or tags (as `key=value`).
 */
export function matcher(query: string): (entry: IndexedNode) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ text }) => words.every((word) => text.includes(word));
}

/** The row that a search most likely means: of that very name or id, else of a name that begins so, else the first. */
export function likeliest(rows: readonly IndexedNode[], query: string): IndexedNode | undefined {
  const wanted = query.trim().toLowerCase();
  const byName = (fits: (name: string) => boolean) => rows.find(({ node }) => fits(node.name.toLowerCase()));
  return (
    byName((name) => name === wanted) ??
    rows.find(({ id }) => id === wanted) ??
    byName((name) => name.startsWith(wanted)) ??
    rows[0]
  );
}
