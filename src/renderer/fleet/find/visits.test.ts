import { expect, it } from 'vitest';
import { withVisit } from './visits.js';

const DAY_MS = 24 * 3600 * 1000;
const NOW = Date.UTC(2026, 10, 24);

const order = (visits: readonly [string, number][]): string[] => [
  ...visits.reduce((all, [id, at]) => withVisit(all, id, at), new Map<string, number>()).keys(),
];

it('puts the node first that was used most of late', () => {
  expect(
    order([
      ['a', NOW - 2],
      ['b', NOW - 1],
    ]),
  ).toEqual(['b', 'a']);
  expect(
    order([
      ['a', NOW - 3],
      ['a', NOW - 2],
      ['b', NOW - 1],
    ]),
  ).toEqual(['a', 'b']);
});

it('lets old habits fade: two visits of a month ago weigh less than one of today', () => {
  expect(
    order([
      ['a', NOW - 31 * DAY_MS],
      ['a', NOW - 30 * DAY_MS],
      ['b', NOW],
    ]),
  ).toEqual(['b', 'a']);
});

it('keeps no more nodes than anybody looks through, the least used go first', () => {
  const many = Array.from({ length: 150 }, (_, n): [string, number] => [`i-${n}`, NOW + n]);
  const kept = order(many);
  expect(kept).toHaveLength(100);
  expect(kept[0]).toBe('i-149');
  expect(kept).not.toContain('i-0');
});
