/** At least this much is always under way: one request alone would wait for its answer. */
const MIN_BYTES = 64 * 1024;
/** Bounds memory on one way to the node: at a round trip of 100 ms it carries 40 MB/s. */
const MAX_BYTES = 4 * 1024 * 1024;
const START_BYTES = 256 * 1024;
/**
 * A request may take this much longer than the quickest of late, and this many times as long: more means that requests
 * wait in a queue on the way, in which a pause, a cancel and other people's requests wait as well.
 */
const QUEUE_MARGIN_MS = 150;
const QUEUE_FACTOR = 2;
/** The quickest request is forgotten by and by, for paths change. */
const FORGET_FACTOR = 1.002;
/** Requests in a full window: enough that one late answer does not empty it. */
const REQUESTS_PER_WINDOW = 8;
/** Every server takes this much at once (draft, section 3). */
const MIN_REQUEST_BYTES = 32 * 1024;

/**
 * How many bytes of reads and writes may be under way at once: as many as the path holds, measured by how long requests
 * take. One that is full makes whoever asks wait.
 */
export class RequestWindow {
  private _limit = START_BYTES;
  private _inFlight = 0;
  private _quickestMs = Number.POSITIVE_INFINITY;
  private readonly _waiting: (() => void)[] = [];

  /** Bytes allowed under way now. */
  public get limit(): number {
    return this._limit;
  }

  public get inFlight(): number {
    return this._inFlight;
  }

  /** How long the quickest request of late took, in milliseconds; infinite before the first. */
  public get quickestMs(): number {
    return this._quickestMs;
  }

  /** How many bytes to ask for at once, given the most that both sides take. */
  public requestBytes(most: number): number {
    const share = Math.floor(this._limit / REQUESTS_PER_WINDOW / MIN_REQUEST_BYTES) * MIN_REQUEST_BYTES;
    return Math.min(most, Math.max(MIN_REQUEST_BYTES, share));
  }

  /** Waits until there is room; then so many bytes are under way. */
  public async enter(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this._inFlight > 0 && this._inFlight + bytes > this._limit) await this._room(signal);
    this._inFlight += bytes;
  }

  /** A request is done. @param tookMs how long it was under way; null when it failed, which tells nothing */
  public leave(bytes: number, tookMs: number | null): void {
    this._inFlight -= bytes;
    if (tookMs !== null) this._learn(bytes, tookMs);
    for (const wake of this._waiting.splice(0)) wake();
  }

  private _learn(bytes: number, tookMs: number): void {
    this._quickestMs = Math.min(this._quickestMs * FORGET_FACTOR, tookMs);
    const queued = tookMs > this._quickestMs * QUEUE_FACTOR + QUEUE_MARGIN_MS;
    const change = queued ? -bytes / 2 : bytes;
    this._limit = Math.min(MAX_BYTES, Math.max(MIN_BYTES, this._limit + change));
  }

  private async _room(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      this._waiting.push(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
    });
  }
}
