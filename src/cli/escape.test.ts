import { expect, it } from 'vitest';
import { EscapeWatch } from './escape.js';

const take = (watch: EscapeWatch, text: string) => watch.take(Buffer.from(text))?.toString() ?? null;

it('leaves a session at “~.” on a line of its own, in one piece or in several', () => {
  expect(take(new EscapeWatch(), '~.')).toBeNull();
  const watch = new EscapeWatch();
  expect(take(watch, 'ls\r')).toBe('ls\r');
  expect(take(watch, '~')).toBe('');
  expect(take(watch, '.')).toBeNull();
});

it('sends all else as it was typed', () => {
  expect(take(new EscapeWatch(), 'cd ~.\r')).toBe('cd ~.\r');
  const watch = new EscapeWatch();
  expect(take(watch, '~')).toBe('');
  expect(take(watch, '/bin\r')).toBe('~/bin\r');
  expect(take(watch, '~~.\r')).toBe('~.\r');
});
