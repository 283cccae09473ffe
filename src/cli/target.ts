import type { ManagedNode } from '../shared/node.js';
import type { Place } from './aws/place.js';

/** A node that is meant. */
export interface Target {
  readonly id: string;
  /** Its name, or its id where it has none, for words. */
  readonly label: string;
}

/** A node that was found, and the place whose sessions lead to it. */
export interface FoundNode {
  readonly place: Place;
  readonly target: Target;
  /** What a listing says of it; null where nobody had to look. */
  readonly node: ManagedNode | null;
}

/** Ids of instances and of hybrid nodes (API reference, StartSession: Target). */
const NODE_ID = /^(i|mi)-[0-9a-f]{8,17}$/;
/** What may stand behind a node's name, so that ssh_config has a pattern to know it by. */
const SUFFIX = /\.sallyport$/i;

/** What is meant by a word: the node with this id, or those of this name. */
export function readWord(word: string): { readonly id: string } | { readonly name: string } {
  const name = word.replace(SUFFIX, '');
  return NODE_ID.test(name) ? { id: name } : { name };
}

/**
 * The nodes that a name means: those of exactly that name, else in other capitals (ssh writes host names in small
 * ones), else with that computer name or private address. Terminated instances keep their name for an hour, and are
 * not meant.
 */
export function named<Node extends Pick<ManagedNode, 'state' | 'name' | 'computerName' | 'privateIp'>>(
  nodes: readonly Node[],
  name: string,
): Node[] {
  const alive = nodes.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');
  const wanted = name.toLowerCase();
  const ways: ((node: Node) => boolean)[] = [
    (node) => node.name === name,
    (node) => node.name.toLowerCase() === wanted,
    (node) => node.computerName?.toLowerCase() === wanted || node.privateIp === name,
  ];
  for (const fits of ways) {
    const found = alive.filter(fits);
    if (found.length > 0) return found;
  }
  return [];
}
