import { isReach, stateValues, reachValues } from '../../../shared/query/match.js';
import { queryKeys, quoted, quotedName, type QueryKey } from '../../../shared/query/query.js';
import { sourceName } from '../../../shared/query/source-names.js';
import type { Vocabulary } from './vocabulary.js';

/** A way to go on with a search. */
export interface Completion {
  /** The whole search with it. */
  readonly text: string;
  /** Where the caret is then. */
  readonly caret: number;
  /** The part that it is about, such as `tag:env=` or `running`. */
  readonly label: string;
  /** How many nodes have it; null where that is not known. */
  readonly count: number | null;
}

/** More than that is not chosen from but typed on. */
const MOST = 8;

type Words = Pick<Vocabulary, 'tags' | 'words'>;
type Word = readonly [string, number | null];

/** The values that a key can ask for, with how many nodes have them. */
function valuesOf(words: Words, key: Exclude<QueryKey, 'tag'>): Word[] {
  switch (key) {
    case 'state':
      return stateValues.map((state): Word => [state, words.words('state').get(state) ?? 0]);
    case 'reach':
      return reachValues.map((reach): Word => [
        reach,
        isReach(reach) ? (words.words('reach').get(reach) ?? 0) : null,
      ]);
    case 'platform':
    case 'type':
    case 'zone':
      return byCount(words.words(key));
    case 'source':
      return byCount(words.words('source')).map(([id, count]) => [sourceName(id), count]);
    default:
      return [];
  }
}

const byCount = (counts: Iterable<readonly [string, number]>): Word[] =>
  [...counts].sort(([, a], [, b]) => b - a);

/** What holds the typed part: first what begins so. */
function fitting(values: readonly Word[], typed: string): Word[] {
  const wanted = typed.toLowerCase();
  const begins = values.filter(([value]) => value.toLowerCase().startsWith(wanted));
  const holds = values.filter(
    ([value]) => !value.toLowerCase().startsWith(wanted) && value.toLowerCase().includes(wanted),
  );
  const all = [...begins, ...holds];
  // What is typed whole already needs no completion.
  return all.length === 1 && all[0]?.[0].toLowerCase() === wanted ? [] : all;
}

/** The term that ends at the caret; null where the caret stands within one, or quotes are open. */
function termAt(text: string, caret: number): { start: number; written: string } | null {
  if (caret < text.length && !/\s/.test(text.charAt(caret))) return null;
  const before = text.slice(0, caret);
  if (before.split('"').length % 2 === 0) return null;
  let start = caret;
  let isQuoted = false;
  for (; start > 0; start--) {
    const char = before.charAt(start - 1);
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/.test(char)) break;
  }
  return { start, written: before.slice(start) };
}

const tagNames = ({ tags }: Words): Word[] =>
  byCount([...tags].map(([tag, { nodes }]) => [tag, nodes] as const)).filter(([tag]) => tag !== 'Name');

/** How a search can go on at the caret: keys and names of tags, then their values. */
export function completions(text: string, caret: number, words: Words): Completion[] {
  const term = termAt(text, caret);
  if (term === null) return [];
  const { start, written } = term;
  const minus = written.startsWith('-') ? '-' : '';
  const body = written.slice(minus.length);
  const make = (head: string, label: string, count: number | null, end: string): Completion => {
    const done = `${text.slice(0, start)}${minus}${head}${end}`;
    return { text: `${done}${text.slice(caret).trimStart()}`, caret: done.length, label, count };
  };
  const [, key, rest = ''] = /^([a-z]+):(.*)$/is.exec(body) ?? [];
  if (key === undefined) {
    if (body === '') return [];
    const keys = queryKeys.filter((each) => each.startsWith(body.toLowerCase()));
    const tags = tagNames(words).filter(([tag]) => tag.toLowerCase().startsWith(body.toLowerCase()));
    return [
      ...keys.map((each) => make(`${each}:`, `${each}:`, null, '')),
      ...tags.map(([tag, count]) => make(`tag:${quotedName(tag)}=`, `tag:${tag}=`, count, '')),
    ].slice(0, MOST);
  }
  const known = queryKeys.find((each) => each === key.toLowerCase());
  if (known === undefined) return [];
  const [, name, value] = /^([^=]*)=(.*)$/s.exec(rest) ?? [];
  if (known === 'tag' && name === undefined) {
    return fitting(tagNames(words), rest)
      .map(([tag, count]) => make(`tag:${quotedName(tag)}=`, `tag:${tag}=`, count, ''))
      .slice(0, MOST);
  }
  const typed = known === 'tag' ? (value ?? '') : rest;
  const comma = typed.lastIndexOf(',') + 1;
  const head = body.slice(0, body.length - typed.length + comma);
  const values = known === 'tag' ? tagValues(words, name ?? '') : valuesOf(words, known);
  return fitting(values, typed.slice(comma).replaceAll('"', ''))
    .map(([each, count]) => make(`${head}${quoted(each)}`, each, count, ' '))
    .slice(0, MOST);
}

function tagValues({ tags }: Words, written: string): Word[] {
  const name = written.replaceAll('"', '').toLowerCase();
  return [...tags].flatMap(([tag, { values }]) => (tag.toLowerCase() === name ? byCount(values) : []));
}
