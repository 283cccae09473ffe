import type { ManagedNode } from './node.js';

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
  'ping',
  'agentVersion',
  'platform',
  'instanceType',
  'zone',
  'imageId',
  'imageName',
  'keyPair',
  'role',
  'activationId',
] as const satisfies readonly (keyof ManagedNode)[];

type PartOfNode = Partial<Omit<ManagedNode, 'name'>> & { readonly name?: string | null };

/** Lets equal values of different nodes be one text in memory. Changes the node itself, which nobody else has yet. */
export function shareTexts<Part extends PartOfNode>(part: Part): Part {
  const fields: Record<string, unknown> = part;
  for (const field of repeated) {
    const value = fields[field];
    if (typeof value === 'string') fields[field] = pooled(value);
  }
  const { tags, name } = part;
  for (const key in tags) {
    const value = tags[key] ?? '';
    // Names differ from node to node: one node has its own twice, but no other has it.
    if (key !== 'Name') tags[key] = pooled(value);
    else if (value === name) tags[key] = name;
  }
  return part;
}

/** Fields that differ from node to node. */
const own = [
  'id',
  'name',
  'privateIp',
  'publicIp',
  'computerName',
] as const satisfies readonly (keyof ManagedNode)[];

const sameTags = (a: ManagedNode['tags'], b: ManagedNode['tags']): boolean => {
  for (const key in a) if (a[key] !== b[key]) return false;
  for (const key in b) if (!(key in a)) return false;
  return true;
};

/** Lets a node that has come again keep what it had before of equal texts, so that the new ones can go at once. */
export function keepTexts(node: ManagedNode, before: ManagedNode): void {
  const fields: Record<string, unknown> = node;
  for (const field of own) if (node[field] === before[field]) fields[field] = before[field];
  if (sameTags(node.tags, before.tags)) node.tags = before.tags;
}
