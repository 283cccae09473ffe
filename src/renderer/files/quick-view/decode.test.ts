import { describe, expect, it } from 'vitest';
import { decodeText, hexDump, pictureType } from './decode.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('text of unknown encoding', () => {
  it.each([
    ['UTF-8', utf8('가나다 é\n'), 'utf-8', '가나다 é\n'],
    ['UTF-8 with a mark', bytes(0xef, 0xbb, 0xbf, 0x61), 'utf-8', 'a'],
    ['UTF-16, little end first', bytes(0xff, 0xfe, 0x61, 0, 0x00, 0xac), 'utf-16le', 'a가'],
    ['UTF-16, big end first', bytes(0xfe, 0xff, 0, 0x61), 'utf-16be', 'a'],
    ['Latin', bytes(0x63, 0x61, 0x66, 0xe9), 'windows-1252', 'café'],
    ['nothing', bytes(), 'utf-8', ''],
  ])('is read as %s', (_, given, encoding, text) => {
    expect(decodeText(given, true, 'en')).toEqual({ text, encoding });
  });

  it('is Korean’s usual one for Koreans, where it is no UTF-8', () => {
    const given = bytes(0xb0, 0xa1, 0xb3, 0xaa);
    expect(decodeText(given, true, 'ko')).toEqual({ text: '가나', encoding: 'euc-kr' });
    expect(decodeText(utf8('가나'), true, 'ko')?.encoding).toBe('utf-8');
  });

  it('may end within a character where there is more of it, and nowhere else', () => {
    const cut = utf8('가나').subarray(0, 5);
    expect(decodeText(cut, false, 'en')).toEqual({ text: '가', encoding: 'utf-8' });
    expect(decodeText(cut, true, 'en')?.encoding).toBe('windows-1252');
  });

  it('shows what a terminal would act upon, and is not made of bytes that hold nothing', () => {
    expect(decodeText(utf8('a\r\n\u001b[31mred\t'), true, 'en')?.text).toBe('a\n␛[31mred\t');
    expect(decodeText(bytes(0x7f, 0x45, 0x4c, 0x46, 0), true, 'en')).toBeNull();
  });
});

describe('bytes', () => {
  it('are shown with their places and as ASCII, the last row as wide as the others', () => {
    expect(hexDump(utf8('0123456789abcdef\n'))).toBe(
      '00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n' +
        '00000010  0a                                                .',
    );
  });
});

describe('pictures', () => {
  it.each([
    ['image/png', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d)],
    ['image/jpeg', bytes(0xff, 0xd8, 0xff, 0xe0)],
    ['image/gif', utf8('GIF89a')],
    ['image/webp', utf8('RIFF1234WEBPVP8 ')],
    ['image/svg+xml', utf8('<?xml version="1.0"?>\n<!-- by hand -->\n<svg xmlns="…">')],
    ['image/svg+xml', utf8('\ufeff  <svg>')],
    [null, utf8('<html><svg></svg></html>')],
    [null, utf8('<svgx>')],
    [null, bytes()],
  ])('are known by how they begin: %s', (type, start) => {
    expect(pictureType(start)).toBe(type);
  });
});
