import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TokenBucket } from './token-bucket.js';

const never = new AbortController().signal;

describe('a speed limit', () => {
  let bucket: TokenBucket;
  beforeEach(() => {
    bucket = new TokenBucket();
  });
  afterEach(() => vi.useRealTimers());

  const timeFor = async (bytes: number, chunk: number) => {
    const start = performance.now();
    for (let sent = 0; sent < bytes; sent += chunk) await bucket.take(chunk, never);
    return performance.now() - start;
  };

  it('is none at first', async () => {
    expect(await timeFor(100_000_000, 100_000)).toBeLessThan(200);
  });

  it('holds the flow to its rate', async () => {
    bucket.setRate(1_000_000);
    const ms = await timeFor(800_000, 50_000);
    // A quarter of a second's worth may go at once, and the last piece is not waited for.
    expect(ms).toBeGreaterThan(400);
    expect(ms).toBeLessThan(1_500);
  });

  it('can be lifted while somebody waits, and waiting can be given up', async () => {
    bucket.setRate(1_024);
    await bucket.take(1_000_000, never);
    const abort = new AbortController();
    const given = bucket.take(1, abort.signal);
    abort.abort(new Error('cancelled'));
    await expect(given).rejects.toThrow();
    const waiting = bucket.take(1, never);
    bucket.setRate(null);
    await waiting;
  });
});
