// The command line: `sallyport COMMAND`. What each command needs is loaded only when it runs.
import { parseArguments } from './arguments.js';
import { COMMANDS } from './commands.js';
import { UsageError, type Io } from './command.js';
import { ExitCode } from './exit-codes.js';
import { ProblemError } from '../shared/problem.js';

async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    const { overview } = await import('./help.js');
    (name === undefined ? io.stderr : io.stdout).write(overview());
    return name === undefined ? ExitCode.usage : ExitCode.ok;
  }
  if (name === '--version') {
    const { default: packageJson } = await import('../../package.json', { with: { type: 'json' } });
    io.stdout.write(`sallyport ${packageJson.version}\n`);
    return ExitCode.ok;
  }
  const wanted = name === 'help' ? rest[0] : name;
  const spec = COMMANDS.find((command) => command.name === wanted);
  if (!spec) throw new UsageError(`there is no command ${wanted ?? ''}`);
  const args = name === 'help' ? { options: { help: true }, words: [] } : parseArguments(spec, rest);
  if (args.options.help === true) {
    const { commandHelp } = await import('./help.js');
    io.stdout.write(commandHelp(spec));
    return ExitCode.ok;
  }
  return (await spec.load()).run(args, io);
}

/** Says on standard error what went wrong. @returns the exit code for it */
async function explain(error: unknown, { stderr, env }: Io): Promise<number> {
  if (error instanceof UsageError) {
    stderr.write(`sallyport: ${error.message}. Try “sallyport --help”.\n`);
    return ExitCode.usage;
  }
  const [{ problemText }, { exitCodeOf }, { toProblem }] = await Promise.all([
    import('./problem-text.js'),
    import('./exit-codes.js'),
    import('../shared/problem.js'),
  ]);
  const problem = toProblem(error);
  const stack = error instanceof ProblemError || !(error instanceof Error) ? '' : `${error.stack ?? ''}\n`;
  stderr.write(`sallyport: ${problemText(problem, env)}\n${env.SALLYPORT_DEBUG ? stack : ''}`);
  return exitCodeOf(problem.code);
}

// What we start, ssh and editors behind it, is not to be turned into a Node.
Reflect.deleteProperty(process.env, 'ELECTRON_RUN_AS_NODE');
const io: Io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env };
void main(process.argv.slice(2), io)
  .catch((error: unknown) => explain(error, io))
  // The AWS clients keep connections open, and standard input may still be.
  .then((code) => process.exit(code));
