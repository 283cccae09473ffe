import { ESCAPED_BYTE, nameBytes } from '../../../shared/file-name.js';

/**
 * A path as one word for a POSIX shell, which it reaches byte for byte. Control characters and bytes that are no UTF-8
 * need `$'…'` of bash, zsh and ksh: pasted as they are, a shell would take a newline for the Enter key.
 */
export function shellQuoted(path: string): string {
  if (/^[\w@%+=:,./-]+$/.test(path) && !path.startsWith('-')) return path;
  if (!/\p{Cc}/u.test(path) && !ESCAPED_BYTE.test(path)) return `'${path.replaceAll("'", `'\\''`)}'`;
  const bytes = [...nameBytes(path)].map((byte) => {
    const character = String.fromCharCode(byte);
    return byte >= 0x20 && byte < 0x7f && !/['\\]/.test(character)
      ? character
      : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  // A hexadecimal digit after an escape would be taken for a part of it by some shells: the escape ends the word.
  return `$'${bytes.join('').replace(/\\x[0-9a-f]{2}(?=[0-9a-fA-F])/g, (escape) => `${escape}'$'`)}'`;
}
