import { beforeEach, expect, it, vi } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { ASK_ABOVE, dismissOpening, openSelected, useOpening } from './opening.js';
import { select, selectAll, selectNode } from './selection.js';
import { emptyFleet, mergePage } from './store.js';

const ids = Array.from({ length: ASK_ABOVE + 1 }, (_, index) => `i-${index}`);
const openers = { tabs: vi.fn(), split: vi.fn(), shell: vi.fn() };

beforeEach(() => {
  vi.clearAllMocks();
  dismissOpening();
  emptyFleet();
  mergePage({
    nodes: [
      ...ids.map((id, index) => makeNode({ id, name: `web-${index}` })),
      makeNode({ id: 'i-off', name: 'a-off', state: 'stopped' }),
    ],
    removed: [],
  });
});

it('opens all that are selected and can be reached, from any of them', () => {
  selectNode('i-1');
  select('i-2', 'toggle');
  select('i-off', 'toggle');
  openSelected('i-off', openers);
  expect(openers.tabs.mock.calls).toEqual([[['i-1', 'i-2']]]);
});

it('asks before many are opened', () => {
  selectNode('i-0');
  selectAll();
  openSelected('i-0', openers);
  expect(openers.tabs).not.toHaveBeenCalled();
  expect(useOpening.getState().asking?.entries.map(({ id }) => id)).toEqual(ids);
});

it('opens one alone that is not among those that are selected, or is the only one', () => {
  selectNode('i-1');
  select('i-2', 'toggle');
  openSelected('i-3', openers);
  selectNode('i-off');
  openSelected('i-off', openers);
  expect(openers.tabs.mock.calls).toEqual([[['i-3']], [['i-off']]]);
});
