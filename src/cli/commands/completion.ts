import { completionScript, type Shell } from '../completion-scripts.js';
import { UsageError, type Run } from '../command.js';
import { ExitCode } from '../exit-codes.js';

const SHELLS: readonly string[] = ['bash', 'zsh', 'fish', 'powershell'] satisfies Shell[];

/** Prints the completion script of a shell. */
export const run: Run = (args, io) => {
  const [shell = ''] = args.words;
  if (!SHELLS.includes(shell)) throw new UsageError(`there is no script for ${shell}`);
  io.stdout.write(completionScript(shell as Shell));
  return Promise.resolve(ExitCode.ok);
};
