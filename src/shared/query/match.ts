import { instanceStates, mayBeReachable, type Reach } from '../node.js';
import { asInLine, LINE, type IndexedNode } from './indexed-node.js';
import type { Query, QueryKey, Term } from './query.js';
import { sourceName } from './source-names.js';

export type Match = (entry: IndexedNode) => boolean;

/** What `state:` can ask for; `hybrid` are nodes outside EC2, which have no state. */
export const stateValues = [...instanceStates, 'hybrid'] as const;

const reaches = [
  'ready',
  'checking',
  'unknown',
  'starting',
  'stopping',
  'stopped',
  'terminated',
  'not-managed',
  'offline',
  'agent-too-old',
] as const satisfies readonly Reach[];

/** Whether a text is the code of a reach. */
export const isReach = (value: string): value is Reach => (reaches as readonly string[]).includes(value);

/** What `reach:` can ask for: `ok` can be connected to, `no` cannot; what is still open is neither. */
export const reachValues = ['ok', 'no', ...reaches] as const;

/** A value in lower case, worked out once: a fleet has few types, zones, platforms and sources. */
const known = new Map<string, string>();
function lower(text: string | null): string {
  if (text === null) return '';
  let result = known.get(text);
  if (result === undefined) {
    result = text.toLowerCase();
    known.set(text, result);
  }
  return result;
}

const some = (values: readonly string[], of: (entry: IndexedNode) => string): Match => {
  const [only = ''] = values;
  if (values.length === 1) return (entry) => of(entry).includes(only);
  return (entry) => {
    const text = of(entry);
    return values.some((value) => text.includes(value));
  };
};

/** As `some`, but that after `=` a value is meant as a whole. */
function someOrWhole(values: readonly string[], of: (entry: IndexedNode) => string): Match {
  const wholes = new Set(values.flatMap((value) => (value.startsWith('=') ? value.slice(1) : [])));
  if (wholes.size === 0) return some(values, of);
  const parts = values.filter((value) => !value.startsWith('='));
  return (entry) => {
    const text = of(entry);
    return wholes.has(text) || parts.some((part) => text.includes(part));
  };
}

function stateMatch(values: readonly string[]): Match {
  const wanted = new Set(stateValues.filter((state) => values.some((value) => state.startsWith(value))));
  return ({ node }) => wanted.has(node.state ?? 'hybrid');
}

function reachMatch(values: readonly string[]): Match {
  const wanted = new Set(
    reaches.filter((reach) =>
      values.some(
        (value) =>
          reach.startsWith(value) ||
          (value === 'ok' && reach === 'ready') ||
          (value === 'no' && !mayBeReachable(reach)),
      ),
    ),
  );
  return ({ reach }) => wanted.has(reach);
}

/** What of a line of `text` a tag's value asks for: the whole of it, or what a `*` leaves open. */
const tagLines = ({ tag, values }: Term): string[] =>
  values.length === 0 ? [`${LINE.tag}${tag}=`] : values.map((value) => `${LINE.tag}${tag}=${value}\n`);

function tagMatch(term: Term): Match {
  const lines = tagLines(term);
  const [only = ''] = lines;
  if (term.values.length === 0 || (lines.length === 1 && !only.includes('*')))
    return ({ text }) => text.includes(only);
  const patterns = lines.map((line) =>
    line
      .split('*')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
      .join('[^\\n]*'),
  );
  const pattern = new RegExp(patterns.join('|'));
  return ({ text }) => pattern.test(text);
}

const ipTexts = (values: readonly string[]): string[] => values.map((value) => `${LINE.ip}${value}`);

const byKey: Record<Exclude<QueryKey, 'tag'> | 'text', (values: readonly string[]) => Match> = {
  text: (values) => some(values, ({ text }) => text),
  name: (values) => some(values, ({ node }) => node.name.toLowerCase()),
  id: (values) => some(values, ({ id }) => id),
  ip: (values) => some(ipTexts(values), ({ text }) => text),
  state: stateMatch,
  reach: reachMatch,
  platform: (values) => {
    const matches = [
      someOrWhole(values, ({ node }) => lower(node.platform)),
      someOrWhole(values, ({ platform }) => lower(platform)),
      someOrWhole(values, ({ node }) => lower(node.platformType)),
    ];
    return (entry) => matches.some((match) => match(entry));
  },
  type: (values) => someOrWhole(values, ({ node }) => lower(node.instanceType)),
  zone: (values) => someOrWhole(values, ({ node }) => lower(node.zone)),
  source: (values) => someOrWhole(values, ({ node }) => lower(sourceName(node.sourceId))),
};

/** Whether a term asks for anything yet: `state:` alone, as somebody types, does not. */
const asks = ({ key, tag, values }: Term): boolean => (key === 'tag' ? tag !== '' : values.length > 0);

function termMatch(term: Term): Match {
  const match = term.key === 'tag' ? tagMatch(term) : byKey[term.key](term.values);
  return term.isNot ? (entry) => !match(entry) : match;
}

/**
 * What a node's `text` holds where a term matches: one of these. Null where a node may match whatever its text is. That
 * it holds one need not mean that the term matches.
 */
export function heldTexts(term: Term): readonly string[] | null {
  if (term.isNot || !asks(term)) return null;
  switch (term.key) {
    case 'text':
      return term.values;
    case 'name':
    case 'id':
      return term.values.map(asInLine);
    case 'ip':
      return ipTexts(term.values);
    case 'tag':
      return tagLines(term).map((line) => line.replace(/\*.*/s, ''));
    default:
      return null;
  }
}

/** The test that holds where all of some do. */
export function allOf(tests: readonly Match[]): Match {
  const [first, second] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (entry) => {
    for (const test of tests) if (!test(entry)) return false;
    return true;
  };
}

/** Makes the test for a search. */
export const matchQuery = ({ terms }: Pick<Query, 'terms'>): Match =>
  allOf(terms.filter(asks).map(termMatch));
