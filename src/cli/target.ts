import type { ManagedNode } from '../shared/node.js';
import { problem, ProblemError } from '../shared/problem.js';
import type { Place } from './aws/place.js';

/** A node that is meant. */
export interface Target {
  readonly id: string;
  /** Its name, or its id where it has none, for words. */
  readonly label: string;
}

/** Ids of instances and of hybrid nodes (API reference, StartSession: Target). */
const NODE_ID = /^(i|mi)-[0-9a-f]{8,17}$/;
/** What may stand behind a node's name, so that ssh_config has a pattern to know it by. */
const SUFFIX = /\.sallyport$/i;

/**
 * Finds the node that is meant. An id is taken as it is: it needs no look-up, which would cost a round trip or two.
 *
 * @param word an id or a name, as typed
 * @throws ProblemError `node.unknown-name`, or `node.ambiguous-name` with the list
 */
export async function findTarget(place: Place, word: string): Promise<Target> {
  const name = word.replace(SUFFIX, '');
  if (NODE_ID.test(name)) return { id: name, label: name };
  const { profile, region } = place.source;
  const [{ listNodes }, clients] = await Promise.all([import('./nodes.js'), place.clients()]);
  // EC2 looks names up by itself; those of hybrid nodes can only be listed, and are few.
  const quick = await listNodes(clients, {
    ec2: [{ Name: 'tag:Name', Values: [escapeFilter(name)] }],
    ssm: [{ Key: 'ResourceType', Values: ['ManagedInstance'] }],
  });
  let found = named(quick.nodes, name);
  if (found.length === 0) found = named((await listNodes(clients)).nodes, name);
  const [node] = found;
  if (!node) throw new ProblemError(problem('node.unknown-name', { name, profile, region }));
  if (found.length > 1) {
    const list = found.map(describe).join('\n');
    throw new ProblemError(problem('node.ambiguous-name', { name, count: found.length }, { details: list }));
  }
  return { id: node.id, label: node.name === '' ? node.id : node.name };
}

/**
 * The nodes that a name means: those of exactly that name, else in other capitals (ssh writes host names in small
 * ones), else with that computer name or private address. Terminated instances keep their name for an hour, and are
 * not meant.
 */
function named(nodes: readonly ManagedNode[], name: string): ManagedNode[] {
  const alive = nodes.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');
  const wanted = name.toLowerCase();
  const ways: ((node: ManagedNode) => boolean)[] = [
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

/** EC2's filters have wildcards, which a backslash takes the meaning from (EC2 API reference, Filter). */
const escapeFilter = (name: string): string => name.replace(/[*?\\]/g, '\\$&');

function describe({ id, name, state, privateIp, zone }: ManagedNode): string {
  return [id, name, state ?? 'hybrid', privateIp ?? '', zone ?? ''].filter((part) => part !== '').join('  ');
}
