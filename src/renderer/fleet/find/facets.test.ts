import { describe, expect, it } from 'vitest';
import { makeNode } from '../../../../test/support/nodes.js';
import { asksFor, facetsOf, facetValues, toggleFacet } from './facets.js';
import { indexNode } from '../../../shared/query/indexed-node.js';
import { matchQuery } from '../../../shared/query/match.js';
import { parseQuery } from '../../../shared/query/query.js';
import { Vocabulary } from './vocabulary.js';

const nodes = [
  makeNode({ id: 'i-1', platform: 'Amazon Linux 2', tags: { Env: 'prod', Name: 'a' } }),
  makeNode({ id: 'i-2', platform: 'Amazon Linux 2023', tags: { Env: 'prod', Name: 'b' } }),
  makeNode({
    id: 'i-3',
    platform: 'Amazon Linux 2023',
    state: 'stopped',
    tags: { Env: 'my dev', 'a=b': 'c' },
  }),
  makeNode({ id: 'mi-4', kind: 'hybrid', state: null, tags: {} }),
].map((node) => indexNode(node));
const vocabulary = new Vocabulary();
for (const node of nodes) vocabulary.add(node);

const found = (text: string) => nodes.filter(matchQuery(parseQuery(text))).map(({ id }) => id);

describe('facets', () => {
  it('are the fields and the tags that nodes share, with values and counts, the most frequent first', () => {
    expect(facetsOf(vocabulary)).toEqual([
      'reach',
      'state',
      'platform',
      'type',
      'zone',
      'source',
      'tag:Env',
      'tag:a=b',
    ]);
    expect(facetValues(vocabulary, 'tag:Env')).toEqual([
      { value: 'prod', count: 2 },
      { value: 'my dev', count: 1 },
    ]);
    expect(facetValues(vocabulary, 'state')).toEqual([
      { value: 'running', count: 2 },
      { value: 'hybrid', count: 1 },
      { value: 'stopped', count: 1 },
    ]);
  });

  it('find as many nodes as they say, whatever the value', () => {
    for (const facet of facetsOf(vocabulary)) {
      const values = facetValues(vocabulary, facet);
      for (const { value, count } of values) {
        const text = toggleFacet('', facet, value, values);
        expect(found(text), text).toHaveLength(count);
        expect(asksFor(parseQuery(text), facet, value), text).toBe(true);
        expect(toggleFacet(text, facet, value, values)).toBe('');
      }
    }
  });

  it('keep the rest of the search as it is written', () => {
    const first = toggleFacet('web  -windows', 'tag:Env', 'prod');
    expect(first).toBe('web  -windows tag:Env=prod');
    const second = toggleFacet(first, 'tag:Env', 'my dev');
    expect(second).toBe('web  -windows tag:Env=prod,"my dev"');
    expect(toggleFacet(`${second} state:running`, 'tag:Env', 'prod')).toBe(
      'web  -windows tag:Env="my dev" state:running',
    );
    expect(found(toggleFacet(toggleFacet('', 'tag:Env', 'prod'), 'tag:Env', 'my dev'))).toHaveLength(3);
  });

  it('leave terms alone that turn the facet round', () => {
    expect(toggleFacet('-state:stopped', 'state', 'stopped')).toBe('-state:stopped state:stopped');
  });
});
