import type { ConflictAction, JobQuestion } from '../../shared/contract/index.js';
import { askAtTerminal, askKey } from '../ask.js';
import { sizeText } from './progress.js';

/** The key for each answer; its capital means all that follow. */
const KEYS: Readonly<Record<ConflictAction, string>> = {
  overwrite: 'o',
  skip: 's',
  newer: 'n',
  rename: 'r',
  resume: 'c',
};
const WORDS: Readonly<Record<ConflictAction, string>> = {
  overwrite: 'overwrite',
  skip: 'skip',
  newer: 'newer only',
  rename: 'rename the copy',
  resume: 'continue it',
};

/** An answer as a job takes it. */
export interface ConflictAnswer {
  readonly action: ConflictAction;
  readonly name?: string;
  readonly forAll: boolean;
}

/** Asks at the terminal what becomes of a file that is there already. @returns null when the person gives up */
export async function askConflict({ source, target, actions }: JobQuestion): Promise<ConflictAnswer | null> {
  const keys = actions.map((action) => KEYS[action]);
  const capitals = keys.map((key) => key.toUpperCase());
  const choices = actions.map((action) => choiceWords(WORDS[action], KEYS[action])).join(', ');
  const question =
    `${target.path} is there already: ${sizeText(target.size)}${timeText(target.modifiedMs)}.\n` +
    `The new one has ${sizeText(source.size)}${timeText(source.modifiedMs)}.\n` +
    `${choices}; capitals for all that follow: `;
  const key = await askKey(question, [...keys, ...capitals]);
  if (key === null) return null;
  const action = actions[keys.indexOf(key.toLowerCase())] ?? 'skip';
  const forAll = capitals.includes(key);
  if (action !== 'rename' || forAll) return { action, forAll };
  const name = await askAtTerminal('New name (Enter: a number behind the old one): ', true);
  if (name === null) return null;
  return { action, forAll, ...(name.trim() === '' ? {} : { name: name.trim() }) };
}

/** The word with its key in brackets, as in “[o]verwrite”. */
const choiceWords = (words: string, key: string): string => words.replace(key, `[${key}]`);

const timeText = (ms: number | null): string => (ms === null ? '' : `, ${localTime(new Date(ms))}`);

/** Year to second, in the time of this machine. */
function localTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}
