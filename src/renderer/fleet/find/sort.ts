import type { Reach } from '../../../shared/node.js';
import { columnText, type Column } from './columns.js';
import { naturalKey } from '../../../shared/natural-key.js';
import type { IndexedNode } from '../../../shared/query/indexed-node.js';

export interface Sort {
  readonly column: Column;
  readonly direction: 'ascending' | 'descending';
}

/** What can be connected to first, then what may soon be, then the rest. */
const reachOrder: Record<Reach, number> = {
  ready: 0,
  checking: 1,
  unknown: 2,
  starting: 3,
  offline: 4,
  'agent-too-old': 5,
  'not-managed': 6,
  stopping: 7,
  stopped: 8,
  terminated: 9,
};

export type Compare = (a: IndexedNode, b: IndexedNode) => number;

const byKeys = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

/** Compares words; what has none comes last. */
const byWords = (left: string, right: string): number =>
  left === '' || right === '' ? Number(left === '') - Number(right === '') : byKeys(left, right);

/** By name and then by id. */
export const byName: Compare = (a, b) => byWords(a.nameKey, b.nameKey) || byKeys(a.id, b.id);

// A column's words differ less than its nodes: each is turned into its key once.
const keys = new Map<string, string>();
const MOST_KEYS = 50_000;
function keyOf(text: string): string {
  let key = keys.get(text);
  if (key === undefined) {
    key = naturalKey(text);
    if (keys.size >= MOST_KEYS) keys.clear();
    keys.set(text, key);
  }
  return key;
}

type Key = string | number;

/** What nodes are sorted by in a column, so written that it compares as people count. */
function keyIn(column: Column): (entry: IndexedNode) => Key {
  switch (column) {
    case 'name':
      return ({ nameKey }) => nameKey;
    case 'id':
      return ({ id }) => id;
    case 'privateIp':
      return ({ address }) => address;
    case 'reach':
      return ({ reach }) => reachOrder[reach];
    case 'launched':
      return ({ node }) => node.launchedAt ?? Infinity;
    default:
      return (entry) => keyOf(columnText(entry, column));
  }
}

const compareKeys = (a: Key, b: Key): number =>
  typeof a === 'number' ? (a === b ? 0 : a - Number(b)) : byWords(a, String(b));

/** The order of a sort; equal ones by name and then by id, so that it never wavers. */
export function compareBy({ column, direction }: Sort): Compare {
  const sign = direction === 'ascending' ? 1 : -1;
  const key = keyIn(column);
  return (a, b) => sign * compareKeys(key(a), key(b)) || byName(a, b);
}

/** Different keys in their order. JavaScript's own sorts of texts and of numbers take a tenth of one that is told how. */
function inOrder(keys: readonly Key[]): Key[] {
  if (typeof keys[0] === 'number') return [...Float64Array.from(keys as number[]).sort()];
  const words = (keys as string[]).filter((key) => key !== '').sort();
  return words.length === keys.length ? words : [...words, ''];
}

/**
 * Puts nodes into the order of `compareBy`. Those with the same key are gathered, as most columns have few keys for many
 * nodes: nothing but the keys is compared.
 *
 * @param named the nodes in the order of `byName`
 */
export function sortNamed(named: readonly IndexedNode[], { column, direction }: Sort): IndexedNode[] {
  const key = keyIn(column);
  const alike = new Map<Key, IndexedNode | IndexedNode[]>();
  for (const entry of named) {
    const own = key(entry);
    const others = alike.get(own);
    if (others === undefined) alike.set(own, entry);
    else if (Array.isArray(others)) others.push(entry);
    else alike.set(own, [others, entry]);
  }
  const keys = inOrder([...alike.keys()]);
  if (direction === 'descending') keys.reverse();
  return keys.flatMap((each) => alike.get(each) ?? []);
}

/** Puts nodes into the order of `compareBy`, without touching the list that was given. */
export const sortNodes = (entries: readonly IndexedNode[], sort: Sort): IndexedNode[] =>
  sortNamed([...entries].sort(byName), sort);

/**
 * Puts new entries into a sorted list. Costs comparisons for the new ones only: a page of nodes must not sort a hundred
 * thousand others again. The list itself changes: with so many nodes, a new one for each page would soon be most of what
 * is in memory.
 */
export function mergeSorted(list: IndexedNode[], added: readonly IndexedNode[], compare: Compare): void {
  const coming = [...added].sort(compare);
  let from = list.length;
  for (const entry of coming) list.push(entry);
  // From the end: what is written over has been moved already.
  for (let place = coming.length - 1; place >= 0; place--) {
    const entry = coming[place];
    if (entry === undefined) continue;
    const to = placeIn(list, entry, compare, from);
    for (let at = from - 1; at >= to; at--) {
      const moved = list[at];
      if (moved !== undefined) list[at + place + 1] = moved;
    }
    list[to + place] = entry;
    from = to;
  }
}

/** Takes out of a list those entries that are gone, and leaves the others in their order. */
export function dropGone(list: IndexedNode[]): void {
  let kept = 0;
  for (const entry of list) if (!entry.isGone) list[kept++] = entry;
  list.length = kept;
}

/** Where an entry belongs in a list that is sorted up to an end, found by halving. */
function placeIn(list: readonly IndexedNode[], entry: IndexedNode, compare: Compare, end: number): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = list[middle];
    if (other !== undefined && compare(other, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sort after a click on a column's header: the same column turns round. */
export function nextSort(current: Sort | null, column: Column): Sort {
  if (current?.column !== column) return { column, direction: 'ascending' };
  return { column, direction: current.direction === 'ascending' ? 'descending' : 'ascending' };
}
