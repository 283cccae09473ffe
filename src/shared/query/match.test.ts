import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ManagedNode } from '../node.js';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import { indexNode } from './indexed-node.js';
import { matchQuery } from './match.js';
import { parseQuery } from './query.js';
import { setSourceNames } from './source-names.js';

const node = makeNode({
  id: 'i-0a3f9c21d7e4b5f10',
  name: 'Web-1',
  platform: 'Red Hat Enterprise Linux 9.4',
  instanceType: 'm7g.large',
  privateIp: '10.0.12.41',
  publicIp: '203.0.113.9',
  zone: 'ap-northeast-2a',
  tags: { env: 'prod', Team: 'Core Services', empty: '' },
});
const matches = (query: string, given = node) => matchQuery(parseQuery(query))(indexNode(given));

describe('matchQuery', () => {
  it.each([
    '',
    '  ',
    'web',
    'WEB-1',
    '0a3f9c',
    '10.0.12',
    '203.0',
    '"red hat"',
    'rhel',
    'm7g',
    '2a',
    'env=prod',
    'team=core web',
    'tag:env',
    'tag:ENV=Prod',
    'tag:env=stage,prod',
    'tag:env=p*',
    'tag:team="core services"',
    'tag:team=*serv*',
    'tag:empty=""',
    'state:running',
    'state:run',
    'platform:rhel',
    'platform:linux',
    'type:m7g',
    'zone:ap-northeast-2',
    'id:i-0a3f',
    'ip:10.0',
    'ip:203.',
    'reach:ok',
    'name:web',
    '-windows',
    '-state:stopped',
    '-tag:env=stage',
    '-tag:owner',
    'state:',
    'tag:',
    '-',
  ])('finds the node by %j', (query) => expect(matches(query)).toBe(true));

  it.each([
    'web stage',
    'tag:env=pro',
    'tag:en',
    'tag:env=""',
    'tag:env=*x*',
    'state:stopped',
    'state:nonsense',
    'ip:0.12',
    'reach:no',
    'reach:offline',
    'name:prod',
    '-web',
    '-state:running',
    '-tag:env',
    'source:nowhere',
    'platform:windows',
  ])('does not find it by %j', (query) => expect(matches(query)).toBe(false));

  it('does not find a word across two values', () => expect(matches('1i-0a')).toBe(false));

  it('tells what a node outside EC2 is, and what cannot be reached', () => {
    const hybrid = makeNode({ id: 'mi-1', kind: 'hybrid', state: null, ping: 'ConnectionLost' });
    expect(matches('state:hybrid', hybrid)).toBe(true);
    expect(matches('reach:no', hybrid)).toBe(true);
    expect(matches('reach:off', hybrid)).toBe(true);
    expect(matches('state:running', hybrid)).toBe(false);
  });

  it.each(['checking', 'unknown'] as const)(
    'counts what is %s neither as reachable nor as not',
    (managed) => {
      const open = makeNode({ id: 'i-1', managed, ping: null });
      expect(matches('reach:ok', open)).toBe(false);
      expect(matches('reach:no', open)).toBe(false);
      expect(matches(`reach:${managed}`, open)).toBe(true);
    },
  );

  it('knows a source by its profile and region', () => {
    setSourceNames([
      makeSource({ id: 'default@eu-central-1', profile: 'Acme-Prod', region: 'eu-central-1' }),
    ]);
    expect(matches('source:acme')).toBe(true);
    expect(matches('source:"acme-prod eu"')).toBe(true);
    setSourceNames([]);
  });

  it('finds what a naive search through all fields finds', () => {
    const word = fc.constantFrom('a', 'b', 'ab', 'ba', 'x1', '10.0.0.1', 'prod', '=');
    const anyNode: fc.Arbitrary<ManagedNode> = fc
      .record({
        name: fc.constantFrom('', 'Ab', 'ba-1', 'aab', 'x10'),
        privateIp: fc.constantFrom(null, '10.0.0.1', '110.0.0.1'),
        publicIp: fc.constantFrom(null, '10.0.0.12'),
        zone: fc.constantFrom(null, 'ab-1a'),
        instanceType: fc.constantFrom(null, 'a.ab'),
        state: fc.constantFrom('running' as const, 'stopped' as const, null),
        tags: fc.dictionary(fc.constantFrom('a', 'Ab', 'b'), fc.constantFrom('', 'A', 'ab', 'prod')),
      })
      .map((given) => makeNode({ id: 'i-0ab', ...given }));
    const term = fc.oneof(
      word.map((value) => ({ text: value, test: (n: ManagedNode) => naiveText(n, value) })),
      fc.tuple(fc.constantFrom('a', 'ab', 'b', 'c'), word).map(([tag, value]) => ({
        text: `tag:${tag}=${value}`,
        test: (n: ManagedNode) =>
          Object.entries(n.tags).some(([key, held]) => `${key}=${held}`.toLowerCase() === `${tag}=${value}`),
      })),
      fc.constantFrom('a', 'ab', 'c').map((tag) => ({
        text: `tag:${tag}`,
        test: (n: ManagedNode) => Object.keys(n.tags).some((key) => key.toLowerCase() === tag),
      })),
      word.map((value) => ({
        text: `ip:${value}`,
        test: (n: ManagedNode) => [n.privateIp, n.publicIp].some((ip) => ip?.startsWith(value) === true),
      })),
      fc.constantFrom('running', 'stopped').map((state) => ({
        text: `state:${state}`,
        test: (n: ManagedNode) => n.state === state,
      })),
      word.map((value) => ({
        text: `zone:${value}`,
        test: (n: ManagedNode) => (value === '=' ? n.zone === null : (n.zone ?? '').includes(value)),
      })),
    );
    const signed = fc
      .tuple(term, fc.boolean())
      .map(([{ text, test }, isNot]) =>
        isNot ? { text: `-${text}`, test: (n: ManagedNode) => !test(n) } : { text, test },
      );
    fc.assert(
      fc.property(anyNode, fc.array(signed, { maxLength: 4 }), (given, all) => {
        const text = all.map((each) => each.text).join(' ');
        expect(matches(text, given), text).toBe(all.every(({ test }) => test(given)));
      }),
      { numRuns: 500 },
    );
  });
});

/** All text of a node that words are looked for in, value by value. */
function naiveText(given: ManagedNode, word: string): boolean {
  return [
    given.name,
    given.id,
    given.privateIp,
    given.publicIp,
    given.platform,
    given.platformType,
    given.instanceType,
    given.zone,
    ...Object.entries(given.tags).map(([key, value]) => `${key}=${value}`),
  ].some((value) => (value ?? '').toLowerCase().includes(word));
}
