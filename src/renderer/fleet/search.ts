import type { IndexedNode } from './indexed-node.js';

/**
 * Makes the test for a search: each word must stand somewhere in the node's name, id, addresses, platform, type, zone
 * or tags (as `key=value`).
 */
export function matcher(query: string): (entry: IndexedNode) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ text }) => words.every((word) => text.includes(word));
}
