import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeNode } from '../../../../test/support/nodes.js';
import type { Column } from './columns.js';
import { FleetIndex } from './fleet-index.js';
import { likeliest } from './likeliest.js';
import { mayBeReachable } from '../../../shared/node.js';
import { matchQuery } from '../../../shared/query/match.js';
import { parseQuery } from '../../../shared/query/query.js';
import { isGroup, views, type Look, type Marks } from './row-list.js';
import { compareBy } from './sort.js';

const marks: Marks = {
  favourites: new Set(['i-1', 'i-4']),
  visits: new Map([
    ['i-2', 5],
    ['i-3', 9],
    ['i-7', 1],
  ]),
  connected: new Set(['i-5']),
};
const byName = { column: 'name', direction: 'ascending' } as const;
const look = (change: Partial<Look>): Look => ({
  query: '',
  view: 'all',
  sort: byName,
  groupBy: null,
  collapsed: new Set(),
  ...change,
});
const nodes = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    makeNode({
      id: `i-${index}`,
      name: `web-${count - index}`,
      tags: index % 3 === 0 ? {} : { env: index % 3 === 1 ? 'prod' : 'dev' },
    }),
  );

function index(count: number): FleetIndex {
  const made = new FleetIndex();
  made.merge({ nodes: nodes(count), removed: [] });
  return made;
}

describe('RowList', () => {
  it('shows recent nodes by how much they were used', () => {
    const { list } = index(10);
    list.show(look({ view: 'recent', sort: null }), marks);
    expect(list.rows().found.map(({ id }) => id)).toEqual(['i-3', 'i-2', 'i-7']);
  });

  it('counts a node that is still being checked neither as ready nor as not reachable', () => {
    const made = index(1);
    made.merge({ nodes: [makeNode({ id: 'i-9', managed: 'checking', ping: null })], removed: [] });
    const shown = (view: Look['view']) => {
      made.list.show(look({ view }), marks);
      return made.list.rows().found.map(({ id }) => id);
    };
    expect([shown('ready'), shown('notReady')]).toEqual([['i-0'], []]);
  });

  it('makes groups in the order of their values, and hides what is collapsed', () => {
    const { list } = index(7);
    list.show(look({ groupBy: 'tag:env', collapsed: new Set(['prod']) }), marks);
    const drawn = list
      .rows()
      .lines.map((line) => (isGroup(line) ? `${line.group || 'none'} ${line.count}` : line.id));
    expect(drawn).toEqual(['dev 2', 'i-5', 'i-2', 'prod 2', 'none 3', 'i-6', 'i-3', 'i-0']);
    expect(list.rows().found).toHaveLength(7);
  });

  it('shows after any steps what working it all out anew would show', () => {
    const step = fc.oneof(
      fc.record({
        query: fc.constantFrom(
          '',
          'w',
          'we',
          'web',
          'web-1',
          'tag:env',
          '-prod',
          'prod web',
          'state:stop web',
        ),
      }),
      fc.record({ view: fc.constantFrom(...views) }),
      fc.record({
        sort: fc.record({
          column: fc.constantFrom<Column>('name', 'id', 'reach', 'launched', 'privateIp', 'tag:env'),
          direction: fc.constantFrom('ascending' as const, 'descending' as const),
        }),
      }),
      fc.record({ isPrepared: fc.constant(true) }),
      fc.record({
        page: fc.record({
          nodes: fc.array(
            fc.record({
              id: fc.nat(9).map((id) => `i-${id}`),
              name: fc.constantFrom('web-1', 'db', 'we'),
              state: fc.constantFrom('running', 'stopped'),
            }),
            { maxLength: 4 },
          ),
          removed: fc.array(
            fc.nat(9).map((id) => `i-${id}`),
            { maxLength: 2 },
          ),
        }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const fleet = index(6);
        let now = look({});
        fleet.list.show(now, marks);
        for (const change of steps) {
          if ('isPrepared' in change) fleet.prepare(() => true);
          else if ('page' in change) {
            fleet.merge({
              nodes: change.page.nodes.map((given) => makeNode(given)),
              removed: change.page.removed,
            });
          } else {
            now = { ...now, ...change };
            fleet.list.show(now, marks);
          }
          const anew = new FleetIndex();
          anew.merge({ nodes: [...fleet.nodes.values()].map(({ node }) => node), removed: [] });
          const matches = matchQuery(parseQuery(now.query));
          const seen = [...anew.nodes.values()].sort(compareBy(now.sort ?? byName)).filter(
            (entry) =>
              matches(entry) &&
              {
                all: true,
                ready: entry.reach === 'ready',
                notReady: !mayBeReachable(entry.reach),
                favourites: marks.favourites.has(entry.id),
                recent: marks.visits.has(entry.id),
                connected: marks.connected.has(entry.id),
              }[now.view],
          );
          expect(fleet.list.rows().found.map(({ id }) => id)).toEqual(seen.map(({ id }) => id));
        }
      }),
    );
  });
});

it('a search that is interrupted shows its first rows, and in the end what one in a single go finds', () => {
  const step = fc.record({
    query: fc.constantFrom('', 'w', 'we', 'web', 'web-1', 'web-12', '-web-1', 'env=prod', 'dev', 'nothing'),
    descending: fc.boolean(),
    /** How many have to be found before it is interrupted. */
    first: fc.constantFrom(0, 1, 40, 600),
    goesOn: fc.boolean(),
    isPrepared: fc.boolean(),
    renamed: fc.option(fc.nat(1299).map((id) => `i-${id}`)),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const fleet = index(1300);
      for (const { query, descending, first, goesOn, isPrepared, renamed } of steps) {
        const sort = { column: 'name', direction: descending ? 'descending' : 'ascending' } as const;
        fleet.list.show(look({ query, sort }), marks);
        fleet.list.seek(({ found }) => found < first);
        const soFar = fleet.list.rowsSoFar();
        const early = soFar.found.map(({ id }) => id);
        const matches = matchQuery(parseQuery(query));
        const plain = () =>
          [...fleet.nodes.values()]
            .filter(matches)
            .sort(compareBy(sort))
            .map(({ id }) => id);
        expect(early).toEqual(soFar.isWhole ? plain() : plain().slice(0, early.length));
        if (!soFar.isWhole) expect(early.length).toBeGreaterThanOrEqual(first);
        if (isPrepared) fleet.prepare(() => true);
        if (renamed !== null) fleet.merge({ nodes: [makeNode({ id: renamed, name: 'web-1' })], removed: [] });
        // Else the next search comes before this one is through.
        if (!goesOn) continue;
        const { found } = fleet.list.rows();
        if (renamed === null) expect(fleet.list.meant).toBe(likeliest(found, query));
        expect(found.map(({ id }) => id)).toEqual(plain());
      }
    }),
    { numRuns: 40 },
  );
});

it('a fleet gets ready to be searched bit by bit, as time is given to it', () => {
  const fleet = index(120);
  const looks = [true, false];
  expect(fleet.prepare(() => looks.shift() ?? false)).toBe(false);
  fleet.merge({ nodes: [makeNode({ id: 'i-1', name: 'other' })], removed: ['i-2'] });
  expect(fleet.prepare(() => true)).toBe(true);
  expect(fleet.prepare(() => true)).toBe(true);
});
