import { afterEach, describe, expect, it, vi } from 'vitest';
import { within } from './time-out.js';

afterEach(() => void vi.useRealTimers());

describe('a bounded wait', () => {
  it('ends with what was waited for, and leaves no timer', async () => {
    vi.useFakeTimers();
    expect(await within(1000, 'it', Promise.resolve(7))).toBe(7);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with a Problem when that does not come', async () => {
    vi.useFakeTimers();
    const wait = within(20_000, 'AWS credentials', new Promise(() => undefined));
    const outcome = expect(wait).rejects.toMatchObject({
      problem: { code: 'timed-out', params: { what: 'AWS credentials', seconds: 20 } },
    });
    await vi.advanceTimersByTimeAsync(20_000);
    await outcome;
  });
});
