import { act } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { entry, grid, names, selectedNames, showPane } from '../../test-support/file-pane.js';
import { find, press, type } from '../../test-support/render.js';

const all = ['a.log', 'b.log', 'c.log', 'd.log', 'e.log'];
const ctrl = { ctrlKey: true };
const shift = { shiftKey: true };

/** The button goes down and up on a row. */
const click = async (name: string, init: MouseEventInit = {}) => {
  const row = find('.file-row', name);
  for (const kind of ['mousedown', 'mouseup', 'click'])
    await act(async () => {
      row.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, button: 0, ...init }));
      await Promise.resolve();
    });
};
const lead = () => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '')?.textContent;
const footer = () => find('.file-footer').textContent;

beforeEach(async () => {
  await showPane({ '/home/ubuntu': all.map((name) => entry(name, { size: 1000 })) });
});

describe('With the mouse', () => {
  it('a click selects one alone, Shift all from there to it, and another Shift turns that round', async () => {
    await click('c.log');
    expect(selectedNames()).toEqual(['c.log']);
    await click('e.log', shift);
    expect(selectedNames()).toEqual(['c.log', 'd.log', 'e.log']);
    await click('a.log', shift);
    expect(selectedNames()).toEqual(['a.log', 'b.log', 'c.log']);
    await click('b.log');
    expect(selectedNames()).toEqual(['b.log']);
  });

  it('Ctrl takes one in and out by itself, and Shift goes on from it', async () => {
    await click('a.log');
    await click('c.log', ctrl);
    await click('e.log', ctrl);
    expect(selectedNames()).toEqual(['a.log', 'c.log', 'e.log']);
    expect(footer()).toContain('3 selected');
    await click('c.log', ctrl);
    expect(selectedNames()).toEqual(['a.log', 'e.log']);
    await click('d.log', shift);
    expect(selectedNames()).toEqual(['c.log', 'd.log']);
  });

  it('the right button leaves what is selected, when it is on that, for its menu', async () => {
    await click('a.log');
    await click('b.log', shift);
    await act(async () => {
      find('.file-row', 'b.log').dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 2 }));
      await Promise.resolve();
    });
    expect(selectedNames()).toEqual(['a.log', 'b.log']);
  });
});

describe('With the keyboard', () => {
  beforeEach(async () => {
    await act(async () => {
      grid().focus();
      await Promise.resolve();
    });
  });

  it('the first is selected by coming there, Shift and arrows take in more and give back', async () => {
    expect(selectedNames()).toEqual(['a.log']);
    await press(grid(), 'ArrowDown');
    await press(grid(), 'ArrowDown', shift);
    await press(grid(), 'ArrowDown', shift);
    expect(selectedNames()).toEqual(['b.log', 'c.log', 'd.log']);
    await press(grid(), 'ArrowUp', shift);
    expect(selectedNames()).toEqual(['b.log', 'c.log']);
    await press(grid(), 'End', shift);
    expect(selectedNames()).toEqual(['b.log', 'c.log', 'd.log', 'e.log']);
    await press(grid(), 'Home', shift);
    expect(selectedNames()).toEqual(['a.log', 'b.log']);
    await press(grid(), 'ArrowDown');
    expect(selectedNames()).toEqual(['b.log']);
  });

  it('Ctrl and arrows move without selecting, Ctrl and Space takes in and out', async () => {
    await press(grid(), 'ArrowDown', ctrl);
    await press(grid(), 'ArrowDown', ctrl);
    expect(selectedNames()).toEqual(['a.log']);
    expect(lead()).toContain('c.log');
    await press(grid(), ' ', ctrl);
    expect(selectedNames()).toEqual(['a.log', 'c.log']);
    await press(grid(), 'ArrowDown', shift);
    expect(selectedNames()).toEqual(['c.log', 'd.log']);
    await press(grid(), ' ', ctrl);
    expect(selectedNames()).toEqual(['c.log']);
  });

  it('Ctrl+A selects all, Escape the one that the keyboard is at', async () => {
    await press(grid(), 'ArrowDown');
    await press(grid(), 'a', ctrl);
    expect(selectedNames()).toEqual(all);
    expect(footer()).toContain('5 selected');
    await press(grid(), 'Escape');
    expect(selectedNames()).toEqual(['b.log']);
  });

  it('Ctrl+A selects no more than the filter lets through', async () => {
    await press(grid(), 'f', ctrl);
    await type(find('.file-filter input') as HTMLInputElement, 'd');
    await press(grid(), 'a', ctrl);
    await press(grid(), 'Escape');
    expect(names()).toEqual(all);
    expect(selectedNames()).toEqual(['d.log']);
  });
});
