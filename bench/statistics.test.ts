import { expect, it } from 'vitest';
import { inTurns, median, medianOf, percentile } from './statistics.js';

it('finds the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

it('finds the middle of a property', () => {
  expect(medianOf([{ rate: 30 }, { rate: 10 }, { rate: 20 }], ({ rate }) => rate)).toBe(20);
});

it('leaves the values as they were', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

it('takes works in turns, not one after the other', async () => {
  const order: string[] = [];
  const work = (name: string) => () => Promise.resolve(order.push(name));
  const samples = await inTurns(2, { ours: work('ours'), reference: work('reference') });
  expect(order).toEqual(['ours', 'reference', 'ours', 'reference']);
  expect(samples).toEqual({ ours: [1, 3], reference: [2, 4] });
});

it('finds what a share of the values does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 0.95)).toBe(95);
  expect(percentile([7], 0.95)).toBe(7);
  expect(percentile([], 0.95)).toBeNaN();
});
