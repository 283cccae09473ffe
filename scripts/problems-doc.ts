// tsx scripts/problems-doc.ts: writes docs/problems.md from the codes and the English words that the app itself uses.
// With --print it prints them instead.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { en } from '../src/shared/locales/en/index.js';
import { problemCodes, remedies, type ProblemCode } from '../src/shared/problem.js';
import { fail } from './fail.js';
import { ROOT } from './paths.js';

/** The file that is made, committed so that it can be read without running anything. */
export const PROBLEMS_DOC = join(ROOT, 'docs', 'problems.md');

const INTRODUCTION = `# Problems

Every failure that a person can meet has a code, which stands among the details and in what “Copy details” copies. This is the list, with the words that stand beside each. Words in _italics_ are filled in by the app: a node's name, a path, an address.

A code is never reused for another meaning. This file is made by \`npx tsx scripts/problems-doc.ts\` from \`src/shared/problem.ts\` and \`src/shared/locales/en/problems\`; do not edit it.
`;

/** An area's heading, and the first parts of its codes: each code begins with one of them. */
interface Area {
  readonly title: string;
  readonly begins: readonly string[];
}

/** The areas in the order in which a connection meets them. Their words stand in a file each, in locales/<language>/problems. */
const AREAS: readonly Area[] = [
  { title: 'AWS: credentials, configuration, network', begins: ['aws'] },
  { title: 'The node, before anything is sent to it', begins: ['node'] },
  { title: 'Starting, stopping and rebooting an instance', begins: ['power'] },
  { title: 'The Session Manager session and its data channel', begins: ['session'] },
  { title: 'SSH inside the channel', begins: ['ssh'] },
  { title: 'Signing in by other ways than a key file', begins: ['sign-in', 'agent', 'instance-connect'] },
  { title: 'The private key file', begins: ['key'] },
  { title: 'Files and copying', begins: ['files'] },
  { title: 'The person’s ssh_config', begins: ['ssh-config'] },
  { title: 'The app itself', begins: ['connection', 'demo', 'settings', 'timed-out', 'unexpected'] },
];

function codesOf(area: Area): ProblemCode[] {
  return problemCodes.filter((code) => area.begins.includes(code.split('.')[0] ?? ''));
}

/** A sentence with its placeholders as italic names; one that is nothing but a placeholder becomes its usual words. */
function words(text: string): string {
  const only = /^\{\{(\w+)\}\}$/.exec(text)?.[1];
  const defaults: Readonly<Record<string, string>> = en.problemDefaults;
  if (only !== undefined && defaults[only] !== undefined) return `_${defaults[only]}_`;
  return text.replace(/\{\{(\w+)\}\}/g, '_$1_');
}

function section(code: ProblemCode): string {
  const { title, what, why, next } = en.problems[code];
  return [
    `### \`${code}\``,
    `**${words(title)}.** ${words(what)}`,
    `- Why: ${words(why)}\n- What to do: ${words(next)}`,
  ].join('\n\n');
}

function buttons(): string {
  const rows = remedies.map((remedy) => `| ${en.problem.remedies[remedy]} | \`${remedy}\` |`);
  return [
    '## Buttons',
    'A Problem names the buttons that make sense where it arose, so one code may have other buttons in another place. These are all there are:',
    ['| button | remedy in the code |', '| --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

/** The text of docs/problems.md, formatted as the rest of the repository is. */
export async function problemsDoc(): Promise<string> {
  const areas = AREAS.flatMap((area) => [`## ${area.title}`, ...codesOf(area).map(section)]);
  const text = [INTRODUCTION, ...areas, buttons()].join('\n\n');
  return format(text, { ...(await resolveConfig(PROBLEMS_DOC)), filepath: PROBLEMS_DOC });
}

async function main(): Promise<number> {
  const text = await problemsDoc();
  if (process.argv.includes('--print')) process.stdout.write(text);
  else await writeFile(PROBLEMS_DOC, text);
  return 0;
}

// The test imports this file and must not write.
if (process.argv[1] === import.meta.filename) process.exitCode = await main().catch(fail);
