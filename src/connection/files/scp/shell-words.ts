import { nameBytes } from '../../../shared/file-name.js';
import { posixScript } from '../remote-shell.js';

/** What means nothing to any shell, nor to printf, and is no option: all else goes as its octal number. */
const PLAIN = /[A-Za-z0-9_./]/;

/**
 * A command line that runs a POSIX script with words in its variables, whichever bytes they hold and whichever the
 * login shell is: the line itself is plain ASCII in single quotes, and printf makes the words on the node.
 *
 * @param words by the names of their variables
 * @param script without single quotes; finds the words in `"$name"`
 */
export function commandLine(words: Readonly<Record<string, string>>, script: string): string {
  // A command's value loses its newlines at the end; the letter behind them keeps them.
  const assignments = Object.entries(words).map(
    ([name, word]) => `${name}=$(printf "${escaped(word)}x"); ${name}=\${${name}%x}`,
  );
  // In the C locale bytes are bytes, and what programs say of errors can be recognised.
  return posixScript(['LC_ALL=C; export LC_ALL', ...assignments, script].join('; '));
}

/** A word as printf's format makes it again. */
function escaped(word: string): string {
  return [...nameBytes(word)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return PLAIN.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}
