import { ByteBudget } from './byte-budget.js';

/** At least this much is always under way: one request alone would wait for its answer. */
const MIN_BYTES = 64 * 1024;
/** Bounds memory on one way to the node: at a round trip of 100 ms it carries 40 MB/s. */
const MAX_BYTES = 4 * 1024 * 1024;
const START_BYTES = 256 * 1024;
/**
 * A request may take this much longer than the quickest of late, and by this share of that: more means that requests wait
 * in a queue on the way, in which a pause, a cancel and the shell's keys wait as well.
 */
const QUEUE_MARGIN_MS = 100;
const QUEUE_SHARE = 0.5;
/**
 * The quickest request is measured anew this often, because paths change. The queue is run empty for it: with one that
 * always stands, each measurement would be longer than the last, and the queue with it.
 */
const PROBE_EVERY_MS = 10_000;
const PROBE_REQUESTS = 3;
/** Requests in a full window: enough that one late answer does not empty it. */
const REQUESTS_PER_WINDOW = 8;
/** Every server takes this much at once (draft, section 3). */
const MIN_REQUEST_BYTES = 32 * 1024;

/**
 * How many bytes of reads and writes may be under way at once: as many as the path holds, measured by how long requests
 * take. One that is full makes whoever asks wait.
 */
export class RequestWindow {
  private readonly budget = new ByteBudget(START_BYTES);
  private _quickestMs = Number.POSITIVE_INFINITY;
  private measuredAt = 0;
  private probe: { readonly limit: number; bytesBefore: number; requests: number } | null = null;
  /** What is still to come back of a window that fills the empty path again: it is quick, and says nothing. */
  private refillBytes = 0;

  /** Bytes allowed under way now. */
  public get limit(): number {
    return this.budget.limit;
  }

  public get inFlight(): number {
    return this.budget.taken;
  }

  /** How long the quickest request of late took, in milliseconds; infinite before the first. */
  public get quickestMs(): number {
    return this._quickestMs;
  }

  /** How many bytes to ask for at once, given the most that both sides take. */
  public requestBytes(most: number): number {
    const share = Math.floor(this.limit / REQUESTS_PER_WINDOW / MIN_REQUEST_BYTES) * MIN_REQUEST_BYTES;
    return Math.min(most, Math.max(MIN_REQUEST_BYTES, share));
  }

  /** Waits until there is room; then so many bytes are under way. */
  public enter(bytes: number, signal: AbortSignal): Promise<void> {
    return this.budget.enter(bytes, signal);
  }

  /** A request is done. @param tookMs how long it was under way; null when it failed, which tells nothing */
  public leave(bytes: number, tookMs: number | null): void {
    if (this.probe && this.probe.bytesBefore > 0) this.probe.bytesBefore -= bytes;
    else if (tookMs !== null) this.measured(tookMs, bytes);
    if (this.refillBytes > 0) this.refillBytes -= bytes;
    else if (tookMs !== null && !this.probe) this.adjust(bytes, tookMs);
    this.budget.leave(bytes);
  }

  private measured(tookMs: number, bytes: number): void {
    const now = performance.now();
    if (this._quickestMs === Infinity) this.measuredAt = now;
    this._quickestMs = Math.min(this._quickestMs, tookMs);
    if (this.probe) {
      if (++this.probe.requests < PROBE_REQUESTS) return;
      this.budget.limit = this.probe.limit;
      this.probe = null;
      this.measuredAt = now;
      this.refillBytes = this.limit;
    } else if (now - this.measuredAt > PROBE_EVERY_MS) {
      this.probe = { limit: this.limit, bytesBefore: this.inFlight - bytes, requests: 0 };
      this.budget.limit = MIN_BYTES;
      this._quickestMs = Infinity;
    }
  }

  /** By the more, the further the queue is from what it may be: so it comes to rest there. */
  private adjust(bytes: number, tookMs: number): void {
    const mostQueueMs = this._quickestMs * QUEUE_SHARE + QUEUE_MARGIN_MS;
    const room = Math.max(-1, 1 - (tookMs - this._quickestMs) / mostQueueMs);
    // A window that nobody fills says nothing about the path.
    if (room > 0 && !this.budget.isWaitedFor) return;
    this.budget.limit = Math.min(MAX_BYTES, Math.max(MIN_BYTES, this.limit + (bytes / 2) * room));
  }
}
