import type { ManagedNode } from './node.js';
import { shareTexts } from './share-texts.js';

/**
 * The most nodes in a text. One of more than about 128 KiB is put among what lives long, by V8 in either process, and
 * stays in memory long after it was read: a large fleet would be there several times over.
 */
const NODES_IN_A_TEXT = 64;

/**
 * Nodes travel from main to the page as texts: a hundred thousand objects would be copied field by field, twice, on
 * their way through the bridge. There is one text at least.
 */
export function packNodes(nodes: readonly ManagedNode[]): string[] {
  const texts: string[] = [];
  for (let start = 0; start === 0 || start < nodes.length; start += NODES_IN_A_TEXT)
    texts.push(JSON.stringify(nodes.slice(start, start + NODES_IN_A_TEXT)));
  return texts;
}

/** Reads one of the texts that `packNodes` wrote. */
export const unpackNodes = (text: string): ManagedNode[] =>
  (JSON.parse(text) as ManagedNode[]).map((node) => shareTexts(node));
