import { describe, expect, it } from 'vitest';
import { nameFromBytes } from '../../shared/file-name.js';
import { caseFolded, nameFault, numberedName } from './names.js';

const windows = { names: 'windows' as const };

describe('names for Windows', () => {
  it.each(['a:b', 'what?', 'a|b', 'tab\there', 'end.', 'end ', 'CON', 'nul.txt', 'com1', 'LPT¹.log'])(
    'cannot be %j',
    (name) => expect(nameFault(windows, name)).not.toBeNull(),
  );
  it.each(['console', 'null', 'com', 'com10.txt', '.git', 'a b', '안녕.txt', '-rf', 'x'.repeat(255)])(
    'can be %j',
    (name) => expect(nameFault(windows, name)).toBeNull(),
  );
  it('cannot be bytes that are no text', () => {
    expect(nameFault(windows, nameFromBytes(Uint8Array.of(0x61, 0xff)))).toMatch(/UTF-8/);
  });
  it('are no concern of other systems', () => {
    for (const name of ['a:b', 'end.', 'CON', 'a\nb']) expect(nameFault({ names: 'posix' }, name)).toBeNull();
  });
});

describe('a name beside one that is taken', () => {
  it.each([
    ['report.txt', 'report (2).txt'],
    ['backup.tar.gz', 'backup (2).tar.gz'],
    ['.bashrc', '.bashrc (2)'],
    ['README', 'README (2)'],
    ['v1.2 final', 'v1.2 final (2)'],
    ['a\nb.txt', 'a\nb (2).txt'],
  ])('of %j is %j', (name, expected) => expect(numberedName(name, 2)).toBe(expected));
});

it('names that differ in case only, or in how an accent is written, are the same where case is ignored', () => {
  expect(caseFolded('Straße.TXT')).toBe(caseFolded('STRASSE.txt'));
  expect(caseFolded('Café')).toBe(caseFolded('cafe\u0301'));
  expect(caseFolded('a')).not.toBe(caseFolded('b'));
});
