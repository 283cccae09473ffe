import { expect, it } from 'vitest';
import { matchesAny } from './filters.js';

it.each([
  ['web-1', ['web-1'], true],
  ['web-1', ['web-*'], true],
  ['web-1', ['web-?'], true],
  ['web-12', ['web-?'], false],
  ['a.b', ['a?b'], true],
  ['axb', ['a.b'], false],
  ['x', ['a', 'x'], true],
  ['x', [], false],
  [undefined, ['*'], false],
])('%j fits %j: %j', (value, patterns, fits) => {
  expect(matchesAny(value, patterns)).toBe(fits);
});
