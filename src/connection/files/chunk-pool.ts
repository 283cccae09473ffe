/** A piece of a file that one request moves. */
export interface Chunk {
  readonly offset: number;
  readonly length: number;
}

/**
 * What is still to be copied of one file, handed out from the front to whoever has room, several sessions at once. What
 * a lost session had under way comes back and is handed out again.
 */
export class ChunkPool {
  private next: number;
  private _prefix: number;
  private readonly returned: Chunk[] = [];
  /** What is done beyond the prefix: where each piece begins and ends. */
  private readonly islands = new Map<number, number>();
  private waiting: (() => void)[] = [];

  /**
   * @param from where to begin, as when a part is resumed
   * @param size the file's
   */
  public constructor(
    from: number,
    private readonly size: number,
  ) {
    this.next = from;
    this._prefix = from;
  }

  /** Bytes from the start of the file that are copied without a gap. */
  public get prefix(): number {
    return this._prefix;
  }

  public get isDone(): boolean {
    return this._prefix === this.size;
  }

  /** The next piece, of at most so many bytes; null when all is handed out. */
  public take(most: number): Chunk | null {
    const returned = this.returned.pop();
    if (returned) {
      if (returned.length <= most) return returned;
      this.returned.push({ offset: returned.offset + most, length: returned.length - most });
      return { offset: returned.offset, length: most };
    }
    if (this.next === this.size) return null;
    const length = Math.min(most, this.size - this.next);
    const chunk = { offset: this.next, length };
    this.next += length;
    return chunk;
  }

  /** A piece was not copied after all. */
  public giveBack(chunk: Chunk): void {
    this.returned.push(chunk);
    this._wake();
  }

  /** A piece is written. */
  public done({ offset, length }: Chunk): void {
    this.islands.set(offset, offset + length);
    for (let end = this.islands.get(this._prefix); end !== undefined;) {
      this.islands.delete(this._prefix);
      this._prefix = end;
      end = this.islands.get(end);
    }
    if (this.isDone) this._wake();
  }

  /** Settles when a piece has come back or all is done: for whoever found nothing to take. */
  public changed(): Promise<void> {
    if (this.isDone || this.returned.length > 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Wakes those that wait in `changed` without a change: they are to look at something else. */
  public wake(): void {
    this._wake();
  }

  private _wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
