import { expect, it } from 'vitest';
import { makeNode } from '../../../../test/support/nodes.js';
import { indexNode } from '../../../shared/query/indexed-node.js';
import { Likeliest, likeliest } from './likeliest.js';

const rows = ['staging-web-1', 'web-10', 'web-1'].map((name) =>
  indexNode(makeNode({ id: `i-${name}`, name })),
);

it('takes the very name before one that begins so, and that before any other', () => {
  expect(likeliest(rows, 'web-1')?.node.name).toBe('web-1');
  expect(likeliest(rows, 'web')?.node.name).toBe('web-10');
  expect(likeliest(rows, 'i-web-1')?.node.name).toBe('web-1');
  expect(likeliest(rows, '1')?.node.name).toBe('staging-web-1');
  expect(likeliest([], 'web')).toBeUndefined();
});

it('says the same when the rows come bit by bit', () => {
  for (const query of ['web-1', 'web', 'i-web-1', '1', '']) {
    const bitByBit = new Likeliest(query);
    for (const count of [1, 2, 3])
      expect(bitByBit.of(rows.slice(0, count)), query).toBe(likeliest(rows.slice(0, count), query));
  }
});
