/**
 * File names and paths as strings that lose nothing. A name on a POSIX system is bytes, mostly UTF-8. Bytes that are
 * not become lone surrogates U+DC80 to U+DCFF, one a byte, which valid UTF-8 never decodes to: Python's
 * "surrogateescape" (PEP 383). Such strings can be compared, kept in JSON and sent between processes like any other,
 * and `nameBytes` gives back the very bytes.
 */

const ESCAPE = 0xdc00;

/** The string for a name's bytes. */
export function nameFromBytes(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) text += String.fromCharCode(ESCAPE + (bytes[i++] ?? 0));
    else {
      text += String.fromCodePoint(codePoint(bytes, i, length));
      i += length;
    }
  }
  return text;
}

/** The bytes of a name: UTF-8, except for escaped bytes, which stand for themselves. */
export function nameBytes(name: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), continuation(code));
    else if (isEscapedByte(code)) bytes.push(code - ESCAPE);
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), continuation(code >> 6), continuation(code));
    else
      bytes.push(0xf0 | (code >> 18), continuation(code >> 12), continuation(code >> 6), continuation(code));
  }
  return Uint8Array.from(bytes);
}

/** Bytes of a name that are no text. By characters (`u`): halves of 📁 and others look like them. */
export const ESCAPED_BYTE = /[\u{DC80}-\u{DCFF}]/u;

/** Characters that turn the order of those around them (UAX #9, 2): with one of them, `gnp.exe` looks like `exe.png`. */
const TURNS_ORDER = /[\u202A-\u202E\u2066-\u2069]/;

/**
 * A name as people are shown it: escaped bytes and control characters as `\xE9`, those that would turn the order of
 * what is read as `\u{202E}`, the rest as it is.
 */
export function shownName(name: string): string {
  let text = '';
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    const byte = isEscapedByte(code) ? code - ESCAPE : code < 0x20 || code === 0x7f ? code : null;
    if (byte !== null) text += `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    else text += TURNS_ORDER.test(character) ? `\\u{${code.toString(16).toUpperCase()}}` : character;
  }
  return text;
}

const continuation = (code: number) => 0x80 | (code & 0x3f);
const isEscapedByte = (code: number) => code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff;
const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/** The length of the well-formed UTF-8 sequence at a place (RFC 3629, section 4); 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1];
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (!isContinuation(second)) return 0;
  if (first < 0xe0) return 2;
  if (!isContinuation(bytes[at + 2])) return 0;
  const next = second ?? 0;
  if (first < 0xf0) {
    // Neither overlong forms nor surrogates.
    if ((first === 0xe0 && next < 0xa0) || (first === 0xed && next >= 0xa0)) return 0;
    return 3;
  }
  if (first > 0xf4 || !isContinuation(bytes[at + 3])) return 0;
  if ((first === 0xf0 && next < 0x90) || (first === 0xf4 && next >= 0x90)) return 0;
  return 4;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] ?? 0;
  if (length === 1) return first;
  let code = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f);
  return code;
}
