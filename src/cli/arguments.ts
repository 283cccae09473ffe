import { parseArgs } from 'node:util';
import { HELP, UsageError, type Arguments, type CommandSpec, type OptionSpec } from './command.js';

/**
 * Reads a command's part of the command line by its spec. Options may stand before and after words; `--` ends them.
 *
 * @throws UsageError
 */
export function parseArguments(spec: CommandSpec, argv: readonly string[]): Arguments {
  const known: readonly OptionSpec[] = [...spec.options, HELP];
  const options = Object.fromEntries(
    known.map(({ name, value, short }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const own = spec.passesThrough ? upToFirstWord(argv, options) : argv.length;
  let parsed;
  try {
    parsed = parseArgs({ args: argv.slice(0, own), options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(firstSentence((error as Error).message));
  }
  const words = [...parsed.positionals, ...argv.slice(own)];
  if (parsed.values.help !== true) checkCount(spec, words.length);
  checkChoices(spec, parsed.values);
  return { options: parsed.values, words };
}

/** The number of arguments up to and with the first that is no option and no option's value. */
function upToFirstWord(
  argv: readonly string[],
  options: Readonly<Record<string, { type: 'string' | 'boolean'; short?: string }>>,
): number {
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    if (argument === '--') return Math.min(index + 2, argv.length);
    if (!argument.startsWith('-') || argument === '-') return index + 1;
    const option = options[argument.slice(2)];
    if (argument.startsWith('--') && option?.type === 'string') index++;
  }
  return argv.length;
}

function checkCount({ words }: CommandSpec, count: number): void {
  if (count < words.least) throw new UsageError('something is missing');
  if (count > words.most) throw new UsageError('too many words');
}

function checkChoices(spec: CommandSpec, values: Arguments['options']): void {
  for (const { name, choices } of spec.options) {
    const value = values[name];
    if (choices && typeof value === 'string' && !choices.includes(value))
      throw new UsageError(`--${name} is one of ${choices.join(', ')}, not ${value}`);
  }
}

/** Node's messages go on with advice about `--` that does not fit here. */
function firstSentence(message: string): string {
  return message.split(/\. |\n/)[0] ?? message;
}

/** Reads a TCP port. @throws UsageError */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new UsageError(`${text} is not a port`);
  return port;
}
