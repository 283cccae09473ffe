import type { Language } from '../../../shared/locales/index.js';

/** A text and what it was read as. */
export interface Decoded {
  readonly text: string;
  /** By its name in the WHATWG's Encoding Standard. */
  readonly encoding: string;
}

const marks: readonly { readonly bytes: readonly number[]; readonly encoding: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];
/** What files that are no UTF-8 mostly are where people write these languages. */
const usual: Readonly<Record<Language, readonly string[]>> = { en: [], ko: ['euc-kr'] };

const startsWith = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, index) => bytes[index] === byte);

/**
 * Reads bytes as text, guessing the encoding: by its mark, else UTF-8 where that is valid, else by the language.
 *
 * @param isWhole whether the file ends here; else the last character may be cut
 * @returns null for what is no text
 */
export function decodeText(bytes: Uint8Array, isWhole: boolean, language: Language): Decoded | null {
  const marked = marks.find((mark) => startsWith(bytes, mark.bytes));
  if (marked === undefined && bytes.includes(0)) return null;
  const tried = marked === undefined ? ['utf-8', ...usual[language]] : [marked.encoding];
  for (const encoding of tried) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !isWhole });
      return { text: shown(text), encoding };
    } catch {
      // It is something else.
    }
  }
  // Every byte is a character in it, so that it comes last.
  return { text: shown(new TextDecoder('windows-1252').decode(bytes)), encoding: 'windows-1252' };
}

/** ASCII's control characters as their pictures, but for tabs and line ends: what a terminal would act upon is to be seen. */
function shown(text: string): string {
  const controls = /(?![\t\n\r\u007f-\u009f])\p{Cc}/gu;
  return text
    .replace(/\r\n/g, '\n')
    .replace(controls, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)));
}

const ROW_BYTES = 16;

/** Bytes as `xxd` shows them: where they are, in hexadecimal, and as ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const row = [...bytes.subarray(at, at + ROW_BYTES)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const ascii = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
    const halves = `${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ').padEnd(23)}`;
    rows.push(`${at.toString(16).padStart(8, '0')}  ${halves}  ${ascii.join('')}`);
  }
  return rows.join('\n');
}

const pictures: readonly { readonly type: string; readonly at: number; readonly bytes: readonly number[] }[] =
  [
    { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
    { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
    { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
    { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  ];

/** The kind of picture that a file is, by how it begins; null for any other file. */
export function pictureType(start: Uint8Array): string | null {
  const found = pictures.find(({ at, bytes }) => startsWith(start.subarray(at), bytes));
  if (found !== undefined) return found.type;
  const text = decodeText(start, false, 'en')?.text.trimStart() ?? '';
  return /^(<\?xml[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]/i.test(text) ? 'image/svg+xml' : null;
}
