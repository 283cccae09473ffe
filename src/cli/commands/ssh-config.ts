import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { makeChange, planChange } from '../../ssh-config/config-file.js';
import { formLines } from '../../ssh-config/forms.js';
import { sshConfigPlatform, type SshConfigForm } from '../../shared/ssh-config.js';
import { UsageError, type Arguments, type Io, type Run } from '../command.js';
import { dataFolder } from '../data-folder.js';
import { ExitCode } from '../exit-codes.js';
import { ownProgram } from '../program.js';

/**
 * Prints, installs or removes the block for ssh_config.
 *
 * @throws ProblemError `ssh-config.unreadable` and the like
 */
export const run: Run = async (args, io) => {
  const [action] = args.words;
  if (action === 'print') {
    io.stdout.write(`${blockLines(args, io).join('\n')}\n`);
    return ExitCode.ok;
  }
  if (action !== 'install' && action !== 'remove') throw new UsageError('say print, install or remove');
  const file = typeof args.options.file === 'string' ? args.options.file : join(homedir(), '.ssh', 'config');
  const change = await planChange(file, action === 'install' ? blockLines(args, io) : null);
  if (change.diff === '') {
    io.stderr.write(
      `Nothing to do: ${change.file} ${action === 'install' ? 'has the block' : 'has no block'}.\n`,
    );
    return ExitCode.ok;
  }
  io.stdout.write(change.diff);
  if (args.options['dry-run'] === true) return ExitCode.ok;
  if (args.options.yes !== true && !(await confirmed(`Write ${change.file}?`, io))) {
    io.stderr.write('Nothing was written.\n');
    return ExitCode.failed;
  }
  const copy = await makeChange(change);
  io.stderr.write(`Written.${copy === null ? '' : ` The file as it was: ${copy}`}\n`);
  return ExitCode.ok;
};

function blockLines({ options }: Arguments, { env }: Io): string[] {
  const text = (name: string) => (typeof options[name] === 'string' ? options[name] : null);
  return formLines({
    form: (text('form') ?? 'sallyport') as SshConfigForm,
    platform: sshConfigPlatform(process.platform),
    program: ownProgram(env),
    dataFolder: dataFolder(env),
    profile: text('profile'),
    region: text('region'),
  });
}

async function confirmed(question: string, { stdin, stderr }: Io): Promise<boolean> {
  if (!stdin.isTTY) throw new UsageError('there is no terminal to ask at: add --yes');
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
