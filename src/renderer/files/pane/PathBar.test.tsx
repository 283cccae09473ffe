import { beforeEach, describe, expect, it } from 'vitest';
import {
  arrives,
  entry,
  eventually,
  folder,
  grid,
  showPane,
  shownFolder,
} from '../../test-support/file-pane.js';
import { click, find, press, type } from '../../test-support/render.js';

const tree = () => ({
  '/': [folder('home'), folder('srv')],
  '/home': [folder('ubuntu')],
  '/home/ubuntu': [folder('web'), folder('work'), folder('.cache'), entry('wages.txt')],
  '/home/ubuntu/web': [folder('css')],
  '/home/ubuntu/work': [],
  '/srv': [],
});

const field = () => find('input[role="combobox"]') as HTMLInputElement;
const options = () => [...document.querySelectorAll('[role="option"]')].map(({ textContent }) => textContent);
const chosen = () => document.querySelector('[role="option"][aria-selected="true"]')?.textContent;
const offers = (paths: string[]) => eventually(() => expect(options()).toEqual(paths));

beforeEach(async () => {
  await showPane(tree());
});

describe('A path', () => {
  beforeEach(async () => {
    await press(grid(), 'l', { ctrlKey: true });
  });

  it('is completed by folders alone, hidden ones once their dot is typed', async () => {
    await type(field(), '/home/ubuntu/');
    await offers(['/home/ubuntu/web', '/home/ubuntu/work']);
    await type(field(), '/home/ubuntu/WO');
    await offers(['/home/ubuntu/work']);
    await type(field(), '/home/ubuntu/.');
    await offers(['/home/ubuntu/.cache']);
    expect(field().getAttribute('aria-expanded')).toBe('true');
    await type(field(), '/home/ubuntu/x');
    expect(options()).toEqual([]);
    expect(field().getAttribute('aria-expanded')).toBe('false');
  });

  it('is chosen by the arrows, round both ends, and Enter goes there', async () => {
    await type(field(), '/home/ubuntu/w');
    await offers(['/home/ubuntu/web', '/home/ubuntu/work']);
    expect(chosen()).toBeUndefined();
    await press(field(), 'ArrowDown');
    expect(chosen()).toBe('/home/ubuntu/web');
    await press(field(), 'ArrowUp');
    expect(chosen()).toBe('/home/ubuntu/work');
    expect(document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent).toBe(
      '/home/ubuntu/work',
    );
    await press(field(), 'ArrowDown');
    await press(field(), 'ArrowDown');
    await press(field(), 'Enter');
    await arrives('/home/ubuntu/work');
    expect(document.activeElement).toBe(grid());
  });

  it('goes on after Tab, with what is in the folder that it took', async () => {
    await type(field(), '/home/ubuntu/w');
    await offers(['/home/ubuntu/web', '/home/ubuntu/work']);
    await press(field(), 'Tab');
    expect(field().value).toBe('/home/ubuntu/web/');
    await offers(['/home/ubuntu/web/css']);
    await press(field(), 'Enter');
    await arrives('/home/ubuntu/web');
  });

  it('from the folder in sight is completed from there, as Enter understands it', async () => {
    await type(field(), 'wo');
    await offers(['/home/ubuntu/work']);
    await type(field(), 'web/c');
    await offers(['/home/ubuntu/web/css']);
    await type(field(), '~/we');
    await offers(['~/web']);
    await press(field(), 'ArrowDown');
    await press(field(), 'Enter');
    await arrives('/home/ubuntu/web');
  });

  it('stays what it was after Escape', async () => {
    await type(field(), '/srv');
    await press(field(), 'Escape');
    expect(shownFolder()).toBe('/home/ubuntu');
    expect(document.activeElement).toBe(grid());
  });
});

it('A folder of the path bar leads there', async () => {
  await click(find('.path-part', 'home'));
  await arrives('/home');
});
