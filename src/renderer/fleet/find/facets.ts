import { tagOfColumn } from './columns.js';
import {
  parseQuery,
  quoted,
  quotedName,
  withoutTerm,
  withTerm,
  type Query,
  type Term,
} from '../../../shared/query/query.js';
import { sourceName } from '../../../shared/query/source-names.js';
import type { Vocabulary } from './vocabulary.js';

/** What every fleet can be narrowed by; its tags come after these. */
export const fixedFacets = ['reach', 'state', 'platform', 'type', 'zone', 'source'] as const;
/** What the fleet can be narrowed by, named as the column that shows it. */
export type Facet = (typeof fixedFacets)[number] | `tag:${string}`;

/** A value of a facet, and how many nodes of the whole fleet have it. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** The most tags that make facets, those on the most nodes. */
const MOST_TAGS = 12;

/** The facets of a fleet: those that every one has, and its tags, but for those that differ from node to node. */
export function facetsOf({ tags }: Pick<Vocabulary, 'tags'>): Facet[] {
  const common = [...tags]
    .filter(([tag, { isEndless, values }]) => tag !== 'Name' && !isEndless && values.size > 0)
    .sort(([, a], [, b]) => b.nodes - a.nodes)
    .slice(0, MOST_TAGS)
    .map(([tag]): Facet => `tag:${tag}`);
  return [...fixedFacets, ...common];
}

/** The values of a facet, the most frequent first. */
export function facetValues(vocabulary: Pick<Vocabulary, 'tags' | 'words'>, facet: Facet): FacetValue[] {
  const tag = tagOfColumn(facet);
  const counts =
    tag === null
      ? vocabulary.words(facet as Exclude<Facet, `tag:${string}`>)
      : (vocabulary.tags.get(tag)?.values ?? []);
  const values = [...counts].map(([value, count]) => ({
    value: facet === 'source' ? sourceName(value) : value,
    count,
  }));
  return values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

const isOf = (facet: Facet, { key, tag, isNot, values }: Term): boolean => {
  const wanted = tagOfColumn(facet);
  if (isNot || values.length === 0) return false;
  return wanted === null ? key === facet : key === 'tag' && tag === wanted.toLowerCase();
};

const isValue = (term: string, value: string): boolean =>
  term === value.toLowerCase() || term === `=${value.toLowerCase()}`;

/** How many values of a facet a search asks for. */
export const chosenCount = ({ terms }: Pick<Query, 'terms'>, facet: Facet): number =>
  terms.reduce((sum, term) => sum + (isOf(facet, term) ? term.values.length : 0), 0);

/** Whether a search asks for a value of a facet. */
export const asksFor = ({ terms }: Pick<Query, 'terms'>, facet: Facet, value: string): boolean =>
  terms.some((term) => isOf(facet, term) && term.values.some((each) => isValue(each, value)));

/**
 * The search with a value of a facet more, or without it where it is there. Values of one facet stand in one term, of
 * which one has to fit.
 *
 * @param others the facet's values: where one holds the wanted one, that is written as a whole
 */
export function toggleFacet(
  text: string,
  facet: Facet,
  value: string,
  others: readonly FacetValue[] = [],
): string {
  const query = parseQuery(text);
  const term = query.terms.find((each) => isOf(facet, each));
  const isThere = asksFor(query, facet, value);
  const kept = term?.values.filter((each) => !isValue(each, value)) ?? [];
  const lower = value.toLowerCase();
  const isPart =
    tagOfColumn(facet) === null &&
    others.some((other) => other.value !== value && other.value.toLowerCase().includes(lower));
  const values = isThere ? kept : [...kept, isPart ? `=${value}` : value];
  const tag = tagOfColumn(facet);
  const head = tag === null ? `${facet}:` : `tag:${quotedName(tag)}=`;
  const written = values.length === 0 ? '' : `${head}${values.map(quoted).join(',')}`;
  if (term === undefined) return withTerm(text, written);
  return written === ''
    ? withoutTerm(text, term)
    : `${text.slice(0, term.start)}${written}${text.slice(term.end)}`;
}
