import { act } from 'react';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { click, find, press, redraw, render } from '../test-support/render.js';
import { FleetTable } from './FleetTable.js';
import { defaultColumns } from './find/columns.js';
import { indexNode } from '../../shared/query/indexed-node.js';
import { parseQuery } from '../../shared/query/query.js';
import type { Line } from './find/row-list.js';
import { useState } from 'react';

const HEIGHT = 400;
const rows = Array.from({ length: 1000 }, (_, index) =>
  indexNode(makeNode({ id: `i-${String(index).padStart(4, '0')}`, name: `node-${index}` })),
);
const onConnect = vi.fn();
const onSort = vi.fn();

const columns = defaultColumns.map((column) => ({ column, width: null }));
const onSelect = vi.fn();
const onSelectAll = vi.fn();
const onResize = vi.fn();
const onToggleGroup = vi.fn();
const onFavourite = vi.fn();

interface TableProps {
  readonly count?: number;
  readonly groups?: readonly Line[];
  readonly query?: string;
}

function Table({ count = rows.length, groups, query = '' }: TableProps) {
  const [selectedId, setSelected] = useState<string | null>(null);
  const [leadGroup, setLeadGroup] = useState<string | null>(null);
  const found = rows.slice(0, count);
  return (
    <FleetTable
      shown={{ found, lines: groups ?? found, look: 'name', query: parseQuery(query), isWhole: true }}
      isSearching={false}
      columns={columns}
      sort={{ column: 'name', direction: 'ascending' }}
      groupBy={groups === undefined ? null : 'state'}
      selectedId={selectedId}
      selected={rows.find(({ id }) => id === selectedId)}
      selectedIds={new Set(selectedId === null ? [] : [selectedId])}
      leadGroup={leadGroup}
      connectedIds={new Set()}
      favourites={new Set(['i-0002'])}
      onSort={onSort}
      onResize={onResize}
      onSelect={(id, how) => {
        onSelect(id, how);
        setSelected(id);
        setLeadGroup(null);
      }}
      onSelectAll={onSelectAll}
      onLeadGroup={setLeadGroup}
      onToggleGroup={onToggleGroup}
      onFavourite={onFavourite}
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
    // With each cell its heading is read, and not that the heading has an edge.
    expect(header.closest('[role="columnheader"]')?.getAttribute('aria-label')).toBe('Zone');
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

  it('shows no more rows than there are lines, and all again when these are back', async () => {
    await render(<Table />);
    const inSight = () => [...document.querySelectorAll('.fleet-row:not([aria-hidden])')];
    const before = inSight().length;
    await redraw(<Table count={3} />);
    expect(inSight()).toHaveLength(3);
    expect(document.querySelectorAll('[id^="fleet-row-"], [data-node-id]')).toHaveLength(3);
    const idle = [...document.querySelectorAll<HTMLElement>('.fleet-row[aria-hidden]')];
    expect(idle).toHaveLength(before - 3);
    expect(idle.every((row) => row.style.transform === 'translateY(-9999px)')).toBe(true);
    await redraw(<Table count={0} />);
    expect(inSight()).toEqual([]);
    await redraw(<Table />);
    expect(inSight()).toHaveLength(before);
    expect(inSight().map((row) => row.getAttribute('aria-rowindex'))).toContain(String(before + 1));
  });

  it('draws those of other lines that are in sight first, and has no row twice meanwhile', async () => {
    vi.useFakeTimers();
    try {
      await render(<Table />);
      const drawn = () => [...document.querySelectorAll('[id^="fleet-row-"]')].map(({ id }) => id);
      await act(() => vi.advanceTimersByTimeAsync(200));
      const all = drawn();
      await redraw(<Table count={990} />);
      // The header and ten lines have room, one of them by a part only.
      expect(drawn().sort()).toEqual(rows.slice(0, 11).map(({ id }) => `fleet-row-${id}`));
      await act(() => vi.advanceTimersByTimeAsync(200));
      expect(drawn().sort()).toEqual([...all].sort());
    } finally {
      vi.useRealTimers();
    }
  });

  it('draws lines beyond the edges at once when it is scrolled to them', async () => {
    await render(<Table />);
    await redraw(<Table count={990} />);
    grid().scrollTop = 500 * 36;
    await act(() => grid().dispatchEvent(new Event('scroll')));
    for (const index of [497, 500, 512])
      expect(document.getElementById(`fleet-row-i-0${index}`)?.textContent).toContain(`node-${index}`);
  });

  it('selects more with Shift and Control, by keys and by the mouse', async () => {
    await render(<Table />);
    await press(grid(), 'ArrowDown', { shiftKey: true });
    expect(onSelect).toHaveBeenLastCalledWith('i-0001', 'range');
    await press(grid(), ' ', { ctrlKey: true });
    expect(onSelect).toHaveBeenLastCalledWith('i-0001', 'toggle');
    await press(grid(), 'a', { ctrlKey: true });
    expect(onSelectAll).toHaveBeenCalledOnce();
    const mouse = (id: string, init: MouseEventInit) =>
      find(`[data-node-id="${id}"]`).dispatchEvent(new MouseEvent('mousedown', { bubbles: true, ...init }));
    mouse('i-0004', { ctrlKey: true });
    expect(onSelect).toHaveBeenLastCalledWith('i-0004', 'toggle');
    mouse('i-0006', { shiftKey: true });
    expect(onSelect).toHaveBeenLastCalledWith('i-0006', 'range');
  });

  it('does not connect by a double click that selects', async () => {
    await render(<Table />);
    const row = find('[data-node-id="i-0003"]');
    row.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, ctrlKey: true }));
    expect(onConnect).not.toHaveBeenCalled();
  });

  it('stars a node by a key and by the mouse, without selecting it', async () => {
    await render(<Table />);
    await press(grid(), '*');
    expect(onFavourite).toHaveBeenLastCalledWith('i-0000');
    onSelect.mockClear();
    find('[data-node-id="i-0002"] .fleet-star').dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
    expect(onFavourite).toHaveBeenLastCalledWith('i-0002');
    expect(onSelect).not.toHaveBeenCalled();
    expect(find('[data-node-id="i-0002"]').textContent).toContain('favourite');
  });

  it('moves over the headers of groups, which open, close and are gone back to', async () => {
    const groups: Line[] = [
      { group: 'running', count: 2, isCollapsed: false },
      ...rows.slice(0, 2),
      { group: 'stopped', count: 7, isCollapsed: true },
    ];
    await render(<Table groups={groups} />);
    expect(find('[role="treegrid"]')).toBeTruthy();
    const tree = find('[role="treegrid"]');
    const lead = () => document.getElementById(tree.getAttribute('aria-activedescendant') ?? '');
    await press(tree, 'End');
    expect(lead()?.getAttribute('aria-expanded')).toBe('false');
    expect(lead()?.textContent).toContain('stopped');
    await press(tree, 'ArrowRight');
    expect(onToggleGroup).toHaveBeenLastCalledWith('stopped');
    await press(tree, 'ArrowUp');
    expect(lead()?.dataset.nodeId).toBe('i-0001');
    await press(tree, 'ArrowLeft');
    expect(lead()?.dataset.group).toBe('running');
    await press(tree, 'ArrowLeft');
    expect(onToggleGroup).toHaveBeenLastCalledWith('running');
  });

  it('marks what the search found', async () => {
    await render(<Table query="node-7" count={9} />);
    const marked = [...(CSS.highlights.get('fleet-hits') ?? [])].map((range) => {
      const row = range.startContainer.parentElement?.closest('[data-node-id]');
      const text = range.startContainer.textContent?.slice(range.startOffset, range.endOffset);
      return [row?.getAttribute('data-node-id'), text];
    });
    expect(marked).toEqual([['i-0007', 'node-7']]);
  });

  it('makes a column wider by the keyboard, and as wide as there is room again', async () => {
    await render(<Table />);
    onSelect.mockClear();
    const handle = find('[data-column="zone"] [role="separator"]');
    await press(handle, 'ArrowRight');
    expect(onResize).toHaveBeenLastCalledWith('zone', 48);
    await press(handle, 'Home');
    expect(onResize).toHaveBeenLastCalledWith('zone', null);
    expect(onSelect).not.toHaveBeenCalled();
  });
});
