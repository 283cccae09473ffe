/** Somebody who waits for room. */
interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

/** Holds so many bytes at once: whoever asks first goes first, and what is more than all of it goes alone. */
export class ByteBudget {
  private _taken = 0;
  private readonly waiting: Waiting[] = [];

  /** @param limit in bytes; it may change at any time, and what has entered stays */
  public constructor(public limit: number) {}

  /** Bytes that have entered. */
  public get taken(): number {
    return this._taken;
  }

  public get isWaitedFor(): boolean {
    return this.waiting.length > 0;
  }

  /** Waits until there is room; then so many bytes are taken. @throws the signal's reason */
  public async enter(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.waiting.length === 0 && this.hasRoom(bytes)) this._taken += bytes;
    else await this.room(bytes, signal);
  }

  public leave(bytes: number): void {
    this._taken -= bytes;
    this.admit();
  }

  private hasRoom(bytes: number): boolean {
    return this._taken === 0 || this._taken + bytes <= this.limit;
  }

  private room(bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        bytes,
        enter: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = () => {
        this.waiting.splice(this.waiting.indexOf(one), 1);
        reject(signal.reason as Error);
        this.admit();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.waiting.push(one);
    });
  }

  /** Lets in as many as there is room for, and wakes no others: hundreds of small files may wait. */
  private admit(): void {
    for (let first = this.waiting[0]; first && this.hasRoom(first.bytes); first = this.waiting[0]) {
      this.waiting.shift();
      this._taken += first.bytes;
      first.enter();
    }
  }
}
