import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AutoRefresh } from './auto-refresh.js';

let lastAt: number;
let wasThrottled: boolean;
const refresh = vi.fn(() => {
  lastAt = Date.now();
  return Promise.resolve();
});

beforeEach(() => {
  vi.useFakeTimers({ now: 1e12 });
  refresh.mockClear();
  lastAt = Date.now();
  wasThrottled = false;
});
afterEach(() => vi.useRealTimers());

const make = (everyMs: number): AutoRefresh =>
  new AutoRefresh({ refresh, wasThrottled: () => wasThrottled, lastAt: () => lastAt }, () => everyMs);

describe('listing again by itself', () => {
  it('goes on while somebody looks, and only then', async () => {
    const auto = make(60_000);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(refresh).not.toHaveBeenCalled();
    lastAt = Date.now();
    auto.watched(true);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(refresh).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(62_000);
    expect(refresh).toHaveBeenCalledTimes(2);
    auto.watched(false);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it('starts at once when somebody comes back to an old list', async () => {
    const auto = make(60_000);
    await vi.advanceTimersByTimeAsync(300_000);
    auto.watched(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('doubles the pause each time that AWS asks to slow down, and forgets that when it does not', async () => {
    const auto = make(60_000);
    auto.watched(true);
    wasThrottled = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refresh).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(119_000);
    expect(refresh).toHaveBeenCalledTimes(1);
    wasThrottled = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(refresh).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refresh).toHaveBeenCalledTimes(3);
  });

  it('does not go on when it is turned off', async () => {
    make(0).watched(true);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(refresh).not.toHaveBeenCalled();
  });
});
