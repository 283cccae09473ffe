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
  private _next: number;
  private _prefix: number;
  private readonly _returned: Chunk[] = [];
  /** What is done beyond the prefix: where each piece begins and ends. */
  private readonly _islands = new Map<number, number>();
  private _waiting: (() => void)[] = [];

  /**
   * @param from where to begin, as when a part is resumed
   * @param size the file's
   */
  public constructor(
    from: number,
    private readonly _size: number,
  ) {
    this._next = from;
    this._prefix = from;
  }

  /** Bytes from the start of the file that are copied without a gap. */
  public get prefix(): number {
    return this._prefix;
  }

  public get isDone(): boolean {
    return this._prefix === this._size;
  }

  /** The next piece, of at most so many bytes; null when all is handed out. */
  public take(most: number): Chunk | null {
    const returned = this._returned.pop();
    if (returned) {
      if (returned.length <= most) return returned;
      this._returned.push({ offset: returned.offset + most, length: returned.length - most });
      return { offset: returned.offset, length: most };
    }
    if (this._next === this._size) return null;
    const length = Math.min(most, this._size - this._next);
    const chunk = { offset: this._next, length };
    this._next += length;
    return chunk;
  }

  /** A piece was not copied after all. */
  public giveBack(chunk: Chunk): void {
    this._returned.push(chunk);
    this._wake();
  }

  /** A piece is written. */
  public done({ offset, length }: Chunk): void {
    this._islands.set(offset, offset + length);
    for (let end = this._islands.get(this._prefix); end !== undefined;) {
      this._islands.delete(this._prefix);
      this._prefix = end;
      end = this._islands.get(end);
    }
    if (this.isDone) this._wake();
  }

  /** Settles when a piece has come back or all is done: for whoever found nothing to take. */
  public changed(): Promise<void> {
    if (this.isDone || this._returned.length > 0) return Promise.resolve();
    return new Promise((resolve) => this._waiting.push(resolve));
  }

  /** Wakes those that wait in `changed` without a change: they are to look at something else. */
  public wake(): void {
    this._wake();
  }

  private _wake(): void {
    const waiting = this._waiting;
    this._waiting = [];
    for (const resolve of waiting) resolve();
  }
}
