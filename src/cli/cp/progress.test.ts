import { describe, expect, it } from 'vitest';
import { progressLine } from './progress.js';

const PROGRESS = {
  counting: false,
  bytesDone: 1_500_000,
  bytesTotal: 3_000_000,
  itemsDone: 1,
  itemsTotal: 2,
  itemsSkipped: 0,
  itemsFailed: 0,
  bytesPerSecond: 900,
  secondsLeft: 61.2,
  current: [],
};

describe('the progress line', () => {
  it('says how much is done, how fast, and how long it will take, within the terminal’s width', () => {
    expect(progressLine(PROGRESS, 100)).toBe(
      '[############------------] 50%  1.5 MB of 3.0 MB  900 B/s  1/2  1:02 left',
    );
    expect(progressLine(PROGRESS, 40)).toHaveLength(39);
    expect(progressLine({ ...PROGRESS, bytesDone: 0, bytesTotal: 0, secondsLeft: null }, 100)).toContain(
      '] 0%',
    );
  });
});
