import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeNode } from '../../../../test/support/nodes.js';
import { indexNode } from '../../../shared/query/indexed-node.js';
import { matchQuery } from '../../../shared/query/match.js';
import { parseQuery } from '../../../shared/query/query.js';
import { TextIndex } from './text-index.js';

const word = fc.string({
  unit: fc.constantFrom('a', 'B', 'c', '1', '-', '=', '*', '웹', 'É', 'İ'),
  maxLength: 5,
});
const node = fc
  .record({ id: fc.nat(999), name: word, computerName: word, env: word, ip: fc.ipV4() })
  .map(({ id, name, computerName, env, ip }) =>
    indexNode(makeNode({ id: `i-${id}`, name, computerName, privateIp: ip, tags: { env } })),
  );
const term = fc
  .tuple(
    fc.constantFrom('', '-', 'name:', 'id:', 'ip:', 'tag:', 'tag:env=', 'tag:env=a*,', 'state:', '"'),
    fc.oneof(
      word,
      fc.ipV4().map((ip) => ip.slice(0, 4)),
      fc.nat(99).map((id) => `i-${id}`),
    ),
  )
  .map(([key, value]) => key + value);

it('finds what looking at every text finds, whatever has come and gone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ entry: node, isAdded: fc.boolean(), goes: fc.option(fc.nat(60)) }), {
        maxLength: 80,
      }),
      fc.array(term, { minLength: 1, maxLength: 3 }),
      (steps, terms) => {
        const index = new TextIndex();
        const entries = steps.map(({ entry }) => entry);
        steps.forEach(({ entry, isAdded, goes }) => {
          if (isAdded) index.add(entry);
          const gone = goes === null ? undefined : entries[goes];
          if (gone !== undefined) index.remove(gone);
        });
        const query = parseQuery(terms.join(' '));
        const matches = entries.filter(index.match(query));
        expect(matches).toEqual(entries.filter(matchQuery(query)));
      },
    ),
    { numRuns: 500 },
  );
});

it('finds a name by a tab in it, which its text has as a space', () => {
  const index = new TextIndex();
  const entry = indexNode(makeNode({ id: 'i-1', name: 'a\tb' }));
  index.add(entry);
  expect(index.match(parseQuery('name:"a\tb"'))(entry)).toBe(true);
});

it('reads no text that cannot match, and none at all for one or two letters', () => {
  const index = new TextIndex();
  const read: string[] = [];
  const entries = Array.from({ length: 100 }, (_, place) => {
    const entry = indexNode(
      makeNode({ id: `i-${place}`, name: place % 10 === 0 ? `queue-${place}` : 'web' }),
    );
    const { text } = entry;
    index.add(entry);
    return Object.defineProperty(entry, 'text', {
      get() {
        read.push(entry.id);
        return text;
      },
    });
  });
  expect(entries.filter(index.match(parseQuery('qu')))).toHaveLength(10);
  expect(read).toEqual([]);
  expect(entries.filter(index.match(parseQuery('queue-3 state:running')))).toEqual([entries[30]]);
  expect(read).toEqual(['i-30']);
});

it('looks at texts where pairs alone do not tell', () => {
  const index = new TextIndex();
  const entries = ['ab-bc', 'abc', 'xay-éa'].map((name) =>
    indexNode(makeNode({ id: 'i-0', name, platform: '' })),
  );
  for (const entry of entries) index.add(entry);
  const found = (query: string) =>
    entries.filter(index.match(parseQuery(query))).map(({ node }) => node.name);
  expect(found('abc')).toEqual(['abc']);
  expect(found('éa')).toEqual(['xay-éa']);
  expect(found('-ab')).toEqual(['xay-éa']);
});

it('has room for as many nodes as come', () => {
  const index = new TextIndex();
  const entries = Array.from({ length: 5000 }, (_, place) =>
    indexNode(makeNode({ id: `i-${place}`, name: place === 4321 ? 'zz' : 'web' })),
  );
  for (const entry of entries) index.add(entry);
  expect(entries.filter(index.match(parseQuery('zz')))).toEqual([entries[4321]]);
});
