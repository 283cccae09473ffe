/**
 * Smoothed round-trip time and the resend time-out from it, with the gains of Jacobson and Karels (RFC 6298), which
 * plugin and agent use as well (docs/data-channel.md, "Resend").
 */

/** Before the first sample: the time-out that plugin and agent start with. */
const INITIAL_TIMEOUT_MS = 200;
/**
 * The least margin above the round trip. The peers' 10 ms is less than an ordinary hiccup of a busy machine, and each
 * false loss halves the window, which on a long path takes many round trips to grow back.
 */
const MIN_MARGIN_MS = 40;
/** A floor well above the agent's 1 ms pauses, so that a busy agent on a short path is not taken for loss. */
const MIN_TIMEOUT_MS = 50;
/** The peers' own upper limit. Repeats of one message back off beyond it, in the sender. */
const MAX_TIMEOUT_MS = 1_000;
/** The shortest round trip is looked for in the last one to two of these: a path can become a longer one. */
const MINIMUM_PERIOD_MS = 30_000;

export class RoundTrip {
  private _smoothedMs: number | null = null;
  private variationMs = 0;
  private _minimumMs = Number.POSITIVE_INFINITY;
  private previousMinimumMs = Number.POSITIVE_INFINITY;
  private periodStart = Number.NEGATIVE_INFINITY;

  /** Smoothed round-trip time in milliseconds; null before the first sample. */
  public get smoothedMs(): number | null {
    return this._smoothedMs;
  }

  /** The shortest sample of late, in milliseconds: the path without any queue on it. */
  public get minimumMs(): number {
    return Math.min(this._minimumMs, this.previousMinimumMs);
  }

  /** How long to wait for an acknowledgement before a message counts as lost, in milliseconds. */
  public get timeoutMs(): number {
    if (this._smoothedMs === null) return INITIAL_TIMEOUT_MS;
    const timeout = this._smoothedMs + Math.max(MIN_MARGIN_MS, 4 * this.variationMs);
    return Math.min(MAX_TIMEOUT_MS, Math.max(MIN_TIMEOUT_MS, timeout));
  }

  /**
   * Adds a sample, of a message that was sent once only (a repeat's acknowledgement may be the first's: Karn).
   *
   * @param ms the round trip, in milliseconds
   * @param now in milliseconds, on any clock that only goes forward
   */
  public sample(ms: number, now: number): void {
    if (now - this.periodStart > MINIMUM_PERIOD_MS) {
      this.previousMinimumMs = this._minimumMs;
      this._minimumMs = Number.POSITIVE_INFINITY;
      this.periodStart = now;
    }
    this._minimumMs = Math.min(this._minimumMs, ms);
    if (this._smoothedMs === null) {
      this._smoothedMs = ms;
      this.variationMs = ms / 2;
      return;
    }
    this.variationMs += (Math.abs(this._smoothedMs - ms) - this.variationMs) / 4;
    this._smoothedMs += (ms - this._smoothedMs) / 8;
  }

  /** Forgets everything: after a resume the path may be another one. */
  public reset(): void {
    this._smoothedMs = null;
    this.variationMs = 0;
    this._minimumMs = Number.POSITIVE_INFINITY;
    this.previousMinimumMs = Number.POSITIVE_INFINITY;
  }
}
