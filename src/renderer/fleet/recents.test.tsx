import { act } from 'react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { clear, click, find, render } from '../test-support/render.js';
import { RowMenu } from './RowMenu.js';
import { select, selectedEntries, selectNode } from './selection.js';
import { emptyFleet, markVisit, mergePage, show, useFleet } from './store.js';

const openers = { tabs: () => undefined, split: () => undefined, shell: () => undefined };
const split = { beside: null, openBeside: () => undefined };

beforeEach(() => {
  emptyFleet();
  mergePage({ nodes: ['i-1', 'i-2', 'i-3'].map((id) => makeNode({ id, name: id })), removed: [] });
  for (const id of ['i-1', 'i-2', 'i-3']) markVisit(id);
});
afterEach(clear);

const menu = () =>
  render(
    <RowMenu
      entries={selectedEntries()}
      at={{ x: 1, y: 1 }}
      openers={openers}
      split={split}
      onClose={() => undefined}
    />,
  );
const texts = () => [...document.querySelectorAll('[role="menuitem"]')].map((item) => item.textContent);

it('lets nodes be taken off the recent ones, and the keyboard goes on from there', async () => {
  show({ view: 'recent' });
  selectNode('i-3');
  select('i-2', 'toggle');
  await menu();
  await click(find('[role="menuitem"]', 'Remove from Recent'));
  const { marks, rows, selectedIds } = useFleet.getState();
  expect([...marks.visits.keys()]).toEqual(['i-1']);
  expect(rows.found.map(({ id }) => id)).toEqual(['i-1']);
  expect([...selectedIds]).toEqual(['i-1']);
});

it('offers that only where the recent ones are looked at', async () => {
  selectNode('i-3');
  await menu();
  expect(texts()).not.toContain('Remove from Recent');
  act(() => show({ view: 'recent' }));
  expect(texts()).toContain('Remove from Recent');
});
