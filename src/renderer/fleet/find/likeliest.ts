import { asInLine, LINE, type IndexedNode } from '../../../shared/query/indexed-node.js';
import type { Match } from '../../../shared/query/match.js';
import type { SlotSet } from './slot-set.js';

type Slots = Pick<SlotSet, 'has' | 'isEmpty'> | null;
/** The nodes for which a test may hold, as it holds for none whose text has not got what is given; null for all. */
type Holders = (text: string, test: Match) => Slots;

const looksAtAll: Holders = () => null;

/** A way in which a row may be what is meant. */
interface Way {
  readonly test: Match;
  /** Where the test may hold, as an index tells. */
  readonly among: Slots;
  /** The first row for which it does. */
  row: IndexedNode | undefined;
}

/**
 * Finds the row that a search most likely means: of that very name or id, else of a name that begins so, else the first.
 * It is given the rows as they are found, and looks only at those that may be more likely than the one before.
 */
export class Likeliest {
  /** The likeliest first. */
  private readonly ways: readonly Way[];
  private first: IndexedNode | undefined;

  public constructor(query: string, holders = looksAtAll) {
    const wanted = query.trim().toLowerCase();
    // So the text of a node begins whose name does.
    const line = `${LINE.name}${asInLine(wanted)}`;
    const way = (held: string, test: Match): Way => ({ test, among: holders(held, test), row: undefined });
    this.ways =
      wanted === ''
        ? []
        : [
            way(`${line}\n`, ({ text }) => text.startsWith(`${line}\n`)),
            way(`${LINE.other}${wanted}\n`, ({ id }) => id === wanted),
            way(line, ({ text }) => text.startsWith(line)),
          ];
  }

  /** The likeliest of the rows so far. */
  public get row(): IndexedNode | undefined {
    return this.ways.find(({ row }) => row !== undefined)?.row ?? this.first;
  }

  /** Whether no row that is still to come can be more likely, as far as an index tells. */
  public get isSettled(): boolean {
    const open = this.ways.find(({ row, among }) => row !== undefined || among?.isEmpty !== true);
    return open === undefined || open.row !== undefined;
  }

  /** @param slot the row's in the index that tells of holders; -1 where it has none */
  public take(entry: IndexedNode, slot: number): void {
    this.first ??= entry;
    for (const way of this.ways) {
      if (way.row !== undefined) return;
      const { among, test } = way;
      if ((slot === -1 || among === null || among.has(slot)) && test(entry)) way.row = entry;
    }
  }
}

/** The row that a search most likely means. */
export function likeliest(rows: readonly IndexedNode[], query: string): IndexedNode | undefined {
  const found = new Likeliest(query);
  for (const entry of rows) found.take(entry, -1);
  return found.row;
}
