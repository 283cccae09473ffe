import { expect, it } from 'vitest';
import { jobAfterMove, type OrderMove } from './job-order.js';

const waiting = ['a', 'b', 'c', 'd'];

it.each<[string, OrderMove, string | null | undefined]>([
  ['c', 'first', 'a'],
  ['c', 'earlier', 'b'],
  ['b', 'later', 'd'],
  ['c', 'later', null],
  ['b', 'last', null],
  ['a', 'first', undefined],
  ['a', 'earlier', undefined],
  ['d', 'later', undefined],
  ['d', 'last', undefined],
  // One that has begun meanwhile.
  ['x', 'last', undefined],
  ['x', 'first', undefined],
])('A waiting job %s that is moved %s comes before %s', (jobId, move, expected) => {
  expect(jobAfterMove(waiting, jobId, move)).toBe(expected);
});
