import type { IndexedNode } from '../../../shared/query/indexed-node.js';
import { allOf, matchQuery, type Match } from '../../../shared/query/match.js';
import type { Query, Term } from '../../../shared/query/query.js';
import { FieldIndex } from './field-index.js';
import { SlotSet } from './slot-set.js';
import { TagIndex } from './tag-index.js';
import { isToldByPairs, TextIndex } from './text-index.js';

/** How a search finds nodes without looking at each. It is right until a node is added, removed or changed. */
export interface Finder {
  /** Where it can find any; null where the index does not tell. */
  readonly among: SlotSet | null;
  /** Which of those there it finds; null for all of them. */
  readonly match: Match | null;
}

/** What the index tells of a term: the nodes that it matches, or more where it is not sure. */
interface Told {
  readonly slots: SlotSet;
  readonly isSure: boolean;
}

/** Gives nodes their slots, and tells which of them a search can find. */
export class SearchIndex {
  private readonly texts = new TextIndex();
  private readonly fields = new FieldIndex();
  private readonly tags = new TagIndex();
  private readonly bySlot: (IndexedNode | undefined)[] = [];
  private readonly free: number[] = [];
  private used = 0;
  private changes = 0;

  /** Another number whenever a node has been added, removed or changed. */
  public get revision(): number {
    return this.changes;
  }

  /** Takes in a node, and gives it its slot. */
  public add(entry: IndexedNode): void {
    this.changes++;
    entry.slot = this.free.pop() ?? this.used++;
    this.bySlot[entry.slot] = entry;
    this.texts.add(entry);
    this.tags.add(entry);
    this.fields.add(entry);
  }

  /** Takes in a node that has the text and the slot of the one before, whose place it takes. */
  public change(before: IndexedNode, entry: IndexedNode): void {
    if (entry.slot === -1) return;
    this.changes++;
    this.bySlot[entry.slot] = entry;
    this.fields.remove(before);
    this.fields.add(entry);
  }

  /** Forgets a node; another one may get its slot. */
  public remove(entry: IndexedNode): void {
    if (entry.slot === -1) return;
    this.changes++;
    this.texts.remove(entry);
    this.tags.remove(entry);
    this.fields.remove(entry);
    this.bySlot[entry.slot] = undefined;
    this.free.push(entry.slot);
    entry.slot = -1;
  }

  /** Makes ready for a search among the nodes that have a slot. */
  public finder({ terms }: Pick<Query, 'terms'>): Finder {
    let among: SlotSet | null = null;
    const tests: Match[] = [];
    for (const term of terms) {
      const told = this.told(term);
      const match = matchQuery({ terms: [term] });
      if (told !== null && !told.isSure && term.isNot) {
        tests.push((entry) => !told.slots.has(entry.slot) || match(entry));
        continue;
      }
      if (told?.isSure !== true) tests.push(match);
      if (among === null) among = told?.slots ?? null;
      else if (told !== null) among.intersect(told.slots);
    }
    return { among, match: tests.length === 0 ? null : allOf(tests) };
  }

  /**
   * The nodes with a slot for which a test may hold: none where it holds for none, null where it may for all.
   *
   * @param text what the text of each node has for which the test holds
   * @param among the only nodes that are asked about; null for all
   */
  public holders(text: string, test: Match, among: SlotSet | null): SlotSet | null {
    const slots = this.texts.slotsWith(text);
    if (slots === null) return null;
    if (among !== null) slots.intersect(among);
    const holds = (slot: number) => {
      const entry = this.bySlot[slot];
      return entry !== undefined && test(entry);
    };
    return slots.some(holds) ? slots : new SlotSet();
  }

  /** Of a term that is turned round and not sure, what it would match were it not turned. */
  private told(term: Term): Told | null {
    const fields = this.fields.slotsOf(term);
    if (fields !== null) return { slots: fields, isSure: true };
    const straight = { ...term, isNot: false };
    const tags = this.tags.slotsOf(straight);
    const slots = tags ?? this.texts.slotsOf(straight);
    if (slots === null) return null;
    const isSure = tags !== null || isToldByPairs(term);
    return { slots: isSure && term.isNot ? slots.others(this.used) : slots, isSure };
  }
}
