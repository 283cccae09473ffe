import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeNode } from '../test-support/nodes.js';
import { click, find, press, redraw, render } from '../test-support/render.js';
import { FleetTable } from './FleetTable.js';
import { indexNode } from './indexed-node.js';
import { useState } from 'react';

const HEIGHT = 400;
const rows = Array.from({ length: 1000 }, (_, index) =>
  indexNode(makeNode({ id: `i-${String(index).padStart(4, '0')}`, name: `node-${index}` })),
);
const onConnect = vi.fn();
const onSort = vi.fn();

function Table({ count = rows.length }: { readonly count?: number }) {
  const [selectedId, setSelected] = useState<string | null>(null);
  return (
    <FleetTable
      shown={{ rows: rows.slice(0, count), look: 'name', query: '' }}
      sort={{ column: 'name', direction: 'ascending' }}
      selectedId={selectedId}
      connectedIds={new Set()}
      onSort={onSort}
      onSelect={setSelected}
      onConnect={onConnect}
    />
  );
}

const grid = () => find('[role="grid"]');
const selected = () => document.querySelector('[aria-selected="true"]')?.getAttribute('data-node-id');

beforeAll(() => {
  // jsdom has no layout; the table needs the height of its box.
  for (const name of ['offsetHeight', 'clientHeight']) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => HEIGHT });
  }
  Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, get: () => 800 });
  HTMLElement.prototype.scrollTo = function scrollTo(this: HTMLElement, options?: unknown) {
    this.scrollTop = (options as ScrollToOptions).top ?? 0;
    // Browsers tell of a scroll later, too.
    setTimeout(() => this.dispatchEvent(new Event('scroll')), 0);
  };
});

beforeEach(() => {
  vi.clearAllMocks();
});

describe('FleetTable', () => {
  it('has only the rows in sight in the page, and says how many there are', async () => {
    await render(<Table />);
    expect(grid().getAttribute('aria-rowcount')).toBe('1001');
    const drawn = document.querySelectorAll('[data-node-id]').length;
    expect(drawn).toBeGreaterThan(10);
    expect(drawn).toBeLessThan(60);
  });

  it('takes the keyboard at the start, and selects the first row', async () => {
    await render(<Table />);
    expect(document.activeElement).toBe(grid());
    expect(selected()).toBe('i-0000');
  });

  it('moves by arrows, pages, Home and End, and stops at the ends', async () => {
    await render(<Table />);
    for (const [key, expected] of [
      ['ArrowUp', 'i-0000'],
      ['ArrowDown', 'i-0001'],
      ['PageDown', 'i-0010'],
      ['PageUp', 'i-0001'],
      ['End', 'i-0999'],
      ['ArrowDown', 'i-0999'],
      ['Home', 'i-0000'],
    ] as const) {
      await press(grid(), key);
      expect(selected(), key).toBe(expected);
    }
  });

  it('keeps the selected row in the page for aria-activedescendant, wherever it is scrolled to', async () => {
    await render(<Table />);
    await press(grid(), 'End');
    grid().scrollTop = 0;
    await press(grid(), 'Shift');
    const active = grid().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)?.dataset.nodeId).toBe('i-0999');
  });

  it('connects by Enter and by double click', async () => {
    await render(<Table />);
    await press(grid(), 'ArrowDown');
    await press(grid(), 'Enter');
    expect(onConnect).toHaveBeenLastCalledWith('i-0001');
    find('[data-node-id="i-0003"]').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    expect(onConnect).toHaveBeenLastCalledWith('i-0003');
  });

  it('sorts by a click on a header, and its Enter does not connect', async () => {
    await render(<Table />);
    const header = find('[role="columnheader"] button', 'Zone');
    await click(header);
    expect(onSort).toHaveBeenCalledWith('zone');
    expect(find('[data-column="name"]').getAttribute('aria-sort')).toBe('ascending');
    await press(header, 'Enter');
    expect(onConnect).not.toHaveBeenCalled();
  });

  it('keeps the selection when rows go', async () => {
    await render(<Table />);
    await press(grid(), 'ArrowDown');
    await redraw(<Table count={5} />);
    expect(selected()).toBe('i-0001');
    expect(grid().getAttribute('aria-rowcount')).toBe('6');
  });
});
