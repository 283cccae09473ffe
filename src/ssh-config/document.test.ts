import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableConfigError, withBlock, withoutBlock } from './document.js';

const LINES = ['Host i-* mi-*', '    ProxyCommand x'];
const installed = (text: string, lines = LINES) =>
  withBlock(Buffer.from(text, 'latin1'), lines).toString('latin1');
const removed = (text: string) => withoutBlock(Buffer.from(text, 'latin1')).toString('latin1');
const refusal = (text: string) => {
  try {
    installed(text);
  } catch (error) {
    if (error instanceof UnreadableConfigError) return `${error.reason} ${error.line}`;
    throw error;
  }
  return 'taken';
};

describe('the marked block', () => {
  it('stands first, and ends the part of its hosts, so that what follows counts as before', () => {
    expect(installed('Compression yes\nHost a\n  User b\n')).toBe(
      '# >>> sallyport >>>\nHost i-* mi-*\n    ProxyCommand x\nHost *\n# <<< sallyport <<<\n\nCompression yes\nHost a\n  User b\n',
    );
  });

  it('makes a file of its own where there is none', () => {
    expect(withBlock(null, LINES).toString()).toBe(
      '# >>> sallyport >>>\nHost i-* mi-*\n    ProxyCommand x\nHost *\n# <<< sallyport <<<\n',
    );
  });

  it('stays behind a byte order mark, and has the line ends of the file', () => {
    expect(installed('\u00ef\u00bb\u00bfHost a\r\n  User b')).toBe(
      '\u00ef\u00bb\u00bf# >>> sallyport >>>\r\nHost i-* mi-*\r\n    ProxyCommand x\r\nHost *\r\n# <<< sallyport <<<\r\n\r\nHost a\r\n  User b',
    );
  });

  it('is written once, replaced by another, and moved to the top from where somebody has put it', () => {
    const once = installed('Host a\n');
    expect(installed(once)).toBe(once);
    expect(installed(once, ['Host i-*'])).toBe(installed('Host a\n', ['Host i-*']));
    const block = installed('');
    expect(installed(`Host a\n${block}Host b\n`)).toBe(`${block}\nHost a\nHost b\n`);
  });

  it('goes without a trace, whatever bytes, line ends and empty lines are around it', () => {
    const line = fc.oneof(
      fc.constant(''),
      fc.constant('  '),
      fc.string({ maxLength: 20 }).map((text) => `# ${text.replace(/[\r\n\0]/g, '')} \u00e9\u00ff`),
      fc.constantFrom(
        'Host a b',
        '  User "x y"',
        'ProxyCommand sh -c "it\'s"',
        'Include=conf.d/*',
        '\tPort 22',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\u00ef\u00bb\u00bf'),
        fc.boolean(),
        (lines, newline, bom, ends) => {
          const text = bom + lines.join(newline) + (ends && lines.length > 0 ? newline : '');
          expect(removed(installed(text))).toBe(text);
        },
      ),
    );
  });

  it('is put into no file that is not understood: each with the line', () => {
    expect(refusal('Host a\nnonsense\n')).toBe('line 2');
    expect(refusal('Host "a\n')).toBe('quotes 1');
    expect(refusal('H\0o\0s\0t\0')).toBe('encoding 0');
    expect(refusal('\u00ff\u00feHost a')).toBe('encoding 0');
    expect(refusal('# >>> sallyport >>>\nHost a\n')).toBe('marks 1');
    expect(refusal('Host a\n# <<< sallyport <<<\n')).toBe('marks 2');
    const block = installed('');
    expect(refusal(block + block)).toBe('marks 6');
    expect(refusal('ProxyCommand sh -c "it\'s\n# a "comment\nUser=x\n')).toBe('taken');
  });
});
