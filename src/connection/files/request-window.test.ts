import { describe, expect, it } from 'vitest';
import { RequestWindow } from './request-window.js';

const never = new AbortController().signal;
const KIB = 1024;

/** Sends through a path of a rate and a round trip for some seconds of simulated time; the window's limit after it. */
function simulate(window: RequestWindow, bytesPerMs: number, roundTripMs: number, ms: number): void {
  let now = 0;
  let freeAt = 0;
  const underWay: { bytes: number; sentAt: number; doneAt: number }[] = [];
  while (now < ms) {
    const bytes = window.requestBytes(256 * KIB);
    if (underWay.length === 0 || window.inFlight + bytes <= window.limit) {
      void window.enter(bytes, never);
      freeAt = Math.max(freeAt, now) + bytes / bytesPerMs;
      underWay.push({ bytes, sentAt: now, doneAt: freeAt + roundTripMs });
      continue;
    }
    const next = underWay.shift()!;
    now = next.doneAt;
    window.leave(next.bytes, now - next.sentAt);
  }
}

describe('the window of requests', () => {
  it('grows until it fills a long fast path', () => {
    const window = new RequestWindow();
    // 20 MB/s at 100 ms hold 2 MB.
    simulate(window, 20_000, 100, 5_000);
    expect(window.limit).toBeGreaterThan(2_000_000);
  });

  it('stays small where a slow path would only queue it', () => {
    const window = new RequestWindow();
    // The agent's pace: about 900 bytes a millisecond.
    simulate(window, 900, 2, 20_000);
    expect(window.limit).toBeGreaterThanOrEqual(64 * KIB);
    expect(window.limit).toBeLessThan(400 * KIB);
  });

  it('asks for more at once as it grows, and never for more than both sides take', () => {
    const window = new RequestWindow();
    expect(window.requestBytes(256 * KIB)).toBe(32 * KIB);
    simulate(window, 100_000, 20, 2_000);
    expect(window.requestBytes(256 * KIB)).toBe(256 * KIB);
    expect(window.requestBytes(100 * KIB)).toBe(100 * KIB);
  });

  it('lets a request wait for room, and gives up with its signal', async () => {
    const window = new RequestWindow();
    const abort = new AbortController();
    await window.enter(window.limit, never);
    let entered = false;
    const second = window.enter(1, never).then(() => (entered = true));
    const third = window.enter(1, abort.signal);
    await Promise.resolve();
    expect(entered).toBe(false);
    abort.abort(new Error('cancelled'));
    await expect(third).rejects.toThrow('cancelled');
    window.leave(256 * KIB, 1);
    await second;
  });
});
