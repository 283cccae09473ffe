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

const byName: Compare = (a, b) => byWords(a.nameKey, b.nameKey) || byKeys(a.id, b.id);

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

function columnCompare(column: Column): Compare {
  switch (column) {
    case 'name':
      return (a, b) => byWords(a.nameKey, b.nameKey);
    case 'id':
      return (a, b) => byKeys(a.id, b.id);
    case 'privateIp':
      return (a, b) => a.address - b.address;
    case 'reach':
      return (a, b) => reachOrder[a.reach] - reachOrder[b.reach];
    case 'launched':
      return (a, b) => (a.node.launchedAt ?? Infinity) - (b.node.launchedAt ?? Infinity) || 0;
    default:
      return (a, b) => byWords(keyOf(columnText(a, column)), keyOf(columnText(b, column)));
  }
}

/** The order of a sort; equal ones by name and then by id, so that it never wavers. */
export function compareBy({ column, direction }: Sort): Compare {
  const sign = direction === 'ascending' ? 1 : -1;
  const first = columnCompare(column);
  return (a, b) => sign * first(a, b) || byName(a, b);
}

/** Puts nodes into an order, without touching the list that was given. */
export const sortNodes = (entries: readonly IndexedNode[], sort: Sort): IndexedNode[] =>
  [...entries].sort(compareBy(sort));

/**
 * Puts new entries into a sorted list and drops those that are gone. Costs comparisons for the new ones only: a page of
 * nodes must not sort a hundred thousand others again.
 */
export function mergeSorted(
  list: readonly IndexedNode[],
  added: readonly IndexedNode[],
  compare: Compare,
): IndexedNode[] {
  const kept = list.filter(({ isGone }) => !isGone);
  const coming = [...added].sort(compare);
  if (coming.length === 0) return kept;
  const merged: IndexedNode[] = [];
  const copy = (from: number, to: number) => {
    for (let place = from; place < to; place++) {
      const entry = kept[place];
      if (entry !== undefined) merged.push(entry);
    }
  };
  let from = 0;
  for (const entry of coming) {
    const to = placeIn(kept, entry, compare, from);
    copy(from, to);
    merged.push(entry);
    from = to;
  }
  copy(from, kept.length);
  return merged;
}

/** Where an entry belongs in a sorted list, found by halving. */
function placeIn(list: readonly IndexedNode[], entry: IndexedNode, compare: Compare, from: number): number {
  let low = from;
  let high = list.length;
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
