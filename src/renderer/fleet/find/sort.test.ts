import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeNode } from '../../../../test/support/nodes.js';
import { indexNode, type IndexedNode } from '../../../shared/query/indexed-node.js';
import type { Column } from './columns.js';
import { compareBy, dropGone, mergeSorted, nextSort, sortNodes, type Sort } from './sort.js';

const nodes = [
  makeNode({ id: 'i-1', name: 'web-10', privateIp: '10.0.0.9', zone: 'b', instanceType: 't3.large' }),
  makeNode({ id: 'i-2', name: 'web-9', privateIp: '10.0.0.10', state: 'stopped' }),
  makeNode({ id: 'i-3', name: '', privateIp: null, zone: 'a', ping: 'ConnectionLost' }),
  makeNode({ id: 'i-0', name: 'web-9', privateIp: '9.255.0.1', zone: 'b' }),
].map((node) => indexNode(node));

const ids = (column: Column, direction: Sort['direction'] = 'ascending') =>
  sortNodes(nodes, { column, direction }).map(({ id }) => id);

describe('sortNodes', () => {
  it('counts numbers in names, and puts nameless nodes last', () => {
    expect(ids('name')).toEqual(['i-0', 'i-2', 'i-1', 'i-3']);
  });

  it('sorts addresses as numbers', () => {
    expect(ids('privateIp')).toEqual(['i-3', 'i-0', 'i-1', 'i-2']);
  });

  it('sorts by what can be connected to, then by name', () => {
    expect(ids('reach')).toEqual(['i-0', 'i-1', 'i-3', 'i-2']);
  });

  it('sorts what is being checked between what can be connected to and what cannot', () => {
    const checking = indexNode(makeNode({ id: 'i-9', name: 'a', managed: 'checking', ping: null }));
    const all = sortNodes([...nodes, checking], { column: 'reach', direction: 'ascending' });
    expect(all.map(({ id }) => id)).toEqual(['i-0', 'i-1', 'i-9', 'i-3', 'i-2']);
  });

  it('turns round', () => {
    expect(ids('id', 'descending')).toEqual(['i-3', 'i-2', 'i-1', 'i-0']);
  });

  it('leaves what it was given as it is', () => {
    const given = [...nodes];
    sortNodes(given, { column: 'id', direction: 'ascending' });
    expect(given).toEqual(nodes);
  });
});

describe('mergeSorted', () => {
  it('gives what comparing all would give, as sorting does, whatever comes, changes and goes', () => {
    const column = fc.constantFrom<Column>('name', 'id', 'privateIp', 'reach', 'launched', 'tag:env');
    const node = fc.record({
      id: fc.nat(40).map((id) => `i-${id}`),
      name: fc.constantFrom('', 'a', 'a1', 'a2', 'a10', 'B'),
      privateIp: fc.constantFrom(null, '10.0.0.1', '10.0.0.2'),
      launchedAt: fc.constantFrom(null, 1, 2),
      tags: fc.constantFrom({}, { env: 'prod' }, { env: 'stage' }),
    });
    fc.assert(
      fc.property(
        column,
        fc.constantFrom('ascending' as const, 'descending' as const),
        fc.array(fc.array(node, { maxLength: 12 }), { maxLength: 6 }),
        (by, direction, pages) => {
          const sort = { column: by, direction };
          const all = new Map<string, IndexedNode>();
          const list: IndexedNode[] = [];
          for (const page of pages) {
            const added = new Map(page.map((given) => [given.id, indexNode(makeNode(given))]));
            for (const [id, entry] of added) {
              const old = all.get(id);
              if (old !== undefined) old.isGone = true;
              all.set(id, entry);
            }
            dropGone(list);
            mergeSorted(list, [...added.values()], compareBy(sort));
          }
          const anew = [...all.values()].sort(compareBy(sort));
          expect(list).toEqual(anew);
          expect(sortNodes([...all.values()], sort)).toEqual(anew);
        },
      ),
    );
  });
});

describe('nextSort', () => {
  it('turns the same column round and begins another one upwards', () => {
    const byName: Sort = { column: 'name', direction: 'ascending' };
    const turned = nextSort(byName, 'name');
    expect(turned.direction).toBe('descending');
    expect(nextSort(turned, 'zone')).toEqual({ column: 'zone', direction: 'ascending' });
  });
});
