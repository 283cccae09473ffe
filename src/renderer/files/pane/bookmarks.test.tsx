import { act } from 'react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { arrives, eventually, folder, showPane, type ShownPane } from '../../test-support/file-pane.js';
import { click, find } from '../../test-support/render.js';
import { followFilesPreferences, useFilesPreferences } from '../preferences-store.js';

let shown: ShownPane;
let stop: () => void;

const open = async () => {
  await click(find('button[aria-label="Bookmarks and places"]'));
  await eventually(() => find('[role="menu"]'));
};
const menuItems = () => [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')];
const items = () => menuItems().map(({ textContent }) => textContent);
const choose = (text: string) => click(menuItems()[items().indexOf(text)]!);
const toggle = async (text: string) => {
  await open();
  await choose(text);
};
/** What main was last asked to keep of the bookmarks. */
const kept = () => {
  const calls = shown.bridge.calls.filter(({ name }) => name === 'files.keepPreferences');
  return (calls.at(-1)?.args as { bookmarks: unknown } | undefined)?.bookmarks;
};

beforeEach(async () => {
  shown = await showPane({ '/': [folder('srv')], '/home/ubuntu': [], '/srv': [] });
  stop = followFilesPreferences();
  await act(() => shown.files.remote.go('/srv'));
});
afterEach(() => stop());

it('A folder is added to the bookmarks of its node, kept, gone to from elsewhere, and removed', async () => {
  await toggle('Add this folder');
  await eventually(() => expect(kept()).toEqual({ local: [], nodes: { 'i-0a': ['/srv'] } }));
  await toggle('Home folder');
  await arrives('/home/ubuntu');
  await open();
  expect(items()).toEqual(['Add this folder', '/srv', 'Home folder', '/']);
  await choose('/srv');
  await arrives('/srv');
  await toggle('Remove this folder');
  await eventually(() => expect(kept()).toEqual({ local: [], nodes: { 'i-0a': [] } }));
  await open();
  expect(items()).toEqual(['Add this folder', 'Home folder', '/']);
});

it('A place can be a bookmark as well, and each of them leads there', async () => {
  await toggle('Home folder');
  await arrives('/home/ubuntu');
  await toggle('Add this folder');
  await open();
  expect(items()).toEqual(['Remove this folder', '/home/ubuntu', 'Home folder', '/']);
  await choose('/');
  await arrives('/');
  await toggle('/home/ubuntu');
  await arrives('/home/ubuntu');
});

it('A home folder that is the root is one place', async () => {
  await showPane({ '/': [] }, { home: '/' });
  await open();
  expect(items()).toEqual(['Add this folder', 'Home folder']);
});

it('Bookmarks of this computer and of other nodes are not offered, and stay', async () => {
  await act(async () => {
    useFilesPreferences.setState({ bookmarks: { local: ['/home/min'], nodes: { 'i-0b': ['/opt'] } } });
    await Promise.resolve();
  });
  await open();
  expect(items()).toEqual(['Add this folder', 'Home folder', '/']);
  await choose('Add this folder');
  await eventually(() =>
    expect(kept()).toEqual({ local: ['/home/min'], nodes: { 'i-0b': ['/opt'], 'i-0a': ['/srv'] } }),
  );
});
