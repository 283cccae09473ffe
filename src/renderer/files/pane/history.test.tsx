import { beforeEach, expect, it } from 'vitest';
import { arrives, eventually, folder, grid, showPane, type ShownPane } from '../../test-support/file-pane.js';
import { click, find, press, type } from '../../test-support/render.js';

let shown: ShownPane;
const button = (label: string) => find(`button[aria-label="${label}"]`) as HTMLButtonElement;
const goTo = async (path: string) => {
  await press(grid(), 'l', { ctrlKey: true });
  const field = find('input[role="combobox"]') as HTMLInputElement;
  await type(field, path);
  await press(field, 'Enter');
};
const alt = { altKey: true };

beforeEach(async () => {
  shown = await showPane({
    '/home/ubuntu': [folder('www')],
    '/home/ubuntu/www': [],
    '/srv': [],
    '/etc': [],
  });
});

it('Back and Forward lead through the folders that were shown, by button and by key', async () => {
  expect(button('Back').disabled).toBe(true);
  await goTo('/srv');
  await arrives('/srv');
  await goTo('/etc');
  await arrives('/etc');
  expect(button('Forward').disabled).toBe(true);
  await click(button('Back'));
  await arrives('/srv');
  await press(grid(), 'ArrowLeft', alt);
  await arrives('/home/ubuntu');
  expect(button('Back').disabled).toBe(true);
  await press(grid(), 'ArrowRight', alt);
  await arrives('/srv');
  await click(button('Forward'));
  await arrives('/etc');
  expect(button('Forward').disabled).toBe(true);
});

it('Another way from an earlier folder takes the place of those that were ahead', async () => {
  await goTo('/srv');
  await arrives('/srv');
  await press(grid(), 'ArrowLeft', alt);
  await arrives('/home/ubuntu');
  await goTo('/etc');
  await arrives('/etc');
  expect(button('Forward').disabled).toBe(true);
  await press(grid(), 'ArrowLeft', alt);
  await arrives('/home/ubuntu');
});

it('Back leads on from a folder that is not there', async () => {
  await goTo('/nowhere');
  await eventually(() => find('.file-state'));
  await click(button('Back'));
  await arrives('/home/ubuntu');
  expect(button('Forward').disabled).toBe(false);
});

it('Back twice in a hurry loses no folder for Forward', async () => {
  await goTo('/srv');
  await arrives('/srv');
  await goTo('/etc');
  await arrives('/etc');
  const answer = shown.hold();
  await press(grid(), 'ArrowLeft', alt);
  await press(grid(), 'ArrowLeft', alt);
  await answer();
  await arrives('/home/ubuntu');
  await press(grid(), 'ArrowRight', alt);
  await arrives('/srv');
  await press(grid(), 'ArrowRight', alt);
  await arrives('/etc');
});

it('The folder in sight in other words is no step of the way', async () => {
  await goTo('/home/ubuntu/');
  await eventually(() => expect(shown.files.remote.state.isListing).toBe(false));
  await goTo('~');
  await eventually(() => expect(shown.files.remote.state.isListing).toBe(false));
  expect(button('Back').disabled).toBe(true);
});

it('The folder above selects the one that was left', async () => {
  await goTo('www');
  await arrives('/home/ubuntu/www');
  await press(grid(), 'ArrowUp', alt);
  await arrives('/home/ubuntu');
  expect(find('.file-row[aria-selected="true"]').textContent).toContain('www');
});
