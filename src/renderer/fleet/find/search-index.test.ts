import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeNode } from '../../../../test/support/nodes.js';
import { indexNode, type IndexedNode } from '../../../shared/query/indexed-node.js';
import { matchQuery } from '../../../shared/query/match.js';
import { parseQuery } from '../../../shared/query/query.js';
import { SearchIndex } from './search-index.js';

/** What a search finds of some nodes by the index; those that it has not got are looked at. */
function found(index: SearchIndex, entries: readonly IndexedNode[], text: string): IndexedNode[] {
  const query = parseQuery(text);
  const { among, match } = index.finder(query);
  return entries.filter((entry) =>
    entry.slot === -1
      ? matchQuery(query)(entry)
      : (among?.has(entry.slot) ?? true) && (match?.(entry) ?? true),
  );
}

/** Nodes with these names, taken into an index. */
function named(names: readonly string[]): { index: SearchIndex; find: (query: string) => string[] } {
  const index = new SearchIndex();
  const entries = names.map((name, place) => indexNode(makeNode({ id: `i-${place}`, name, platform: '' })));
  for (const entry of entries) index.add(entry);
  return { index, find: (query) => found(index, entries, query).map(({ node }) => node.name) };
}

const word = fc.string({
  unit: fc.constantFrom('a', 'B', 'c', '1', '-', '=', '*', '웹', '서', 'É', 'İ'),
  maxLength: 5,
});
const node = fc.record({
  id: fc.nat(999).map((id) => `i-${id}`),
  name: word,
  computerName: word,
  state: fc.constantFrom('running', 'stopped', null),
  platform: fc.constantFrom('Ubuntu 24.04', 'Amazon Linux 2'),
  instanceType: fc.constantFrom('t3.micro', 'm7g.large', null),
  privateIp: fc.ipV4(),
  tags: fc.dictionary(fc.constantFrom('env', 'Env', 'env=a', 'a'), word, { maxKeys: 3 }),
});
const term = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        '',
        '-',
        'name:',
        '-id:',
        'ip:',
        'tag:',
        'tag:env=',
        '-tag:env=a*,',
        'tag:"env=a"=',
        '-tag:a',
        '"',
      ),
      fc.oneof(
        word,
        fc.ipV4().map((ip) => ip.slice(0, 4)),
        fc.nat(99).map((id) => `i-${id}`),
      ),
    )
    .map(([key, value]) => key + value),
  fc.constantFrom('state:', 'state:stop', '-state:run,hybrid', 'reach:no', '-reach:ok', 'platform:al'),
  fc.constantFrom('platform:linux', 'type:t3', '-type:=m7g.large', 'zone:1a', 'source:default'),
);

it('finds what looking at every node finds, whatever has come, changed and gone', () => {
  const step = fc.record({
    node,
    isAdded: fc.boolean(),
    goes: fc.option(fc.nat(60)),
    changed: fc.option(fc.record({ place: fc.nat(60), state: fc.constantFrom('running', 'stopping') })),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 80 }),
      fc.array(term, { minLength: 1, maxLength: 3 }),
      (steps, terms) => {
        const index = new SearchIndex();
        const entries = steps.map((each) => indexNode(makeNode(each.node)));
        steps.forEach(({ isAdded, goes, changed }, place) => {
          const entry = entries[place];
          if (entry?.slot === -1 && isAdded) index.add(entry);
          const gone = entries[goes ?? -1];
          if (gone !== undefined) index.remove(gone);
          const before = changed === null ? undefined : entries[changed.place];
          if (before === undefined) return;
          const after = indexNode({ ...before.node, state: changed?.state ?? null }, before);
          index.change(before, after);
          entries[entries.indexOf(before)] = after;
        });
        const query = terms.join(' ');
        expect(found(index, entries, query)).toEqual(entries.filter(matchQuery(parseQuery(query))));
      },
    ),
    { numRuns: 500 },
  );
});

it('finds a name by a tab in it, which its text has as a space', () => {
  expect(named(['a\tb']).find('name:"a\tb"')).toEqual(['a\tb']);
});

it('reads no text that cannot match, and none at all for one or two letters and for what nodes have alike', () => {
  const index = new SearchIndex();
  const read: string[] = [];
  const entries = Array.from({ length: 100 }, (_, place) => {
    const name = place % 10 === 0 ? `queue-${place}` : 'web';
    const entry = indexNode(makeNode({ id: `i-${place}`, name, state: place < 50 ? 'running' : 'stopped' }));
    const { text } = entry;
    index.add(entry);
    return Object.defineProperty(entry, 'text', {
      get() {
        read.push(entry.id);
        return text;
      },
    });
  });
  expect(found(index, entries, 'qu')).toHaveLength(10);
  expect(found(index, entries, '-qu state:run')).toHaveLength(45);
  expect(found(index, entries, 'eub')).toEqual([]);
  expect(read).toEqual([]);
  expect(found(index, entries, 'queue-3 state:running')).toEqual([entries[30]]);
  expect(read).toEqual(['i-30']);
  expect(found(index, entries, '-queue')).toHaveLength(90);
  expect(read).toHaveLength(11);
});

it('looks at texts where their letters beside one another do not tell', () => {
  const { find } = named(['abc-bcd', 'abcd', 'xay-éa', '웹서버', '서버웹']);
  expect(find('abcd')).toEqual(['abcd']);
  expect(find('éa')).toEqual(['xay-éa']);
  expect(find('-ab')).toEqual(['xay-éa', '웹서버', '서버웹']);
  expect(find('웹서')).toEqual(['웹서버']);
  expect(find('-웹서')).toEqual(['abc-bcd', 'abcd', 'xay-éa', '서버웹']);
});

it('looks at texts for a tag that has a value of its own in every node, and at none for one with few values', () => {
  const index = new SearchIndex();
  const entries = Array.from({ length: 100 }, (_, place) =>
    indexNode(
      makeNode({ id: `i-${place}`, tags: { Env: place % 2 === 0 ? 'prod' : 'dev', owner: `o${place}` } }),
    ),
  );
  for (const entry of entries) index.add(entry);
  expect(found(index, entries, 'tag:owner=o7')).toEqual([entries[7]]);
  // The first two stand for all that have the same value.
  for (const entry of entries.slice(2)) Object.defineProperty(entry, 'text', { value: '' });
  expect(found(index, entries, 'tag:env=prod')).toHaveLength(50);
  expect(found(index, entries, '-tag:env=pr*')).toHaveLength(50);
  expect(found(index, entries, 'tag:other')).toEqual([]);
});

it('knows that a test holds for no node, also where some have all of its letters', () => {
  const { index } = named(['abc-bcd', 'abcd']);
  const holders = (text: string, query = '') =>
    index.holders(text, (entry) => entry.text.includes(text), index.finder(parseQuery(query)).among);
  expect(holders('abcd')?.has(1)).toBe(true);
  expect(holders('abcx')?.isEmpty).toBe(true);
  expect(holders('cdabc')?.isEmpty).toBe(true);
  expect(holders('abcd', 'id:i-0')?.isEmpty).toBe(true);
  expect(holders('')).toBeNull();
});

it('has room for as many nodes as come', () => {
  const names = Array.from({ length: 5000 }, (_, place) => (place === 4321 ? 'zz' : 'web'));
  expect(named(names).find('zz')).toEqual(['zz']);
  expect(named(names).find('-zz')).toHaveLength(4999);
});
