import { describe, expect, it } from 'vitest';
import { makeNode } from '../test-support/nodes.js';
import { indexNode } from './indexed-node.js';
import { nextSort, sortNodes, type Column, type Sort } from './sort.js';

const nodes = [
  makeNode({ id: 'i-1', name: 'web-10', privateIp: '10.0.0.9', zone: 'b', instanceType: 't3.large' }),
  makeNode({ id: 'i-2', name: 'web-9', privateIp: '10.0.0.10', state: 'stopped' }),
  makeNode({ id: 'i-3', name: '', privateIp: null, zone: 'a', ping: 'ConnectionLost' }),
  makeNode({ id: 'i-0', name: 'web-9', privateIp: '9.255.0.1', zone: 'b' }),
].map(indexNode);

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

  it('turns round', () => {
    expect(ids('id', 'descending')).toEqual(['i-3', 'i-2', 'i-1', 'i-0']);
  });

  it('leaves what it was given as it is', () => {
    const given = [...nodes];
    sortNodes(given, { column: 'id', direction: 'ascending' });
    expect(given).toEqual(nodes);
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
