import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFromBytes } from '../../../shared/file-name.js';
import { commandLine } from './shell-words.js';

/** What a shell makes of two words, as bytes. */
const through = (shell: string, one: string, other: string): Buffer =>
  execFileSync(shell, ['-c', commandLine({ one, other }, 'printf %s "$one"; printf "|%s" "$other"')]);

describe.each(['/bin/sh', '/bin/bash'])('words in a command line for %s', (shell) => {
  it('arrive as they are, byte for byte, and nothing in them is run', () => {
    const bytes = fc
      .uint8Array({ minLength: 1, maxLength: 255 })
      .map((word) => word.map((byte) => byte || 1));
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const arrived = through(shell, nameFromBytes(Buffer.from(one)), nameFromBytes(Buffer.from(other)));
        expect(arrived).toEqual(Buffer.concat([one, Buffer.from('|'), other]));
      }),
      { numRuns: 40 },
    );
  });

  it.each(['-rf', '--', '$(id)', '`id`', "'; id; '", '"', '\\', 'a\n\n', '%s%n', '안녕', '*', '!!', ' '])(
    'hold %j',
    (word) => {
      expect(through(shell, word, 'x').toString()).toBe(`${word}|x`);
    },
  );
});
