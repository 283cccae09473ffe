import { mayBeReachable } from '../../../shared/node.js';
import { columnText, type Column } from './columns.js';
import type { IndexedNode } from '../../../shared/query/indexed-node.js';
import { matchQuery, type Match } from '../../../shared/query/match.js';
import { parseQuery, type Query } from '../../../shared/query/query.js';
import type { Finder, SearchIndex } from './search-index.js';
import { likeliest, Likeliest } from './likeliest.js';
import { byName, compareBy, dropGone, mergeSorted, sortNamed, type Compare, type Sort } from './sort.js';

export const views = ['all', 'ready', 'notReady', 'favourites', 'recent', 'connected'] as const;
export type View = (typeof views)[number];

/** How the fleet is looked at. */
export interface Look {
  readonly query: string;
  readonly view: View;
  /** Null only in the view of recent nodes: those used most come first. */
  readonly sort: Sort | null;
  /** The column whose values make groups. */
  readonly groupBy: Column | null;
  /** Groups that show their header only, by value. */
  readonly collapsed: ReadonlySet<string>;
}

/** What the views look at beside the nodes themselves. */
export interface Marks {
  readonly favourites: ReadonlySet<string>;
  /** How much and how lately nodes were used, by id; the more, the higher. */
  readonly visits: ReadonlyMap<string, number>;
  readonly connected: ReadonlySet<string>;
}

/** The header of a group. */
export interface GroupLine {
  readonly group: string;
  readonly count: number;
  readonly isCollapsed: boolean;
}

/** A line of the table: a node, or the header of a group of them. */
export type Line = IndexedNode | GroupLine;
export const isGroup = (line: Line): line is GroupLine => 'group' in line;

/** What the table shows. The lists in it change when nodes come and go; another `Rows` tells that they have. */
export interface Rows {
  /** The nodes of the view that match the search, in order, those of collapsed groups included. */
  readonly found: readonly IndexedNode[];
  /** What is drawn: the nodes, and headers where they are grouped. */
  readonly lines: readonly Line[];
  /** How these rows were asked for. While it stays the same, only the fleet itself has changed. */
  readonly look: string;
  readonly query: Query;
  /** Whether more may be found yet: the search goes through the fleet in the order of the rows. */
  readonly isWhole: boolean;
}

/** What a search has found, and what of that it most likely means. */
interface Found {
  readonly found: IndexedNode[];
  readonly likeliest: Likeliest;
}

/** How far a search has come. */
export interface Progress {
  /** The number of nodes found. */
  readonly found: number;
  /** Whether what is most likely meant is among them. */
  readonly isMeantFound: boolean;
  /** The share of the nodes in view that it has looked through. */
  readonly share: number;
}

/** The slots of the nodes in view, in their order. */
interface Order {
  readonly slots: Int32Array;
  /** Whether all of them have one. */
  readonly isWhole: boolean;
  /** That of the index which gave them. */
  readonly revision: number;
}

/** Nodes that are looked through between two looks at the time. */
const SOUGHT_AT_ONCE = 500;

/** Results of the searches before, so that deleting a letter costs nothing. */
const MOST_KEPT = 16;

const NO_LOOK: Look = { query: '', view: 'all', sort: null, groupBy: null, collapsed: new Set() };
const NO_MARKS: Marks = { favourites: new Set(), visits: new Map(), connected: new Set() };

function inView(view: View, { favourites, visits, connected }: Marks): Match {
  switch (view) {
    case 'all':
      return () => true;
    case 'ready':
      return ({ reach }) => reach === 'ready';
    case 'notReady':
      return ({ reach }) => !mayBeReachable(reach);
    case 'favourites':
      return ({ id }) => favourites.has(id);
    case 'recent':
      return ({ id }) => visits.has(id);
    case 'connected':
      return ({ id }) => connected.has(id);
  }
}

const byVisits =
  (visits: Marks['visits']): Compare =>
  (a, b) =>
    (visits.get(b.id) ?? 0) - (visits.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1);

/**
 * The rows of the table, kept while nodes come and go and while somebody types. What has not changed is not worked out
 * again: pages are merged into the order there is, a longer search looks through what the shorter one found.
 */
export class RowList {
  private look = NO_LOOK;
  private marks = NO_MARKS;
  private query = parseQuery('');
  private match: Match = () => true;
  private finder: Finder = { among: null, match: null };
  private compare: Compare = compareBy({ column: 'name', direction: 'ascending' });
  /** All nodes by name, which every other order is quickly made from. */
  private readonly named: IndexedNode[] = [];
  /** All nodes in the order asked for; those of them that are in view; those that match as well. */
  private sorted = this.named;
  private viewed = this.sorted;
  private found = this.sorted;
  /** Null once nodes have come or gone since the search. */
  private likeliest: Likeliest | null = null;
  private readonly kept = new Map<string, Found>();
  private order: Order | null = null;
  /** From which place on the search has still to look through the nodes in view; null once it has found all. */
  private left: number | null = null;

  public constructor(private readonly index: SearchIndex) {}

  /** Whether all that the search finds is found. */
  public get isWhole(): boolean {
    return this.left === null;
  }

  /** Which of the rows so far the search most likely means. */
  public get meant(): IndexedNode | undefined {
    const { found, look } = this;
    return this.likeliest === null ? likeliest(found, look.query) : (this.likeliest.row ?? found[0]);
  }

  /**
   * Goes on with the search, in the order of the rows: the first ones are found long before all are.
   *
   * @param goesOn asked now and then
   */
  public seek(goesOn: (progress: Progress) => boolean = () => true): void {
    const { viewed, found, likeliest } = this;
    const { among, match } = this.finder;
    if (this.left === null || likeliest === null) return;
    const { slots, isWhole } = this.readOrder();
    let isSettled = isWhole && likeliest.isSettled;
    do {
      const end = Math.min(this.left + SOUGHT_AT_ONCE, viewed.length);
      for (let at = this.left; at < end; at++) {
        const slot = slots[at] ?? -1;
        // Most nodes are told without being looked at, which would wait for memory.
        if (among !== null && slot !== -1 && !among.has(slot)) continue;
        const entry = viewed[at];
        const test = slot === -1 ? this.match : match;
        if (entry === undefined || (test !== null && !test(entry))) continue;
        found.push(entry);
        if (!isSettled) likeliest.take(entry, slot);
      }
      this.left = end;
      isSettled ||= isWhole && likeliest.isSettled;
    } while (
      this.left < viewed.length &&
      goesOn({ found: found.length, isMeantFound: isSettled, share: this.left / viewed.length })
    );
    if (this.left === viewed.length) this.left = null;
  }

  /** Takes in new entries; those whose place they take, and those that are no more, are marked `isGone`. */
  public apply(added: readonly IndexedNode[], isAnyGone: boolean): void {
    this.seek();
    this.kept.clear();
    const seen = added.filter(inView(this.look.view, this.marks));
    const matching = seen.filter(this.match);
    const merge = (list: IndexedNode[], entries: readonly IndexedNode[], compare = this.compare) => {
      if (isAnyGone) dropGone(list);
      mergeSorted(list, entries, compare);
    };
    merge(this.named, added, byName);
    if (this.sorted !== this.named) merge(this.sorted, added);
    if (this.viewed !== this.sorted) merge(this.viewed, seen);
    if (this.found !== this.viewed) merge(this.found, matching);
    this.order = null;
    this.likeliest = null;
  }

  /** Shows the fleet in another way, or with other marks. A search only begins: see `seek`. */
  public show(look: Look, marks: Marks): void {
    const old = this.look;
    const isSorted =
      sameSort(old.sort, look.sort) && (look.sort !== null || marks.visits === this.marks.visits);
    const isViewed = isSorted && look.view === old.view && sameMarks(look.view, marks, this.marks);
    this.look = look;
    this.marks = marks;
    if (!isSorted) this.sort();
    if (!isViewed) {
      this.viewed = look.view === 'all' ? this.sorted : this.sorted.filter(inView(look.view, marks));
      this.kept.clear();
      this.order = null;
    }
    if (!isViewed || look.query !== old.query) this.search(isViewed);
  }

  /** Works everything out again, as after sources have got other names. */
  public again(): void {
    this.sort();
    this.viewed = this.sorted.filter(inView(this.look.view, this.marks));
    this.kept.clear();
    this.order = null;
    this.search(false);
  }

  /** All rows; a search is brought to its end for that. */
  public rows(): Rows {
    this.seek();
    return this.rowsSoFar();
  }

  /** The rows that the search has found so far; all of them where they are grouped. */
  public rowsSoFar(): Rows {
    if (this.look.groupBy !== null) this.seek();
    const { query, view, sort, groupBy, collapsed } = this.look;
    return {
      found: this.found,
      lines: groupBy === null ? this.found : groupLines(this.found, groupBy, collapsed),
      look: JSON.stringify([view, query, sort, groupBy]),
      query: this.query,
      isWhole: this.isWhole,
    };
  }

  private isAll(): boolean {
    return this.query.terms.length === 0;
  }

  private sort(): void {
    const { sort } = this.look;
    this.compare = sort === null ? byVisits(this.marks.visits) : compareBy(sort);
    // Recent nodes are few: the order of all others does not matter while they are out of sight.
    if (sort === null) this.sorted = [...this.named].sort(this.compare);
    else if (sort.column === 'name' && sort.direction === 'ascending') this.sorted = this.named;
    else this.sorted = sortNamed(this.named, sort);
  }

  private search(isViewed: boolean): void {
    const { text: before } = this.query;
    this.query = parseQuery(this.look.query);
    this.match = matchQuery(this.query);
    const { found, likeliest } = this;
    if (isViewed && this.left === null && likeliest !== null) this.keep(before, { found, likeliest });
    this.left = null;
    const kept = this.kept.get(this.look.query);
    if (kept !== undefined) {
      this.found = kept.found;
      this.likeliest = kept.likeliest;
    } else if (this.isAll()) {
      this.found = this.viewed;
      this.likeliest = new Likeliest('');
    } else {
      const finder = this.index.finder(this.query);
      this.finder = finder;
      this.likeliest = new Likeliest(this.look.query, (text, test) =>
        this.index.holders(text, test, finder.among),
      );
      this.left = 0;
      this.found = [];
    }
  }

  private readOrder(): Order {
    const { viewed } = this;
    const { revision } = this.index;
    if (this.order?.revision === revision) return this.order;
    const slots = new Int32Array(viewed.length);
    // Int32Array.from takes many times as long.
    viewed.forEach(({ slot }, at) => (slots[at] = slot));
    this.order = { slots, isWhole: !slots.includes(-1), revision };
    return this.order;
  }

  private keep(text: string, found: Found): void {
    this.kept.delete(text);
    this.kept.set(text, found);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}

const sameSort = (a: Sort | null, b: Sort | null): boolean =>
  a?.column === b?.column && a?.direction === b?.direction;

function sameMarks(view: View, a: Marks, b: Marks): boolean {
  switch (view) {
    case 'favourites':
      return a.favourites === b.favourites;
    case 'recent':
      return a.visits === b.visits;
    case 'connected':
      return a.connected === b.connected;
    default:
      return true;
  }
}

/** Puts nodes under headers, by a column's values in their natural order; those without a value come last. */
function groupLines(found: readonly IndexedNode[], column: Column, collapsed: ReadonlySet<string>): Line[] {
  const groups = new Map<string, IndexedNode[]>();
  for (const entry of found) {
    const value = columnText(entry, column);
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [entry]);
    else group.push(entry);
  }
  // One node of each group stands for it, so that groups are in the order that the column would sort them in.
  const compare = compareBy({ column, direction: 'ascending' });
  const ordered = [...groups].sort(([, [a]], [, [b]]) => (a && b ? compare(a, b) : 0));
  const lines: Line[] = [];
  for (const [group, entries] of ordered) {
    const isCollapsed = collapsed.has(group);
    lines.push({ group, count: entries.length, isCollapsed });
    if (!isCollapsed) for (const entry of entries) lines.push(entry);
  }
  return lines;
}
