import type { Column } from './columns.js';
import type { Query, Term } from '../../../shared/query/query.js';

/** A piece of a text, and whether the search found it. */
export interface Piece {
  readonly text: string;
  readonly isHit: boolean;
}

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

/** Cuts a text where one of the words begins or ends, without regard to case. */
export function pieces(text: string, words: readonly string[]): Piece[] {
  const lower = text.toLowerCase();
  // Some letters get longer in lower case; places in the one are then not those in the other.
  if (words.length === 0 || lower.length !== text.length) return [{ text, isHit: false }];
  const isHit = new Uint8Array(text.length);
  for (const word of words) {
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + 1)) {
      isHit.fill(1, at, at + word.length);
    }
  }
  const found: Piece[] = [];
  let start = 0;
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && isHit[at] === isHit[start]) continue;
    found.push({ text: text.slice(start, at), isHit: isHit[start] === 1 });
    start = at;
  }
  return found;
}
