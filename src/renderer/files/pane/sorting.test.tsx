import { act } from 'react';
import { beforeEach, expect, it } from 'vitest';
import {
  entry,
  eventually,
  folder,
  grid,
  names,
  selectedNames,
  showPane,
} from '../../test-support/file-pane.js';
import { click, find, press } from '../../test-support/render.js';

const heading = (text: string) => find('[role="columnheader"]', text);
const sorts = () =>
  [...document.querySelectorAll('[role="columnheader"]')].map((each) => each.getAttribute('aria-sort'));
const sortBy = (text: string) => click(heading(text).querySelector('button')!);

beforeEach(async () => {
  await showPane({
    '/home/ubuntu': [
      entry('b10', { size: 1, modifiedMs: 3000, mode: 0o600, owner: 'root' }),
      folder('zoo'),
      entry('b2', { size: 3, modifiedMs: 1000, mode: 0o755, owner: 'mail' }),
      entry('.profile', { size: 9, modifiedMs: 9000, mode: 0o777, owner: 'aaa' }),
      entry('a', { size: 2, modifiedMs: 2000, mode: 0o644, owner: 'ubuntu' }),
    ],
  });
});

it('Rows come by name as people count, folders first, and the heading says so', () => {
  expect(names()).toEqual(['zoo', 'a', 'b2', 'b10']);
  expect(sorts()).toEqual(['ascending', 'none', 'none', 'none', 'none']);
});

it.each([
  ['Size', 1, ['zoo', 'b10', 'a', 'b2']],
  ['Modified', 2, ['zoo', 'b2', 'a', 'b10']],
  ['Mode', 3, ['zoo', 'b10', 'a', 'b2']],
  ['Owner', 4, ['zoo', 'b2', 'b10', 'a']],
])('A click on %s sorts by it, a second one the other way round', async (text, at, order) => {
  const said = (direction: string) => sorts().map((_, index) => (index === at ? direction : 'none'));
  await sortBy(text);
  expect(sorts()).toEqual(said('ascending'));
  expect(names()).toEqual(order);
  await sortBy(text);
  expect(sorts()).toEqual(said('descending'));
  expect(names()).toEqual([order[0], ...order.slice(1).reverse()]);
  await sortBy('Name');
  expect(sorts()).toEqual(['ascending', 'none', 'none', 'none', 'none']);
});

it('What is selected stays so when the rows come in another order', async () => {
  await act(async () => {
    grid().focus();
    await Promise.resolve();
  });
  await press(grid(), 'b');
  expect(selectedNames()).toEqual(['b2']);
  await sortBy('Size');
  expect(selectedNames()).toEqual(['b2']);
  await press(grid(), 'ArrowUp');
  expect(selectedNames()).toEqual(['a']);
});

it('Hidden files are shown in their place once they are wanted', async () => {
  expect(find('.file-footer').textContent).toContain('1 not shown');
  await click(find('button[aria-label="More"]'));
  await eventually(() => find('[role="menuitemcheckbox"]', 'Hidden files'));
  await click(find('[role="menuitemcheckbox"]', 'Hidden files'));
  expect(names()).toEqual(['zoo', '.profile', 'a', 'b2', 'b10']);
  expect(find('.file-footer').textContent).not.toContain('not shown');
});
