import { denialRemedyWords, denialWords } from '../shared/denial.js';
import { formatSize } from '../shared/format-size.js';
import { en, ko } from '../shared/locales/index.js';
import { networkStages } from '../shared/network-stage.js';
import type { Problem } from '../shared/problem.js';

/**
 * A Problem as lines for standard error: what happened, what AWS or the system said, what to do.
 *
 * @param env LC_ALL, LC_MESSAGES or LANG choose the language
 */
export function problemText(problem: Problem, env: NodeJS.ProcessEnv): string {
  const strings = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find(Boolean)?.startsWith('ko') ? ko : en;
  const values: Record<string, string | number> = { ...strings.problemDefaults, ...problem.params };
  const { file, line, state } = problem.params;
  if (file !== undefined) values.place = line === undefined ? file : `${file}:${line}`;
  const inWords = (table: Readonly<Record<string, string>>, key: string) => table[key] ?? key;
  const denied = denialWords(problem.params);
  if (denied !== null) {
    values.denial = strings.denials.why[denied];
    values.denialNext = strings.denials.next[denialRemedyWords(denied)];
  }
  if (typeof state === 'string') values.state = inWords(strings.states, state);
  const stage = networkStages.find((each) => each === problem.params.stage);
  if (stage) {
    values.unreachableWhy = strings.network.why[stage];
    values.unreachableNext = strings.network.next[stage];
  }
  for (const name of ['needed', 'free']) {
    const bytes = problem.params[name];
    if (typeof bytes === 'number') values[name] = formatSize(bytes, strings === ko ? 'ko' : 'en');
  }
  const words = strings.problems[problem.code];
  const lines = [
    words.title,
    words.what,
    ...(problem.details === undefined ? [] : [problem.details]),
    words.next,
  ];
  return lines
    .map((text) => text.replace(/{{(\w+)}}/g, (whole, name: string) => String(values[name] ?? whole)))
    .join('\n  ');
}
