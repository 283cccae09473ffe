import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';

/** The terminal itself: standard input and output are ssh's. */
const TERMINAL =
  process.platform === 'win32'
    ? { in: '\\\\.\\CONIN$', out: '\\\\.\\CONOUT$' }
    : { in: '/dev/tty', out: '/dev/tty' };

/**
 * Asks for a code of an MFA device at the terminal.
 *
 * @returns null where there is no terminal, or nothing was typed
 */
export async function askMfaCode(serial: string, profile: string): Promise<string | null> {
  const input = createReadStream(TERMINAL.in);
  const output = createWriteStream(TERMINAL.out);
  const failed = new Promise<null>((resolve) => {
    input.on('error', () => resolve(null));
    output.on('error', () => resolve(null));
  });
  const terminal = createInterface({ input, output });
  try {
    const answer = await Promise.race([
      terminal.question(`MFA code of ${serial} (profile ${profile}): `),
      failed,
    ]);
    return answer?.trim() ? answer.trim() : null;
  } finally {
    terminal.close();
    input.destroy();
    output.destroy();
  }
}
