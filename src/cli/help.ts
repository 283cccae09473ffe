import { COMMANDS } from './commands.js';
import { HELP, type CommandSpec, type OptionSpec } from './command.js';

/** Lines are broken at this width, as manual pages are. */
const WIDTH = 80;

/** `sallyport --help`. */
export function overview(): string {
  return `Usage: sallyport COMMAND [options]

SSH and its tools on EC2 instances and hybrid nodes, through AWS Session Manager.

Commands:
${columns(COMMANDS.map(({ name, summary }) => [name, summary]))}

Options:
${columns([
  ['--help', 'this help; behind a command, that command’s'],
  ['--version', 'the version'],
])}

Profile and region are chosen as the AWS CLI does: --profile, AWS_PROFILE; --region,
AWS_REGION, the profile’s. Exit codes: 0 done, 1 failed, 2 wrong use, 3 credentials,
4 denied, 5 node, 6 port closed, 7 network, 8 connection lost.
`;
}

/** `sallyport COMMAND --help`. */
export function commandHelp(spec: CommandSpec): string {
  const options = [...spec.options, HELP];
  return [
    `Usage: sallyport ${spec.name} ${spec.synopsis}\n`,
    wrap(`${capital(spec.summary)}.`),
    ...(spec.details?.split('\n').map((paragraph) => wrap(paragraph)) ?? []),
    `\nOptions:\n${columns(options.map((option) => [optionNames(option), option.help]))}`,
    `\nExamples:\n${spec.examples.map((example) => `  ${example}`).join('\n')}`,
    '',
  ].join('\n');
}

function optionNames(option: OptionSpec): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  return `${short}--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows
    .map(([left, right]) => {
      const [first = '', ...rest] = wrap(right, WIDTH - width - 2).split('\n');
      return [`  ${left.padEnd(width)}${first}`, ...rest.map((line) => ' '.repeat(width + 2) + line)].join(
        '\n',
      );
    })
    .join('\n');
}

function wrap(text: string, width = WIDTH): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
