/** Room for slots at first, in words of 32 of them. */
const FIRST_WORDS = 32;

/**
 * A set of slots, one bit for each: a hundred thousand are 12 kilobytes, which are put together with others in
 * microseconds.
 */
export class SlotSet {
  private words = new Uint32Array(0);

  public get isEmpty(): boolean {
    return this.words.every((word) => word === 0);
  }

  public has(slot: number): boolean {
    return (((this.words[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
  }

  public add(slot: number): void {
    const word = slot >>> 5;
    if (word >= this.words.length) {
      let room = Math.max(FIRST_WORDS, this.words.length);
      while (room <= word) room *= 2;
      const grown = new Uint32Array(room);
      grown.set(this.words);
      this.words = grown;
    }
    this.words[word] = (this.words[word] ?? 0) | (1 << (slot & 31));
  }

  public delete(slot: number): void {
    const word = slot >>> 5;
    if (word < this.words.length) this.words[word] = (this.words[word] ?? 0) & ~(1 << (slot & 31));
  }

  /** Whether a test holds for any of them. */
  public some(test: (slot: number) => boolean): boolean {
    return this.words.some((word, at) => {
      for (let bits = word; bits !== 0; bits &= bits - 1) {
        const lowest = 31 - Math.clz32(bits & -bits);
        if (test(at * 32 + lowest)) return true;
      }
      return false;
    });
  }

  public copy(): SlotSet {
    const made = new SlotSet();
    made.words = this.words.slice();
    return made;
  }

  /** Takes in what another one holds. */
  public unite({ words: others }: SlotSet): void {
    if (others.length > this.words.length) {
      const grown = new Uint32Array(others.length);
      grown.set(this.words);
      this.words = grown;
    }
    const { words } = this;
    for (let at = 0; at < others.length; at++) words[at] = (words[at] ?? 0) | (others[at] ?? 0);
  }

  /** Keeps only what another one holds too. */
  public intersect({ words: others }: SlotSet): void {
    const { words } = this;
    for (let at = 0; at < words.length; at++) words[at] = (words[at] ?? 0) & (others[at] ?? 0);
  }

  /** All slots below an end that it does not hold. */
  public others(end: number): SlotSet {
    const made = new SlotSet();
    const words = new Uint32Array((end + 31) >>> 5);
    for (let at = 0; at < words.length; at++) words[at] = ~(this.words[at] ?? 0);
    const last = end & 31;
    if (last !== 0) words[words.length - 1] = (words[words.length - 1] ?? 0) & ((1 << last) - 1);
    made.words = words;
    return made;
  }
}
