import type { IndexedNode } from '../../../shared/query/indexed-node.js';
import { heldTexts } from '../../../shared/query/match.js';
import type { Term } from '../../../shared/query/query.js';
import { SlotSet } from './slot-set.js';

/** Letters that are told apart from all others: those of ASCII, which nearly all that is searched in consists of. */
const KNOWN_LETTERS = 128;
/** With them, as many classes for all other letters. */
const LETTERS = 256;
/**
 * Sets for all that three letters can be, as a power of two: some share one. With twice as many, or half, a set would hold
 * fewer or more nodes that have nothing to do with what is asked for; each costs 12 kilobytes in a hundred thousand nodes.
 */
const THREES_BITS = 11;

/**
 * Which nodes' texts hold which two and three letters beside one another, so that a search need not look at the texts that
 * cannot match. Reading a hundred thousand texts waits for memory; these sets are in a few kilobytes.
 */
export class TextIndex {
  /** Those of a letter alone are where its pair with the letter 0 would be, which no text holds. */
  private readonly pairs = new Array<SlotSet | null>(LETTERS * LETTERS).fill(null);
  private readonly threes = new Array<SlotSet | null>(1 << THREES_BITS).fill(null);

  /** Takes in the text of a node that has a slot. */
  public add({ slot, text }: IndexedNode): void {
    const take = (sets: (SlotSet | null)[]) => (place: number) => (sets[place] ??= new SlotSet()).add(slot);
    forEachPart(text, take(this.pairs), take(this.threes));
  }

  /** Forgets a node's text; the node still has its slot. */
  public remove({ slot, text }: IndexedNode): void {
    const drop = (sets: (SlotSet | null)[]) => (place: number) => sets[place]?.delete(slot);
    forEachPart(text, drop(this.pairs), drop(this.threes));
  }

  /** The nodes that a term may match; null where their letters say nothing of that. */
  public slotsOf(term: Term): SlotSet | null {
    const texts = heldTexts(term);
    if (texts === null) return null;
    const some = new SlotSet();
    for (const text of texts) {
      const slots = this.slotsWith(text);
      if (slots === null) return null;
      some.unite(slots);
    }
    return some;
  }

  /** The nodes whose text may hold another one; null where all may. */
  public slotsWith(text: string): SlotSet | null {
    const pairs: number[] = [];
    const threes: number[] = [];
    forEachPart(
      text,
      (pair) => pairs.push(pair),
      (three) => threes.push(three),
    );
    // A letter alone says less than the pairs that it is in.
    const asked = pairs.length === 1 ? pairs : pairs.filter((pair) => pair % LETTERS !== 0);
    const sets = [...asked.map((pair) => this.pairs[pair]), ...threes.map((three) => this.threes[three])];
    const [first, ...others] = sets;
    if (sets.length === 0) return null;
    const slots = first?.copy() ?? new SlotSet();
    for (const other of others) slots.intersect(other ?? NO_SLOTS);
    return slots;
  }
}

const NO_SLOTS = new SlotSet();

/** Goes over the letters of a text, over their pairs, and over what three of them are. */
function forEachPart(
  text: string,
  takePair: (pair: number) => void,
  takeThree: (three: number) => void,
): void {
  let first = 0;
  let second = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const letter = code < KNOWN_LETTERS ? code : KNOWN_LETTERS + (code % KNOWN_LETTERS);
    takePair(letter * LETTERS);
    if (at > 0) takePair(second * LETTERS + letter);
    if (at > 1) takeThree(placeOfThree(first, second, letter));
    first = second;
    second = letter;
  }
}

/** Spreads what three letters can be over the sets that there are: the golden ratio's bits leave no pattern. */
const placeOfThree = (first: number, second: number, third: number): number =>
  Math.imul((first * LETTERS + second) * LETTERS + third, 0x9e3779b1) >>> (32 - THREES_BITS);

/** Whether a term that is not turned round matches just those nodes that may match it: that of a letter or two. */
export const isToldByPairs = ({ key, values }: Term): boolean =>
  key === 'text' && values.length > 0 && values.every((value) => value.length <= 2 && isAllKnown(value));

/** Whether a text has letters, all of which are told apart from others. */
function isAllKnown(text: string): boolean {
  const letters = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return letters.length > 0 && letters.every((letter) => letter > 0 && letter < KNOWN_LETTERS);
}
