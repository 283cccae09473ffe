import { describe, expect, it } from 'vitest';
import { nameFromBytes } from './file-name.js';
import { nameFault } from './name-rules.js';

describe('names for Windows', () => {
  it.each([
    ['a:b', 'character'],
    ['a/b', 'character'],
    ['a\\b', 'character'],
    ['what?', 'character'],
    ['a|b', 'character'],
    ['tab\there', 'character'],
    ['end.', 'ending'],
    ['end ', 'ending'],
    ['CON', 'device'],
    ['nul.txt', 'device'],
    ['com1', 'device'],
    ['LPT¹.log', 'device'],
    ['x'.repeat(256), 'long'],
    ['..', 'folder'],
    // Bytes that are no text.
    [nameFromBytes(Uint8Array.of(0x61, 0xff)), 'bytes'],
  ])('cannot be %j', (name, kind) => expect(nameFault('windows', name)).toMatchObject({ kind }));

  it.each([
    'console',
    'null',
    'com',
    'com10.txt',
    '.git',
    'a b',
    '안녕.txt',
    '📁 💀.txt',
    '-rf',
    'x'.repeat(255),
  ])('can be %j', (name) => expect(nameFault('windows', name)).toBeNull());
});

describe('names for other systems', () => {
  it.each(['a:b', 'end.', 'CON', 'a\nb', 'a\\b', '...', nameFromBytes(Uint8Array.of(0xff))])(
    'can be %j',
    (name) => expect(nameFault('posix', name)).toBeNull(),
  );
  it.each(['.', '..', 'a/b', 'a\0b'])('cannot be %j', (name) =>
    expect(nameFault('posix', name)).not.toBeNull(),
  );
});
