import type { Reach } from '../../shared/node.js';
import type { IndexedNode } from './indexed-node.js';

export const columns = ['name', 'id', 'platform', 'type', 'privateIp', 'zone', 'reach'] as const;
export type Column = (typeof columns)[number];

export interface Sort {
  readonly column: Column;
  readonly direction: 'ascending' | 'descending';
}

// One collator for all comparisons: making one costs more than a thousand comparisons. "web-10" comes after "web-9".
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What can be connected to first, then what may soon be, then the rest. */
const reachOrder: Record<Reach, number> = {
  ready: 0,
  starting: 1,
  offline: 2,
  'agent-too-old': 3,
  'not-managed': 4,
  stopping: 5,
  stopped: 6,
  terminated: 7,
};

type Compare = (a: IndexedNode, b: IndexedNode) => number;

/** Compares words; what has none comes last. */
const byWords =
  (of: (entry: IndexedNode) => string | null): Compare =>
  (a, b) => {
    const left = of(a) ?? '';
    const right = of(b) ?? '';
    if (left === '' || right === '') return Number(left === '') - Number(right === '');
    return collator.compare(left, right);
  };

const compare: Record<Column, Compare> = {
  name: byWords(({ node }) => node.name),
  id: (a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)),
  platform: byWords(({ platform }) => platform),
  type: byWords(({ node }) => node.instanceType),
  privateIp: (a, b) => a.address - b.address,
  zone: byWords(({ node }) => node.zone),
  reach: (a, b) => reachOrder[a.reach] - reachOrder[b.reach],
};

/** Sorts by a column; equal ones by name and then by id, so that the order never wavers. */
export function sortNodes(entries: readonly IndexedNode[], { column, direction }: Sort): IndexedNode[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const first = compare[column];
  return [...entries].sort((a, b) => sign * first(a, b) || compare.name(a, b) || compare.id(a, b));
}

/** The sort after a click on a column's header: the same column turns round. */
export function nextSort(current: Sort, column: Column): Sort {
  const turned = current.direction === 'ascending' ? 'descending' : 'ascending';
  return { column, direction: current.column === column ? turned : 'ascending' };
}
