import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Tally } from './tally.js';

const MIB = 1024 * 1024;

describe('whether a copy takes longer than a second from now on', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => vi.useRealTimers());

  it('is told by how a big file has gone so far, and not before that is seen', () => {
    const tally = new Tally(() => undefined);
    tally.found(100 * MIB);
    expect(tally.takesLonger(1_000)).toBe(false);
    tally.begin('/a', 100 * MIB);
    vi.advanceTimersByTime(200);
    expect(tally.takesLonger(1_000)).toBe(false);
    vi.advanceTimersByTime(100);
    expect(tally.takesLonger(1_000)).toBe(true);
    tally.moved('/a', 60 * MIB);
    expect(tally.takesLonger(1_000)).toBe(false);
    vi.advanceTimersByTime(3_000);
    expect(tally.takesLonger(1_000)).toBe(true);
  });

  it('is not hoped for by what was there already', () => {
    const tally = new Tally(() => undefined);
    tally.found(100 * MIB);
    tally.begin('/a', 100 * MIB);
    tally.moved('/a', 60 * MIB, false);
    tally.moved('/a', MIB);
    vi.advanceTimersByTime(300);
    expect(tally.takesLonger(1_000)).toBe(true);
  });

  it('is told by their number where files hold little or nothing', () => {
    const tally = new Tally(() => undefined);
    for (let i = 0; i < 1_000; i++) tally.found(0);
    const copy = (count: number) => {
      for (let i = 0; i < count; i++) {
        tally.begin(`/${i}`, 0);
        tally.finished(`/${i}`, 0, null);
      }
    };
    copy(100);
    vi.advanceTimersByTime(500);
    expect(tally.takesLonger(1_000)).toBe(true);
    copy(600);
    expect(tally.takesLonger(1_000)).toBe(false);
  });
});
