import { type KeyboardEvent } from 'react';
import { isMac } from '../../ui/platform.js';
import { useFileClipboard } from '../clipboard.js';
import { openRow, runCommand, type PaneContext } from '../commands.js';
import { paneCommandOf } from './pane-keys.js';
import { ROW_HEIGHT_PX } from './row-height.js';
import { useTypeAhead } from './use-type-ahead.js';

interface TableKeys {
  /** The place of the row that the keyboard is at; -1 when it is at none. */
  readonly leadIndex: number;
  readonly openMenu: () => void;
}

/**
 * What keys do in a table of files: move the selection, open, find by the first letters, run a pane's commands.
 *
 * @returns takes a press; whether it was one of these
 */
export function useTableKeys(context: PaneContext, { leadIndex, openMenu }: TableKeys) {
  const { files, pane } = context;
  const { rows, selected, lead } = pane.state;
  const typeAhead = useTypeAhead(rows, leadIndex);

  const goTo = (index: number, event: { readonly shiftKey: boolean; readonly ctrlKey: boolean }) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    if (event.shiftKey) pane.select(row.name, 'range');
    else if (event.ctrlKey && !isMac()) pane.lead(row.name);
    else pane.select(row.name, 'only');
  };

  const type = (letter: string) => {
    const index = typeAhead.indexOf(letter);
    if (index !== -1) goTo(index, { shiftKey: false, ctrlKey: false });
  };

  const escape = () => {
    if (useFileClipboard.getState().isCut) useFileClipboard.setState({ held: null, isCut: false });
    else if (files.store.getState().viewing !== null) files.store.setState({ viewing: null });
    else if (pane.state.isFiltering) pane.setFiltering(false);
    else if (selected.size > 1 && lead !== null) pane.select(lead, 'only');
    else files.session.terminal.focus();
  };

  return (event: KeyboardEvent<HTMLElement>): boolean => {
    const { key } = event;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / ROW_HEIGHT_PX) - 2);
    const places: Readonly<Record<string, number>> = {
      ArrowDown: leadIndex + 1,
      ArrowUp: leadIndex - 1,
      PageDown: leadIndex + page,
      PageUp: leadIndex - page,
      Home: 0,
      End: rows.length - 1,
    };
    const row = rows[leadIndex];
    const command = paneCommandOf(event);
    const isTyping = key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (command !== undefined) runCommand(command, context);
    else if (places[key] !== undefined && !event.altKey) goTo(places[key], event);
    else if (key === 'Enter' && row !== undefined) openRow(context, row);
    else if (key === ' ' && (event.ctrlKey || event.shiftKey) && lead !== null) pane.select(lead, 'toggle');
    else if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) openMenu();
    else if (key === 'Escape') escape();
    else if (key === ' ' && !typeAhead.isTyping()) runCommand('quick-view', context);
    else if (isTyping) type(key);
    else return false;
    return true;
  };
}
