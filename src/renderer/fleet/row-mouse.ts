import type { MouseEvent } from 'react';
import { isMac } from '../ui/platform.js';
import { isGroup, type Line } from './find/row-list.js';
import type { SelectHow } from './selection.js';
import type { TableActions } from './table-keys.js';

/** What the mouse in the rows acts on. */
export interface RowMouse extends TableActions {
  readonly lines: readonly Line[];
}

function howOf(event: MouseEvent): SelectHow {
  if (event.shiftKey) return 'range';
  return (isMac() ? event.metaKey : event.ctrlKey) ? 'toggle' : 'only';
}

/** The line whose row the mouse is in. */
function lineAt(target: Element, lines: readonly Line[]): Line | undefined {
  const row = target.closest('[role="row"]')?.getAttribute('aria-rowindex');
  // The header of the table is the first one.
  return row === null || row === undefined ? undefined : lines[Number(row) - 2];
}

const isStar = (target: Element): boolean => target.closest('.fleet-star') !== null;

/** All rows have these listeners together: one for each would be made for every row that comes into sight. */
export const rowMouse = (table: RowMouse) => ({
  onMouseDown(event: MouseEvent): void {
    const target = event.target as Element;
    const line = lineAt(target, table.lines);
    if (line === undefined) return;
    if (isGroup(line)) table.onToggleGroup(line.group);
    else if (isStar(target)) table.onFavourite(line.id);
    // The right button opens a menu for what is selected, if it is one of these.
    else if (event.button !== 0 && !table.selectedIds.has(line.id)) table.onSelect(line.id, 'only');
    else if (event.button === 0) table.onSelect(line.id, howOf(event));
  },
  onDoubleClick(event: MouseEvent): void {
    const target = event.target as Element;
    const line = lineAt(target, table.lines);
    if (line === undefined || isGroup(line) || isStar(target)) return;
    if (howOf(event) === 'only') table.onConnect(line.id);
  },
  /** As an attribute of each cell, tooltips would be written anew for every letter of a search: the mouse brings them. */
  onMouseOver(event: MouseEvent): void {
    const target = event.target as Element;
    const line = lineAt(target, table.lines);
    const cell = target.closest<HTMLElement>('[data-column]');
    if (line === undefined || isGroup(line) || cell === null) return;
    const { column } = cell.dataset;
    const { node } = line;
    cell.title = column === 'platform' ? node.platform : column === 'name' ? node.name : cell.textContent;
  },
});
