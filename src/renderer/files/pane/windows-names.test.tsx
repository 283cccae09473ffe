import { act } from 'react';
import { beforeEach, expect, it } from 'vitest';
import { entry, eventually, grid, showPane, type ShownPane } from '../../test-support/file-pane.js';
import { click, find, press, type } from '../../test-support/render.js';

let shown: ShownPane;
const renames = () => shown.asked.filter(({ name }) => name === 'rename').map(({ args }) => args);
const field = () => find('.file-name-field') as HTMLInputElement;

beforeEach(async () => {
  shown = await showPane(
    { '/C:/Users/min': [entry('notes.txt', { mode: null })] },
    { home: '/C:/Users/min', info: { names: 'windows', roots: ['/C:/'] } },
  );
  await act(async () => {
    grid().focus();
    await Promise.resolve();
  });
});

it.each([
  [String.raw`a\b`, 'cannot have “\\”'],
  ['a:b', 'cannot have “:”'],
  ['end.', 'a dot or a space at the end'],
  ['nul.txt', 'for a device'],
])('A file on Windows cannot be renamed to %j, which is said while it is typed', async (name, words) => {
  await press(grid(), 'F2');
  await type(field(), name);
  expect(find('[role="alert"]').textContent).toContain(words);
  expect(field().getAttribute('aria-describedby')).toBe(find('[role="alert"]').id);
  await press(field(), 'Enter');
  expect(field().value).toBe(name);
  await type(field(), 'fine.txt');
  expect(document.querySelector('[role="alert"]')).toBeNull();
  await press(field(), 'Enter');
  await eventually(() =>
    expect(renames()).toEqual([
      { side: 'remote', from: '/C:/Users/min/notes.txt', to: '/C:/Users/min/fine.txt' },
    ]),
  );
});

it('A name that cannot be is left as it was when the keyboard goes elsewhere', async () => {
  await press(grid(), 'F2');
  await type(field(), 'CON');
  await act(async () => {
    field().blur();
    await Promise.resolve();
  });
  expect(document.querySelector('.file-name-field')).toBeNull();
  expect(renames()).toEqual([]);
});

it('A new folder on Windows is not made with a name that it cannot have', async () => {
  await press(grid(), 'N', { ctrlKey: true, shiftKey: true });
  const input = await (async () => {
    await eventually(() => find('[role="dialog"] input'));
    return find('[role="dialog"] input') as HTMLInputElement;
  })();
  await type(input, 'aux');
  expect(find('[role="dialog"]').textContent).toContain('for a device');
  expect((find('[role="dialog"] button', 'Create') as HTMLButtonElement).disabled).toBe(true);
  await click(find('[role="dialog"] button', 'Create'));
  expect(shown.asked.filter(({ name }) => name === 'makeDirectory')).toEqual([]);
});
