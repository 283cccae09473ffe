import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ManagedNode } from '../shared/node.js';
import { PageBatcher, type FleetBatch } from './page-batcher.js';

const node = (id: string, name = ''): ManagedNode => ({ id, name }) as ManagedNode;
let sent: FleetBatch[];
let batcher: PageBatcher;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  batcher = new PageBatcher((batch) => sent.push(batch));
});
afterEach(() => {
  vi.useRealTimers();
});

const shape = () => sent.map(({ nodes, removed }) => [nodes.map(({ id, name }) => id + name), removed]);

it('sends the first page at once and gathers those that come soon after', () => {
  batcher.sources([]);
  batcher.page([node('i-1')], []);
  expect(shape()).toEqual([[['i-1'], []]]);
  batcher.page([node('i-2')], []);
  batcher.page([node('i-3'), node('i-2', ' again')], ['i-1']);
  batcher.sources([]);
  vi.advanceTimersByTime(100);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(200);
  expect(shape().slice(1)).toEqual([[['i-2 again', 'i-3'], ['i-1']]]);
  expect(sent.map(({ sources }) => sources)).toEqual([[], []]);
  vi.runAllTimers();
  expect(sent).toHaveLength(2);
});

it('keeps a node that comes back after it was taken out, and drops one that goes after it came', () => {
  batcher.page([node('i-0')], []);
  sent = [];
  batcher.page([], ['i-1']);
  batcher.page([node('i-1'), node('i-2')], []);
  batcher.page([], ['i-2']);
  vi.runAllTimers();
  expect(shape()).toEqual([[['i-1'], ['i-2']]]);
});
