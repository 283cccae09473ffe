import { act } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { useFilesPreferences } from '../preferences-store.js';
import { entry, eventually, showPane } from '../../test-support/file-pane.js';
import { click, find, press } from '../../test-support/render.js';

const headings = () =>
  [...document.querySelectorAll<HTMLElement>('[role="columnheader"]')].map((each) => each.dataset.column);
const cells = () =>
  [...document.querySelectorAll('.file-row [role="gridcell"]')].map(({ textContent }) => textContent);
const heading = (text: string) => find('[role="columnheader"]', text);
const tracks = () => find('.file-grid').style.getPropertyValue('--file-columns');
async function openMenu(column: string): Promise<void> {
  await act(async () => {
    heading(column).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    await Promise.resolve();
  });
  await eventually(() => find('[role="menu"][aria-label="Column"]'));
}
async function choose(column: string, item: string): Promise<void> {
  await openMenu(column);
  await click(find('[role^="menuitem"]', item));
  // One with columns to tick stays for the next.
  const menu = document.querySelector('[role="menu"]');
  if (menu !== null) await press(menu, 'Escape');
  await eventually(() => expect(document.querySelector('[role="menu"]')).toBeNull());
}

beforeEach(async () => {
  await showPane({
    '/home/ubuntu': [entry('a', { size: 2_000, modifiedMs: null, mode: 0o640, owner: 'mail', group: 'www' })],
  });
});

describe('The menu of a heading', () => {
  it('takes columns away and brings them back in their place, with their cells', async () => {
    expect(headings()).toEqual(['name', 'size', 'modified', 'mode', 'owner']);
    await choose('Name', 'Modified');
    await choose('Size', 'Owner');
    expect(headings()).toEqual(['name', 'size', 'mode']);
    expect(cells()).toEqual(['a', '2 kB', '-rw-r-----']);
    await choose('Mode', 'Owner');
    await choose('Mode', 'Modified');
    expect(headings()).toEqual(['name', 'size', 'modified', 'mode', 'owner']);
    expect(useFilesPreferences.getState().columns.shown).toEqual(['size', 'modified', 'mode', 'owner']);
    await choose('Name', 'As many columns as fit');
    expect(useFilesPreferences.getState().columns).toEqual({ shown: null, widths: {} });
  });

  it('moves a column, but not beyond the ends', async () => {
    await choose('Owner', 'Move left');
    expect(headings()).toEqual(['name', 'size', 'modified', 'owner', 'mode']);
    expect(cells()).toEqual(['a', '2 kB', '', 'mail:www', '-rw-r-----']);
    await openMenu('Size');
    expect(find('[role="menuitem"]', 'Move left').getAttribute('aria-disabled')).toBe('true');
    expect(find('[role="menuitem"]', 'Move right').getAttribute('aria-disabled')).toBeNull();
  });

  it('sorts by the column, either way', async () => {
    await choose('Size', 'Sort descending');
    expect(heading('Size').getAttribute('aria-sort')).toBe('descending');
    await choose('Size', 'Sort descending');
    expect(heading('Size').getAttribute('aria-sort')).toBe('descending');
  });
});

describe('By keys alone, a column', () => {
  it('is moved by Ctrl, Shift and the arrows', async () => {
    const ctrlShift = { ctrlKey: true, shiftKey: true };
    await press(heading('Size').querySelector('button')!, 'ArrowRight', ctrlShift);
    expect(headings()).toEqual(['name', 'modified', 'size', 'mode', 'owner']);
    await press(heading('Name').querySelector('button')!, 'ArrowRight', ctrlShift);
    expect(headings()[0]).toBe('name');
  });

  it('is made wider at its edge, and as wide as before by Home', async () => {
    const edge = find('[role="separator"][aria-label="Width of Size"]');
    heading('Size').getBoundingClientRect = () => ({ width: 76 }) as DOMRect;
    await press(edge, 'ArrowLeft');
    expect(tracks()).toContain('92px');
    expect(edge.getAttribute('aria-valuenow')).toBe('92');
    await press(edge, 'Home');
    expect(tracks()).toContain('1fr) 76px');
  });
});
