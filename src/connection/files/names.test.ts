import { describe, expect, it } from 'vitest';
import { caseFolded, nameRefusal, numberedName } from './names.js';

it('A name that a system cannot have is refused with the reason, others are not', () => {
  expect(nameRefusal({ names: 'windows' }, 'a:b')).toContain('":"');
  expect(nameRefusal({ names: 'windows' }, 'nul.txt')).toContain('device');
  expect(nameRefusal({ names: 'posix' }, 'a/b')).toContain('"/"');
  expect(nameRefusal({ names: 'posix' }, 'nul.txt')).toBeNull();
});

describe('a name beside one that is taken', () => {
  it.each([
    ['report.txt', 'report (2).txt'],
    ['backup.tar.gz', 'backup (2).tar.gz'],
    ['.bashrc', '.bashrc (2)'],
    ['README', 'README (2)'],
    ['v1.2 final', 'v1.2 final (2)'],
    ['a\nb.txt', 'a\nb (2).txt'],
    [`${'n'.repeat(251)}.txt`, `${'n'.repeat(247)} (2).txt`],
    ['한'.repeat(85), `${'한'.repeat(83)} (2)`],
  ])('of %j is %j', (name, expected) => expect(numberedName(name, 2)).toBe(expected));
});

it('names that differ in case only, or in how an accent is written, are the same where case is ignored', () => {
  expect(caseFolded('Straße.TXT')).toBe(caseFolded('STRASSE.txt'));
  expect(caseFolded('Café')).toBe(caseFolded('cafe\u0301'));
  expect(caseFolded('a')).not.toBe(caseFolded('b'));
});
