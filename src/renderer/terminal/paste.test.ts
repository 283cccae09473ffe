import { describe, expect, it } from 'vitest';
import { needsConfirmation, pasteLines, withoutEscapes } from './paste.js';

describe('needsConfirmation', () => {
  it.each(['ls\n', 'a\nb', 'a\rb', 'a\r\nb', '\n'])('asks before %j runs by itself', (text) => {
    expect(needsConfirmation(text, false)).toBe(true);
  });

  it('does not ask about one line, nor where the shell takes lines as text', () => {
    expect(needsConfirmation('ls -l', false)).toBe(false);
    expect(needsConfirmation('a\nb\n', true)).toBe(false);
  });
});

describe('withoutEscapes', () => {
  it.each(['echo hi\x1b[201~\nrm -rf /\n', '\x1b[20\x1b[201~1~x'])(
    'leaves no control sequence in %j',
    (text) => {
      expect(withoutEscapes(text)).not.toContain('\x1b');
    },
  );

  it('leaves all other text as it is', () => {
    expect(withoutEscapes('ls\t-l 한국어\n')).toBe('ls\t-l 한국어\n');
  });
});

describe('pasteLines', () => {
  it('counts lines as a person does', () => {
    expect(pasteLines('a\nb\r\nc\rd\n')).toEqual(['a', 'b', 'c', 'd']);
    expect(pasteLines('a')).toEqual(['a']);
  });
});
