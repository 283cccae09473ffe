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

it('looks only at rows that may be more likely than the one before', () => {
  const read: string[] = [];
  const watched = rows.map((entry) => {
    const { text, id } = entry;
    return Object.defineProperty(indexNode(entry.node), 'text', { get: () => (read.push(id), text) });
  });
  const places = (text: string) => rows.flatMap((entry, slot) => (entry.text.includes(text) ? [slot] : []));
  const holders = (text: string) => ({
    has: (slot: number) => places(text).includes(slot),
    isEmpty: places(text).length === 0,
  });
  const found = new Likeliest('web-1', holders);
  const settled = watched.map((entry, slot) => {
    found.take(entry, slot);
    return found.isSettled;
  });
  expect(settled).toEqual([false, false, true]);
  expect(new Likeliest('1', holders).isSettled).toBe(true);
  expect(found.row?.node.name).toBe('web-1');
  expect(read).toEqual(['i-web-10', 'i-web-1']);
});
