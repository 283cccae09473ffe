import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestWindow } from './request-window.js';

const never = new AbortController().signal;
const KIB = 1024;

/** Sends through a path of a rate and a round trip for some time. */
async function simulate(
  window: RequestWindow,
  bytesPerMs: number,
  roundTripMs: number,
  ms: number,
): Promise<void> {
  const abort = new AbortController();
  let freeAt = 0;
  const send = async () => {
    for (;;) {
      const bytes = window.requestBytes(256 * KIB);
      await window.enter(bytes, abort.signal);
      freeAt = Math.max(freeAt, performance.now()) + bytes / bytesPerMs;
      const tookMs = freeAt + roundTripMs - performance.now();
      setTimeout(() => window.leave(bytes, tookMs), tookMs);
    }
  };
  const sending = send().catch(() => undefined);
  await vi.advanceTimersByTimeAsync(ms);
  abort.abort(new Error('enough'));
  await sending;
}

describe('the window of requests', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => vi.useRealTimers());

  it('grows until it fills a long fast path', async () => {
    const window = new RequestWindow();
    // 20 MB/s at 100 ms hold 2 MB.
    await simulate(window, 20_000, 100, 5_000);
    expect(window.limit).toBeGreaterThan(2_000_000);
  });

  it('stays small where a slow path would only queue it', async () => {
    const window = new RequestWindow();
    // The agent's pace: about 900 bytes a millisecond.
    await simulate(window, 900, 2, 20_000);
    expect(window.limit).toBeGreaterThanOrEqual(64 * KIB);
    expect(window.limit).toBeLessThan(400 * KIB);
  });

  it('asks for more at once as it grows, and never for more than both sides take', async () => {
    const window = new RequestWindow();
    expect(window.requestBytes(256 * KIB)).toBe(32 * KIB);
    await simulate(window, 100_000, 20, 2_000);
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
