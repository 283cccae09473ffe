import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameBytes, nameFromBytes, shownName } from './file-name.js';

describe('a file name', () => {
  it('is plain text where it is valid UTF-8', () => {
    for (const name of ['notes.txt', '안녕.log', 'Ωß€', '🜚 gold', '-rf', 'a\nb'])
      expect(nameFromBytes(Buffer.from(name))).toBe(name);
  });

  it('gives back the very bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(nameBytes(nameFromBytes(bytes))).toEqual(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes as UTF-8 exactly what the system’s decoder takes as such', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const isUtf8 = (bytes: Uint8Array) => {
      try {
        return strict.decode(bytes);
      } catch {
        return null;
      }
    };
    // Bytes around the borders of what is well formed; any others would be invalid nearly always.
    const border = fc.constantFrom(
      0x41,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
    );
    fc.assert(
      fc.property(fc.array(border, { maxLength: 6 }), (values) => {
        const bytes = Uint8Array.from(values);
        const name = nameFromBytes(bytes);
        const decoded = isUtf8(bytes);
        if (decoded === null) expect(name).toMatch(/[\uDC80-\uDCFF]/);
        else expect(name).toBe(decoded);
      }),
      { numRuns: 5_000 },
    );
  });

  it('survives JSON', () => {
    const name = nameFromBytes(Uint8Array.of(0x66, 0xff, 0xe9));
    expect(nameBytes(JSON.parse(JSON.stringify(name)) as string)).toEqual(Uint8Array.of(0x66, 0xff, 0xe9));
  });

  it('shows invalid bytes and control characters by their number', () => {
    expect(shownName(nameFromBytes(Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a)))).toBe('caf\\xE9\\x0A');
  });

  it('is shown in the order of its characters, so that no ending can be hidden', () => {
    expect(shownName('\u202Egnp.exe')).toBe('\\u{202E}gnp.exe');
    expect(shownName('שלום.txt')).toBe('שלום.txt');
  });
});
