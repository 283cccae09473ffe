import { describe, expect, it } from 'vitest';
import { readTerminal } from './terminal-text.js';

const element = (...lines: [text: string, isWrapped?: boolean][]) => ({
  terminal: {
    buffer: {
      active: {
        length: lines.length,
        getLine: (index: number) => {
          const line = lines[index];
          return (
            line && {
              isWrapped: line[1] ?? false,
              translateToString: (trim: boolean) => (trim ? line[0].trimEnd() : line[0]),
            }
          );
        },
      },
    },
  },
});

describe('the text of a terminal', () => {
  it('has a line for each line, without the empty rest of the screen', () => {
    expect(readTerminal(element(['$ echo a   '], ['a   '], ['   '], ['   ']))).toBe('$ echo a\na');
  });

  it('has a wrapped line in one, its spaces kept', () => {
    expect(readTerminal(element(['one two '], ['three   ', true], ['four    ']))).toBe('one two three\nfour');
  });
});
