import { asInLine, LINE, type IndexedNode } from '../../../shared/query/indexed-node.js';
import type { SlotSet } from './slot-set.js';

type Slots = Pick<SlotSet, 'has' | 'isEmpty'> | null;
/** The nodes whose text may hold what is given; null where all may. */
export type Holders = (text: string) => Slots;

const looksAtAll: Holders = () => null;

/**
 * Finds the row that a search most likely means: of that very name or id, else of a name that begins so, else the first.
 * It is given the rows as they are found, and looks only at those that may be more likely than the one before.
 */
export class Likeliest {
  private readonly wanted: string;
  /** How the text of a node begins whose name does so. */
  private readonly line: string;
  private readonly withName: Slots;
  private readonly withBeginning: Slots;
  private readonly withId: Slots;
  private first: IndexedNode | undefined;
  private sameName: IndexedNode | undefined;
  private sameId: IndexedNode | undefined;
  private beginning: IndexedNode | undefined;

  public constructor(query: string, holders = looksAtAll) {
    this.wanted = query.trim().toLowerCase();
    this.line = `${LINE.name}${asInLine(this.wanted)}`;
    this.withName = holders(`${this.line}\n`);
    this.withBeginning = holders(this.line);
    this.withId = holders(`${LINE.other}${this.wanted}\n`);
  }

  /** The likeliest of the rows so far. */
  public get row(): IndexedNode | undefined {
    return this.sameName ?? this.sameId ?? this.beginning ?? this.first;
  }

  /** Whether no row that is still to come can be more likely, as far as an index tells. */
  public get isSettled(): boolean {
    if (this.wanted === '' || this.sameName !== undefined) return true;
    const { withName, withId, withBeginning } = this;
    return (
      withName?.isEmpty === true &&
      (this.sameId !== undefined || withId?.isEmpty === true) &&
      (this.beginning !== undefined || withBeginning?.isEmpty === true)
    );
  }

  /** @param slot the row's in the index that tells of holders; -1 where it has none */
  public take(entry: IndexedNode, slot: number): void {
    this.first ??= entry;
    if (this.wanted === '' || this.sameName !== undefined) return;
    const { line } = this;
    if (this.beginning === undefined && mayHold(this.withBeginning, slot) && entry.text.startsWith(line))
      this.beginning = entry;
    if (mayHold(this.withName, slot) && entry.text.startsWith(`${line}\n`)) this.sameName = entry;
    if (this.sameId === undefined && mayHold(this.withId, slot) && entry.id === this.wanted)
      this.sameId = entry;
  }
}

const mayHold = (slots: Slots, slot: number): boolean => slot === -1 || slots === null || slots.has(slot);

/** The row that a search most likely means. */
export function likeliest(rows: readonly IndexedNode[], query: string): IndexedNode | undefined {
  const found = new Likeliest(query);
  for (const entry of rows) found.take(entry, -1);
  return found.row;
}
