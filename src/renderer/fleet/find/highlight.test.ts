import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hits } from './highlight.js';

it.each<[string, string[], string[]]>([
  ['web-prod-1', ['prod'], ['prod']],
  ['Web-PROD', ['prod', 'web'], ['Web', 'PROD']],
  ['aaab', ['aa'], ['aaa']],
  ['abcd', ['ab', 'bc', 'd'], ['abcd']],
  ['web', [], []],
  // Longer in lower case: places would be those of another text.
  ['İstanbul', ['stan'], []],
])('finds in %j of %j what is to be marked', (text, words, expected) =>
  expect(hits(text, words).map(([start, end]) => text.slice(start, end))).toEqual(expected),
);

it('marks each letter of a hit, no other one, and none twice', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'A', 'b', '-') }), fc.array(word), (text, words) => {
      const wanted = Array.from(text, () => 0);
      for (const each of words)
        for (let at = 0; at < text.length; at++)
          if (text.toLowerCase().startsWith(each, at)) wanted.fill(1, at, at + each.length);
      const marked = Array.from(text, () => 0);
      for (const [start, end] of hits(text, words)) for (let at = start; at < end; at++) marked[at]!++;
      expect(marked).toEqual(wanted);
    }),
  );
});
