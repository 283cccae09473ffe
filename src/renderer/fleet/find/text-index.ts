import type { IndexedNode } from '../../../shared/query/indexed-node.js';
import { heldTexts, matchQuery, type Match } from '../../../shared/query/match.js';
import type { Query, Term } from '../../../shared/query/query.js';

/** Letters that are told apart: those of ASCII, which nearly all that is searched in consists of. */
const LETTERS = 128;
/** Room for nodes at first, in words of 32 of them. */
const FIRST_WORDS = 32;

/** A bit for each node, at its slot. */
type Slots = Uint32Array<ArrayBuffer>;
const NO_SLOTS: Slots = new Uint32Array(0);

/**
 * Which nodes' texts hold which pairs of letters: a bit for each node and pair, so that a search need not look at the
 * texts that cannot match. Reading a hundred thousand texts waits for memory; these bits are in a few kilobytes.
 */
export class TextIndex {
  /** By pair; those of a letter alone are where its pair with the letter 0 would be, which no text holds. */
  private readonly pairs = Array.from<unknown, Slots | null>({ length: LETTERS * LETTERS }, () => null);
  private readonly free: number[] = [];
  private used = 0;
  private words = FIRST_WORDS;

  /** Takes in a node's text, and gives the node its slot. */
  public add(entry: IndexedNode): void {
    entry.slot = this.free.pop() ?? this.used++;
    while (this.used > this.words * 32) this.words *= 2;
    const { slot, text } = entry;
    const word = slot >>> 5;
    const bit = 1 << (slot & 31);
    forEachPair(text, (pair) => {
      let slots = this.pairs[pair] ?? NO_SLOTS;
      if (word >= slots.length) {
        const grown = new Uint32Array(this.words);
        grown.set(slots);
        this.pairs[pair] = slots = grown;
      }
      slots[word] = (slots[word] ?? 0) | bit;
    });
  }

  /** Forgets a node's text; another one may get its slot. */
  public remove(entry: IndexedNode): void {
    const { slot, text } = entry;
    if (slot === -1) return;
    const word = slot >>> 5;
    const others = ~(1 << (slot & 31));
    forEachPair(text, (pair) => {
      const slots = this.pairs[pair];
      if (slots) slots[word] = (slots[word] ?? 0) & others;
    });
    this.free.push(slot);
    entry.slot = -1;
  }

  /** Makes the test for a search, as `matchQuery` does. It is right only until a node is added or removed. */
  public match(query: Query): Match {
    const match = matchQuery(query);
    const held = query.terms.flatMap((term) => this.withTerm(term) ?? []);
    const [first, ...others] = held;
    if (first === undefined) return match;
    for (const other of others) intersect(first, other);
    const rest = matchQuery({ terms: query.terms.filter((term) => !isToldByPair(term)) });
    return (entry) => {
      const { slot } = entry;
      if (slot === -1) return match(entry);
      return (((first[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1 && rest(entry);
    };
  }

  /** The nodes that a term may match; null where pairs say nothing of that. */
  private withTerm(term: Term): Slots | null {
    const texts = heldTexts(term);
    if (texts === null) return null;
    const some: Slots = new Uint32Array(this.words);
    for (const text of texts) {
      const slots = this.withText(text);
      if (slots === null) return null;
      for (let word = 0; word < slots.length; word++) some[word] = (some[word] ?? 0) | (slots[word] ?? 0);
    }
    return some;
  }

  private withText(text: string): Slots | null {
    const pairs: number[] = [];
    forEachPair(text, (pair) => pairs.push(pair));
    // A letter alone says less than the pairs that it is in.
    const asked = pairs.length === 1 ? pairs : pairs.filter((pair) => pair % LETTERS !== 0);
    if (asked.length === 0) return null;
    const slots: Slots = new Uint32Array(this.words).fill(~0);
    for (const pair of asked) intersect(slots, this.pairs[pair] ?? NO_SLOTS);
    return slots;
  }
}

function intersect(slots: Slots, other: Slots): void {
  for (let word = 0; word < slots.length; word++) slots[word] = (slots[word] ?? 0) & (other[word] ?? 0);
}

/** Goes over the letters of a text that are told apart, and over their pairs; over some more than once. */
function forEachPair(text: string, take: (pair: number) => void): void {
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    const isKnown = letter < LETTERS;
    if (isKnown) take(letter * LETTERS);
    if (isKnown && before > 0) take(before * LETTERS + letter);
    before = isKnown ? letter : 0;
  }
}

/** Whether a term holds for just those nodes whose text has certain pairs: that of a letter or two, but for `-web`. */
const isToldByPair = (term: Term): boolean =>
  term.key === 'text' &&
  !term.isNot &&
  term.values.length > 0 &&
  term.values.every((value) => value.length <= 2 && isAllKnown(value));

/** Whether a text has letters, all of which are told apart from others. */
function isAllKnown(text: string): boolean {
  const letters = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return letters.length > 0 && letters.every((letter) => letter > 0 && letter < LETTERS);
}
