import type { KeyboardEvent } from 'react';
import { isMac } from '../ui/platform.js';
import { isGroup, type Line } from './find/row-list.js';
import type { SelectHow } from './selection.js';

/** What is selected in the table, and what can be done with its lines. */
export interface TableActions {
  readonly selectedId: string | null;
  readonly selectedIds: ReadonlySet<string>;
  readonly onSelect: (id: string, how: SelectHow) => void;
  readonly onSelectAll: () => void;
  readonly onLeadGroup: (group: string) => void;
  readonly onToggleGroup: (group: string) => void;
  readonly onFavourite: (id: string) => void;
  readonly onConnect: (id: string) => void;
}

/** What keys in the table act on. */
export interface TableKeys extends TableActions {
  readonly lines: readonly Line[];
  readonly isGrouped: boolean;
  /** The place of the line that the keyboard is at; -1 when it is at none. */
  readonly leadIndex: number;
  /** How many lines a page of the table has. */
  readonly page: number;
}

function goTo(line: Line | undefined, how: SelectHow, { onSelect, onLeadGroup }: TableKeys): void {
  if (line === undefined) return;
  if (isGroup(line)) onLeadGroup(line.group);
  else onSelect(line.id, how);
}

function onGroupKey(key: string, table: TableKeys): boolean {
  const { lines, leadIndex, isGrouped, onToggleGroup } = table;
  const line = lines[leadIndex];
  if (line === undefined || !isGrouped) return false;
  if (isGroup(line)) {
    const toggles = key === (line.isCollapsed ? 'ArrowRight' : 'ArrowLeft') || key === 'Enter' || key === ' ';
    if (toggles) onToggleGroup(line.group);
    return toggles;
  }
  if (key !== 'ArrowLeft') return false;
  // From a node to its group's header, as in any tree.
  let header = leadIndex - 1;
  while (header > 0 && !isGroup(lines[header] ?? line)) header--;
  goTo(lines[header], 'only', table);
  return true;
}

function targetOf(key: string, { lines, leadIndex, page }: TableKeys): number | undefined {
  const last = lines.length - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, leadIndex + 1);
    case 'ArrowUp':
      return Math.max(0, leadIndex - 1);
    case 'PageDown':
      return Math.min(last, leadIndex + page);
    case 'PageUp':
      return Math.max(0, leadIndex - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** Does what a key in the table means; tells whether it means anything. */
export function takeTableKey(event: KeyboardEvent, table: TableKeys): boolean {
  const { key } = event;
  const { lines, leadIndex, selectedId, selectedIds } = table;
  const { onSelect, onSelectAll, onFavourite, onConnect } = table;
  const lead = lines[leadIndex];
  const node = lead !== undefined && !isGroup(lead) ? lead : undefined;
  const target = targetOf(key, table);
  if (isMac() ? event.metaKey : event.ctrlKey) {
    if (key.toLowerCase() === 'a') onSelectAll();
    else if (key === ' ' && selectedId !== null) onSelect(selectedId, 'toggle');
    else return false;
  } else if (onGroupKey(key, table)) return true;
  else if (target !== undefined) goTo(lines[target], event.shiftKey ? 'range' : 'only', table);
  else if (key === 'Enter' && node) onConnect(node.id);
  else if (key === '*' && node) onFavourite(node.id);
  else if (key === 'Escape' && selectedIds.size > 1 && selectedId !== null) onSelect(selectedId, 'only');
  else return false;
  return true;
}
