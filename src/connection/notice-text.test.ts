import { expect, it } from 'vitest';
import { noticeText } from './notice-text.js';

it('an account’s message keeps its lines and letters', () => {
  expect(noticeText('Recorded.\r\n기록됩니다 🔒\tok\n')).toBe('Recorded.\n기록됩니다 🔒 ok');
});

it('control characters, escapes and turns of direction are left out', () => {
  expect(noticeText('a\u001b[31mb\u0007\u0000c\u009bd\u202ee\u2066f\u200fg')).toBe('a[31mbcdefg');
});

it('an endless one is cut, between characters', () => {
  expect(noticeText(`${'x'.repeat(1_998)}🔒🔒`)).toBe(`${'x'.repeat(1_998)}…`);
  expect(noticeText('x'.repeat(2_000))).toBe('x'.repeat(2_000));
});

it('one of nothing but blanks is none', () => {
  expect(noticeText(' \n\u0007 ')).toBe('');
});
