import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findLibrary } from './find-library.js';

/** What a server asks by PAM, one question after the other. */
export interface PamQuestions {
  /** Said before the first. */
  words: string;
  /** The right answer to each "Password:", and whether it may be seen while it is typed. */
  questions: { answer: string; echo: boolean }[];
}

/** For sshd_config: questions are asked, by PAM. */
export const PAM_CONFIG: readonly string[] = ['UsePAM yes', 'KbdInteractiveAuthentication yes'];

/**
 * Gives a server a PAM of its own: libpam_wrapper has it read its stack from the server's directory, and
 * pam_wrapper's pam_matrix compares what is answered.
 *
 * @param preload libraries that are preloaded already
 * @returns the environment to start the server with
 * @throws Error where libpam_wrapper is not installed
 */
export async function askByPam(
  directory: string,
  user: string,
  { words, questions }: PamQuestions,
  preload: string | undefined,
): Promise<Record<string, string>> {
  const wrapper = await findLibrary('libpam_wrapper.so');
  const matrix = await findLibrary('pam_wrapper/pam_matrix.so');
  if (wrapper === undefined || matrix === undefined)
    throw new Error('No libpam_wrapper here: install libpam-wrapper.');
  const services = join(directory, 'pam');
  await mkdir(services);
  const lines = questions.map(({ answer, echo }, index) => {
    const file = join(directory, `pam_answer_${index}`);
    const line = `auth required ${matrix} passdb=${file}${echo ? ' echo' : ''}`;
    return { file, text: `${user}:${answer}:sshd\n`, line };
  });
  await Promise.all(lines.map(({ file, text }) => writeFile(file, text, { mode: 0o600 })));
  const stack = [
    `auth required pam_echo.so ${words}`,
    ...lines.map(({ line }) => line),
    'account required pam_permit.so',
    'session required pam_permit.so',
    '',
  ];
  await writeFile(join(services, 'sshd'), stack.join('\n'));
  return {
    LD_PRELOAD: preload === undefined ? wrapper : `${preload}:${wrapper}`,
    PAM_WRAPPER: '1',
    PAM_WRAPPER_SERVICE_DIR: services,
  };
}
