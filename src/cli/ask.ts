import { openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';

const INTERRUPT = '\u0003';
const END = '\u0004';

/**
 * Asks one line at the terminal itself: standard input and output may be somebody else's.
 *
 * @param echo whether what is typed may be seen
 * @returns null where there is no terminal, or when the person gives up with Ctrl-C or Ctrl-D
 */
export function askAtTerminal(question: string, echo: boolean): Promise<string | null> {
  return atTerminal(question, (input, output) =>
    typedLine(input, (text) => {
      if (echo) output.write(text);
    }),
  );
}

/**
 * Asks for one key at the terminal; other keys than these are passed over.
 *
 * @returns null where there is no terminal, or when the person gives up with Ctrl-C or Ctrl-D
 */
export function askKey(question: string, keys: readonly string[]): Promise<string | null> {
  return atTerminal(question, async (input, output) => {
    const key = await typedKey(input, keys);
    output.write(key ?? '');
    return key;
  });
}

async function atTerminal<Answer>(
  question: string,
  read: (input: ReadStream, output: WriteStream) => Promise<Answer>,
): Promise<Answer | null> {
  const terminal = openTerminal();
  if (terminal === null) return null;
  const { input, output } = terminal;
  output.write(question);
  input.setRawMode(true);
  try {
    return await read(input, output);
  } finally {
    input.setRawMode(false);
    output.write('\r\n');
    input.destroy();
    output.destroy();
  }
}

/**
 * Asks for a code of an MFA device at the terminal.
 *
 * @returns null where there is no terminal, or nothing was typed
 */
export async function askMfaCode(serial: string, profile: string): Promise<string | null> {
  const code = (await askAtTerminal(`MFA code of ${serial} (profile ${profile}): `, true))?.trim() ?? '';
  return code === '' ? null : code;
}

function openTerminal(): { input: ReadStream; output: WriteStream } | null {
  const [read, write] =
    process.platform === 'win32' ? ['\\\\.\\CONIN$', '\\\\.\\CONOUT$'] : ['/dev/tty', '/dev/tty'];
  try {
    return { input: new ReadStream(openSync(read, 'r+')), output: new WriteStream(openSync(write, 'r+')) };
  } catch {
    return null;
  }
}

function typedKey(input: ReadStream, keys: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    input.setEncoding('utf8');
    input.once('error', () => resolve(null));
    input.once('end', () => resolve(null));
    input.on('data', (typed: string) => {
      const key = Array.from(typed).find((each) => keys.includes(each) || each === INTERRUPT || each === END);
      if (key !== undefined) resolve(keys.includes(key) ? key : null);
    });
  });
}

function typedLine(input: ReadStream, echo: (text: string) => void): Promise<string | null> {
  return new Promise((resolve) => {
    let line: string[] = [];
    input.setEncoding('utf8');
    input.once('error', () => resolve(null));
    input.once('end', () => resolve(null));
    input.on('data', (typed: string) => {
      for (const character of typed) {
        if (character === INTERRUPT || character === END) resolve(null);
        else if (character === '\r' || character === '\n') resolve(line.join(''));
        else if (character === '\u007f' || character === '\b') {
          if (line.length > 0) echo('\b \b');
          line = line.slice(0, -1);
        } else {
          line.push(character);
          echo(character);
        }
      }
    });
  });
}
