import { afterEach, expect, it, vi } from 'vitest';
import { resumeDelayMs } from './resume-delay.js';

const delaysWith = (random: number) => {
  vi.spyOn(Math, 'random').mockReturnValue(random);
  return [0, 1, 2, 3, 4, 5, 6, 7, 8, 1_000].map(resumeDelayMs);
};

afterEach(() => {
  vi.restoreAllMocks();
});

it('the first try is immediate, the next after 250 ms, doubling to 10 s', () => {
  expect(delaysWith(1)).toEqual([0, 250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
});

it('half of each delay is random, so that channels lost together do not come back together', () => {
  expect(delaysWith(0)).toEqual([0, 125, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
  expect(delaysWith(0.5)[9]).toBe(7_500);
});
