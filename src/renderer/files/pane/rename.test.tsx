import { act } from 'react';
import { expect, it } from 'vitest';
import { entry, eventually, grid, names, selectedNames, showPane } from '../../test-support/file-pane.js';
import { find, press, type } from '../../test-support/render.js';

const HOME = '/home/ubuntu';

it('A new name is shown and selected as soon as the node has it, before a long folder is listed again', async () => {
  const tree = { [HOME]: ['a', 'b', 'c'].map((name) => entry(name)) };
  const { hold, asked } = await showPane(tree);
  await act(async () => {
    grid().focus();
    await Promise.resolve();
  });
  const answer = hold();
  await press(grid(), 'F2');
  const field = find('.file-name-field') as HTMLInputElement;
  await type(field, 'd');
  await press(field, 'Enter');
  await eventually(() => expect(names()).toEqual(['b', 'c', 'd']));
  expect(selectedNames()).toEqual(['d']);
  expect(asked.at(-1)?.name).toBe('list');
  tree[HOME] = ['b', 'c', 'd', 'e'].map((name) => entry(name));
  await answer();
  await eventually(() => expect(names()).toEqual(['b', 'c', 'd', 'e']));
  expect(selectedNames()).toEqual(['d']);
});
