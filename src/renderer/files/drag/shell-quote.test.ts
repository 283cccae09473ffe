import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nameBytes, nameFromBytes } from '../../../shared/file-name.js';
import { shellQuoted } from './shell-quote.js';

const names = [
  '/plain/path-1.txt',
  '/with space',
  "/it's",
  '-rf',
  '/$(touch x)`y`"z"\\n*?',
  '/line\nbreak\ttab',
  '/한국어 파일',
  `/${nameFromBytes(Uint8Array.from([0xe9, 0x61, 0x62, 0xff]))}`,
  '/\u0001f00',
];

describe('a path that is pasted into a shell', () => {
  it.each(names)('reaches it byte for byte: %j', (name) => {
    const { stdout } = spawnSync('bash', ['-c', `printf %s ${shellQuoted(name)}`]);
    expect([...stdout]).toEqual([...nameBytes(name)]);
  });

  it('holds no control character that a shell would act upon before Enter', () => {
    for (const name of names) expect(shellQuoted(name)).not.toMatch(/\p{Cc}/u);
  });

  it('stays readable where it may, with 📁 in it too', () => {
    expect(shellQuoted('/📁/it’s')).toBe(`'/📁/it’s'`);
  });
});
