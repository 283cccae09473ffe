import { describe, expect, it } from 'vitest';
import { RoundTrip } from './round-trip.js';

const after = (...samples: readonly number[]): RoundTrip => {
  const roundTrip = new RoundTrip();
  samples.forEach((sample, index) => roundTrip.sample(sample, index));
  return roundTrip;
};
const many = (sample: number) => Array.from({ length: 200 }, () => sample);

describe('the time-out', () => {
  it('is the 200 ms of plugin and agent before anything was measured, and again after a reset', () => {
    const roundTrip = new RoundTrip();
    expect(roundTrip.timeoutMs).toBe(200);
    roundTrip.sample(40, 0);
    roundTrip.reset();
    expect(roundTrip.timeoutMs).toBe(200);
    expect(roundTrip.minimumMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('follows the gains of plugin and agent: an eighth, a quarter, four times', () => {
    expect(after(100).timeoutMs).toBe(100 + 4 * 50);
    const second = after(100, 200);
    expect(second.smoothedMs).toBe(112.5);
    expect(second.timeoutMs).toBe(112.5 + 4 * 62.5);
  });

  it('leaves 40 ms for a hiccup on a steady path, and is never below 50 ms', () => {
    expect(after(...many(40)).timeoutMs).toBeCloseTo(80);
    expect(after(...many(0.2)).timeoutMs).toBe(50);
  });

  it('is never above 1 s', () => {
    expect(after(3_000).timeoutMs).toBe(1_000);
  });
});

describe('the shortest round trip', () => {
  it('is that of the last minute at most, for a path can become a longer one', () => {
    const roundTrip = new RoundTrip();
    roundTrip.sample(5, 0);
    roundTrip.sample(50, 1_000);
    expect(roundTrip.minimumMs).toBe(5);
    roundTrip.sample(60, 30_001);
    expect(roundTrip.minimumMs).toBe(5);
    roundTrip.sample(70, 60_002);
    expect(roundTrip.minimumMs).toBe(60);
  });
});
