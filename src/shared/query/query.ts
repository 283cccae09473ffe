/** The keys that a search can name before a colon, as in `state:running`. */
export const queryKeys = [
  'name',
  'id',
  'ip',
  'tag',
  'state',
  'reach',
  'platform',
  'type',
  'zone',
  'source',
] as const;
export type QueryKey = (typeof queryKeys)[number];

/** One condition of a search. All of a search's terms have to hold. */
export interface Term {
  /** What is looked at; `text` is everything that a node is known by. */
  readonly key: QueryKey | 'text';
  /** Whether the condition must not hold. */
  readonly isNot: boolean;
  /** What is looked for, in lower case; one of them has to fit. Empty while it is still to be typed. */
  readonly values: readonly string[];
  /** The tag's name in lower case; empty for all other keys. */
  readonly tag: string;
  /** Where the term stands in the text: from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
}

/** Something in a search that may not mean what its writer meant. */
export interface QueryNote {
  readonly kind: 'unknown-key' | 'open-quote';
  /** The part of the search that it is about. */
  readonly about: string;
}

export interface Query {
  readonly text: string;
  readonly terms: readonly Term[];
  readonly notes: readonly QueryNote[];
}

interface Letter {
  readonly char: string;
  readonly isQuoted: boolean;
}

interface Token {
  readonly letters: readonly Letter[];
  readonly start: number;
  readonly end: number;
  readonly isOpen: boolean;
  /** Whether anything was quoted, so that "" is a value although it is empty. */
  readonly hasQuotes: boolean;
}

/** Cuts a text at its spaces, but not at those between quotes. The quotes themselves go. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at++;
      continue;
    }
    const start = at;
    const letters: Letter[] = [];
    let isQuoted = false;
    let hasQuotes = false;
    for (; at < text.length; at++) {
      const char = text.charAt(at);
      if (char === '"') {
        isQuoted = !isQuoted;
        hasQuotes = true;
      } else if (!isQuoted && /\s/.test(char)) break;
      else letters.push({ char, isQuoted });
    }
    tokens.push({ letters, start, end: at, isOpen: isQuoted, hasQuotes });
  }
  return tokens;
}

const textOf = (letters: readonly Letter[]): string =>
  letters
    .map(({ char }) => char)
    .join('')
    .toLowerCase();

const find = (letters: readonly Letter[], wanted: string): number =>
  letters.findIndex(({ char, isQuoted }) => !isQuoted && char === wanted);

/** The values between commas; an empty one counts only where quotes say that it is meant. */
function valuesOf(letters: readonly Letter[], keepEmpty: boolean): string[] {
  const comma = find(letters, ',');
  if (comma === -1) {
    const value = textOf(letters);
    return value === '' && !keepEmpty ? [] : [value];
  }
  return [...valuesOf(letters.slice(0, comma), false), ...valuesOf(letters.slice(comma + 1), false)];
}

const isKey = (name: string): name is QueryKey => (queryKeys as readonly string[]).includes(name);

function termOf({ letters: all, start, end, hasQuotes }: Token): Term {
  const [first] = all;
  const isNot = first?.char === '-' && !first.isQuoted;
  const letters = isNot ? all.slice(1) : all;
  const place = { isNot, start, end };
  const colon = find(letters, ':');
  const key = colon === -1 ? '' : textOf(letters.slice(0, colon));
  if (!isKey(key)) {
    const word = textOf(letters);
    return { ...place, key: 'text', tag: '', values: word === '' ? [] : [word] };
  }
  const rest = letters.slice(colon + 1);
  if (key !== 'tag') return { ...place, key, tag: '', values: valuesOf(rest, false) };
  const equals = find(rest, '=');
  if (equals === -1) return { ...place, key, tag: textOf(rest), values: [] };
  const values = valuesOf(rest.slice(equals + 1), hasQuotes);
  return { ...place, key, tag: textOf(rest.slice(0, equals)), values };
}

/**
 * Reads a search: words and `key:value` terms, all of which have to hold. `-` before a term turns it round, quotes keep
 * spaces together, a comma separates values of which one has to fit. Never fails: what is no term is looked for as text,
 * and `notes` says so.
 */
export function parseQuery(text: string): Query {
  const tokens = tokensOf(text);
  const terms = tokens.map(termOf);
  const notes: QueryNote[] = [];
  tokens.forEach((token, index) => {
    const written = text.slice(token.start, token.end);
    const key = /^-?([a-z]{2,}):(?!\/\/)./i.exec(written)?.[1];
    if (terms[index]?.key === 'text' && key !== undefined) notes.push({ kind: 'unknown-key', about: key });
    if (token.isOpen) notes.push({ kind: 'open-quote', about: written });
  });
  return { text, terms, notes };
}

const needsQuotes = /[\s",]/;

/** Writes a tag's name so that `parseQuery` reads it as one. */
export const quotedName = (name: string): string =>
  name.includes('=') ? `"${name.replaceAll('"', '')}"` : quoted(name);

/** Writes a value so that `parseQuery` reads it as one. A quote in it cannot be written, and goes. */
export const quoted = (value: string): string =>
  value === '' || needsQuotes.test(value) || value.startsWith('-') ? `"${value.replaceAll('"', '')}"` : value;

/** The search without one of its terms. */
export function withoutTerm(text: string, { start, end }: Pick<Term, 'start' | 'end'>): string {
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim();
}

/** The search with one term more. */
export const withTerm = (text: string, term: string): string => `${text.trim()} ${term}`.trim();
