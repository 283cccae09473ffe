import i18next from 'i18next';
import { denialRemedyWords, denialWords } from '../../shared/denial.js';
import { shownName } from '../../shared/file-name.js';
import { networkStages } from '../../shared/network-stage.js';
import { instanceStates } from '../../shared/node.js';
import type { Problem, ProblemCode } from '../../shared/problem.js';
import { formatAgo, formatBytes, formatDuration } from '../ui/format.js';

/** What the place that shows a Problem knows and the Problem may not: names instead of ids, the user, the key. */
export type ProblemContext = Readonly<Record<string, string | number>>;

export interface ProblemText {
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

const sides = ['local', 'remote'] as const;
const fileKinds = ['socket', 'fifo', 'block-device', 'character-device', 'other'] as const;
const faults = ['for-users', 'not-yet', 'expired', 'other-names', 'unknown-option', 'bad-signature'] as const;

/** Turns the values that a Problem brings as data into words of the language. */
function inWords(params: Problem['params']): Record<string, string | number> {
  const words = { ...params };
  const { state, lastPingAt, file, line, minutes, when, nodeId } = params;
  const knownState = instanceStates.find((candidate) => candidate === state);
  if (knownState) words.state = i18next.t(`states.${knownState}`);
  if (typeof lastPingAt === 'number') words.lastPing = formatAgo(lastPingAt, Date.now());
  const knownSide = sides.find((candidate) => candidate === params.side);
  if (knownSide) words.side = i18next.t(`problem.side.${knownSide}`);
  const knownKind = fileKinds.find((candidate) => candidate === params.kind);
  if (knownKind) words.kind = i18next.t(`problem.fileKind.${knownKind}`);
  // Names of files are bytes; what is no text in them has a form for people.
  for (const name of ['path', 'name'])
    if (typeof params[name] === 'string') words[name] = shownName(params[name]);
  for (const name of ['needed', 'free']) {
    const bytes = params[name];
    if (typeof bytes === 'number') words[name] = formatBytes(bytes);
  }
  const fault = faults.find((candidate) => candidate === params.fault);
  if (fault) words.fault = i18next.t(`problem.certificateFault.${fault}`);
  const denied = denialWords(params);
  if (denied !== null) {
    words.denial = i18next.t(`denials.why.${denied}`);
    words.denialNext = i18next.t(`denials.next.${denialRemedyWords(denied)}`);
  }
  const stage = networkStages.find((candidate) => candidate === params.stage);
  if (stage) {
    words.unreachableWhy = i18next.t(`network.why.${stage}`);
    words.unreachableNext = i18next.t(`network.next.${stage}`);
  }
  if (file !== undefined) words.place = line ? `${file}:${line}` : file;
  if (typeof minutes === 'number') words.difference = formatDuration(minutes * 60_000);
  if (when === 'before' || when === 'after') words.when = i18next.t(`problem.consoleWhen.${when}`);
  if (nodeId !== undefined && words.node === undefined) words.node = nodeId;
  return words;
}

/** The words of a Problem in the current language, with no placeholder left open. */
export function problemText(problem: Problem, context: ProblemContext = {}): ProblemText {
  const defaults = i18next.t('problemDefaults', { returnObjects: true });
  const values = { ...defaults, ...inWords(problem.params), ...context };
  const say = (code: ProblemCode, part: keyof ProblemText) => i18next.t(`problems.${code}.${part}`, values);
  return {
    title: say(problem.code, 'title'),
    what: say(problem.code, 'what'),
    why: say(problem.code, 'why'),
    next: say(problem.code, 'next'),
  };
}

/** A Problem as text for a report: the words, then what was underneath. */
export function problemReport(problem: Problem, context: ProblemContext = {}): string {
  const { title, what } = problemText(problem, context);
  const params = Object.entries(problem.params).map(([name, value]) => `${name}: ${value}`);
  return [`${title} (${problem.code})`, what, ...params, problem.details ?? '']
    .filter((line) => line !== '')
    .join('\n');
}
