import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TokenBucket } from './token-bucket.js';

const never = new AbortController().signal;

describe('a speed limit', () => {
  let bucket: TokenBucket;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    bucket = new TokenBucket();
  });
  afterEach(() => vi.useRealTimers());

  /** How many pieces of 50,000 bytes are let through in so much time. */
  const piecesIn = async (ms: number) => {
    const abort = new AbortController();
    let pieces = 0;
    const flow = async () => {
      for (; pieces < 1_000; pieces++) await bucket.take(50_000, abort.signal);
    };
    const flowing = flow().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(ms);
    abort.abort(new Error('enough'));
    await flowing;
    return pieces;
  };

  it('is none at first', async () => {
    expect(await piecesIn(0)).toBe(1_000);
  });

  it('holds the flow to its rate, and gives a quarter of a second’s worth in advance', async () => {
    bucket.setRate(1_000_000);
    // One piece goes before it is paid for.
    expect(await piecesIn(10_000)).toBe(201);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await piecesIn(0)).toBe(6);
  });

  it('can be lifted while somebody waits, and waiting can be given up', async () => {
    bucket.setRate(1_024);
    await bucket.take(1_000_000, never);
    const abort = new AbortController();
    const given = bucket.take(1, abort.signal);
    abort.abort(new Error('cancelled'));
    await expect(given).rejects.toThrow('cancelled');
    const waiting = bucket.take(1, never);
    bucket.setRate(null);
    await vi.advanceTimersByTimeAsync(250);
    await waiting;
  });
});
