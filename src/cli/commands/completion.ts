import { completionScript, type Shell } from '../completion-scripts.js';
import { UsageError, type CommandSpec, type Run } from '../command.js';
import { ExitCode } from '../exit-codes.js';

const SHELLS: readonly string[] = ['bash', 'zsh', 'fish', 'powershell'] satisfies Shell[];

/** Prints the completion script of a shell, for the commands that there are. */
export function completionFor(commands: readonly CommandSpec[]): { readonly run: Run } {
  return {
    run: (args, io) => {
      const [shell = ''] = args.words;
      if (!SHELLS.includes(shell)) throw new UsageError(`there is no script for ${shell}`);
      io.stdout.write(completionScript(shell as Shell, commands));
      return Promise.resolve(ExitCode.ok);
    },
  };
}
