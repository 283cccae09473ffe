import type { ManagedNode } from './node.js';

/**
 * Nodes travel from main to the page as one text: a hundred thousand objects would be copied field by field, twice, on
 * their way through the bridge.
 */
export const packNodes = (nodes: readonly ManagedNode[]): string => JSON.stringify(nodes);

/** Values that repeat from node to node, such as zones and tags. Kept once instead of once a node. */
const pool = new Map<string, string>();
const MOST_POOLED = 50_000;

function pooled(text: string): string {
  const known = pool.get(text);
  if (known !== undefined) return known;
  if (pool.size < MOST_POOLED) pool.set(text, text);
  return text;
}

/** Fields of which a fleet has few different values. */
const repeated = [
  'sourceId',
  'agentVersion',
  'platform',
  'instanceType',
  'zone',
  'imageId',
  'keyPair',
  'role',
] as const satisfies readonly (keyof ManagedNode)[];

/** Lets equal values of different nodes be one text in memory. Changes the node itself, which nobody else has yet. */
export function shareTexts<Part extends Partial<ManagedNode>>(part: Part): Part {
  const fields: Record<string, unknown> = part;
  for (const field of repeated) {
    const value = fields[field];
    if (typeof value === 'string') fields[field] = pooled(value);
  }
  const { tags } = part;
  for (const key in tags) tags[key] = pooled(tags[key] ?? '');
  return part;
}

/** Reads what `packNodes` wrote. */
export const unpackNodes = (text: string): ManagedNode[] =>
  (JSON.parse(text) as ManagedNode[]).map((node) => shareTexts(node));
