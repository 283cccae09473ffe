import { untilAborted } from './gate.js';

/** What may be used at once after a pause, as time at the full rate. */
const BURST_MS = 250;

/** Holds a flow of bytes to a rate, which can change at any time. */
export class TokenBucket {
  private bytesPerMs: number | null = null;
  /** When all that was taken so far is paid for, in the clock's milliseconds. */
  private paidUntil = 0;
  private turn: Promise<void> = Promise.resolve();

  /** @param bytesPerSecond null for no limit */
  public setRate(bytesPerSecond: number | null): void {
    this.bytesPerMs = bytesPerSecond === null ? null : bytesPerSecond / 1_000;
    this.paidUntil = performance.now();
  }

  /** Waits until so many bytes may flow. Those who wait are served in order. */
  public async take(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.bytesPerMs === null) return;
    const turn = this.turn.then(() => this.pay(bytes, signal));
    this.turn = turn.catch(() => undefined);
    await turn;
  }

  private async pay(bytes: number, signal: AbortSignal): Promise<void> {
    // In slices, so that a new rate holds at once.
    for (;;) {
      signal.throwIfAborted();
      if (this.bytesPerMs === null) return;
      const now = performance.now();
      this.paidUntil = Math.max(this.paidUntil, now - BURST_MS);
      const waitMs = this.paidUntil - now;
      if (waitMs <= 0) {
        this.paidUntil += bytes / this.bytesPerMs;
        return;
      }
      await waiting(Math.min(waitMs, BURST_MS), signal);
    }
  }
}

async function waiting(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  try {
    await untilAborted(over, signal);
  } finally {
    clearTimeout(timer);
  }
}
