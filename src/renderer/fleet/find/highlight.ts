import type { Column } from './columns.js';
import type { Query, Term } from '../../../shared/query/query.js';

function isAbout({ key, tag }: Term, column: Column): boolean {
  if (key === 'text') return true;
  if (key === 'ip') return column === 'privateIp' || column === 'publicIp';
  if (key === 'tag') return column.toLowerCase() === `tag:${tag}`;
  return key === column;
}

const NONE: readonly string[] = [];

/** The words of a search that a column's text may hold. */
export function wordsFor({ terms }: Pick<Query, 'terms'>, column: Column): readonly string[] {
  if (terms.length === 0) return NONE;
  return terms.flatMap((term) =>
    term.isNot || !isAbout(term, column)
      ? []
      : term.values.flatMap((value) => value.replace(/^=/, '').split('*')).filter((word) => word !== ''),
  );
}

/** Where a text holds one of the words, without regard to case: from a place up to another one, in their order. */
export function hits(text: string, words: readonly string[]): [start: number, end: number][] {
  if (words.length === 0) return [];
  const lower = text.toLowerCase();
  // Some letters get longer in lower case; places in the one are then not those in the other.
  if (lower.length !== text.length) return [];
  const found: [start: number, end: number][] = [];
  for (const word of words)
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + 1)) {
      found.push([at, at + word.length]);
    }
  return joined(found.sort(([a], [b]) => a - b));
}

/** Makes one hit of those that touch. */
function joined(sorted: readonly [number, number][]): [number, number][] {
  const found: [number, number][] = [];
  for (const [start, end] of sorted) {
    const last = found.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}
