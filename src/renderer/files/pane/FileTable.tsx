import { useEffect, useEffectEvent, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { isMac } from '../../ui/platform.js';
import { pointIn, type Point } from '../../ui/PointMenu.js';
import { useLinesInSight } from '../../ui/use-lines-in-sight.js';
import { useNow } from '../../ui/use-now.js';
import { useFileClipboard } from '../clipboard.js';
import { openRow, runCommand, type PaneContext } from '../commands.js';
import { useEditStates } from '../editing/use-edit-states.js';
import { DRAG_TYPE, setDragged } from '../drag/dragged.js';
import { useDrop } from '../drag/use-drop.js';
import { DropHint } from './DropHint.js';
import { FileHeader } from './FileHeader.js';
import { FileMenu } from './FileMenu.js';
import { FileRow } from './FileRow.js';
import type { Row } from './listing.js';
import { paneCommandOf } from './pane-keys.js';
import { renameTo } from './rename.js';
import { usePaste } from './use-paste.js';
import { useTypeAhead } from './use-type-ahead.js';

/** The height of a row and of the header; files.css has the same. */
const ROW_HEIGHT = 28;

/** The table of a folder: only the rows in sight are in the page, the keyboard moves the selection. */
export function FileTable(context: PaneContext) {
  const { files, pane } = context;
  const { t } = useTranslation();
  const now = useNow(60_000);
  const { rows, selected, lead, renaming, path } = useStore(pane.store);
  const cut = useFileClipboard(({ held, isCut }) =>
    isCut && held?.side === pane.side && held.files === files ? held.paths : null,
  );
  const editStates = useEditStates(files, pane.side);
  const gridRef = useRef<HTMLDivElement>(null);
  const range = useLinesInSight(gridRef, ROW_HEIGHT);
  const { over, handlers } = useDrop(files, pane);
  const [menuAt, setMenuAt] = useState<Point | null>(null);
  const [isByKeyboard, setByKeyboard] = useState(false);
  usePaste(context, gridRef);
  const leadIndex = rows.findIndex(({ name }) => name === lead);
  const typeAhead = useTypeAhead(rows, leadIndex);
  const rowId = (index: number) => `file-${files.session.id}-${pane.side}-${index}`;
  const focus = () => gridRef.current?.focus();

  useEffect(() => {
    gridRef.current?.scrollTo({ top: 0 });
  }, [path]);
  // Rows that come above the keyboard's place shift it, which must not make the table jump: only another place may.
  const showLead = useEffectEvent(() => {
    const grid = gridRef.current;
    if (grid !== null && leadIndex !== -1) bringIntoSight(grid, leadIndex);
  });
  useEffect(() => showLead(), [lead]);

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

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const { key } = event;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / ROW_HEIGHT) - 2);
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
    setByKeyboard(true);
    if (command !== undefined) runCommand(command, context);
    else if (places[key] !== undefined && !event.altKey) goTo(places[key], event);
    else if (key === 'Enter' && row !== undefined) openRow(context, row);
    else if (key === ' ' && (event.ctrlKey || event.shiftKey) && lead !== null) pane.select(lead, 'toggle');
    else if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) openMenuAtLead();
    else if (key === 'Escape') escape();
    else if (key === ' ' && !typeAhead.isTyping()) runCommand('quick-view', context);
    else if (isTyping) type(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const escape = () => {
    if (useFileClipboard.getState().isCut) useFileClipboard.setState({ held: null, isCut: false });
    else if (files.store.getState().viewing !== null) files.store.setState({ viewing: null });
    else if (pane.state.isFiltering) pane.setFiltering(false);
    else if (selected.size > 1 && lead !== null) pane.select(lead, 'only');
    else files.session.terminal.focus();
  };

  const openMenuAtLead = () => {
    const grid = gridRef.current;
    if (grid === null) return;
    const y = Math.max(0, leadIndex) * ROW_HEIGHT - grid.scrollTop + 2 * ROW_HEIGHT;
    setMenuAt({ x: 24, y: Math.max(ROW_HEIGHT, Math.min(y, grid.clientHeight)) });
  };

  const onDragStart = (event: DragEvent) => {
    const index = Number((event.target as Element).closest<HTMLElement>('.file-row')?.dataset.index);
    const row = rows[index];
    if (row === undefined) return;
    if (!selected.has(row.name)) pane.select(row.name, 'only');
    setDragged({ files, side: pane.side, folder: path, paths: pane.selectedPaths() });
    event.dataTransfer.setData(DRAG_TYPE, '');
    event.dataTransfer.effectAllowed = 'copyMove';
  };

  const draw = (index: number) => {
    const row = rows[index];
    if (row === undefined) return null;
    return (
      <FileRow
        key={row.name}
        row={row}
        id={rowId(index)}
        index={index}
        top={index * ROW_HEIGHT}
        now={now}
        isSelected={selected.has(row.name)}
        isLead={index === leadIndex}
        isDropTarget={over?.folder === row.name}
        isCut={cut?.includes(pane.pathOf(row.name)) ?? false}
        isRenaming={renaming === row.name}
        editState={editStates.get(pane.pathOf(row.name))}
        onSelect={selectRow}
        onOpen={open}
        onRename={rename}
      />
    );
  };
  const selectRow = (name: string, how: Parameters<typeof pane.select>[1]) => pane.select(name, how);
  const open = (row: Row) => openRow(context, row);
  const rename = (row: Row, name: string | null) => {
    focus();
    void renameTo(pane, row, name);
  };

  const end = Math.min(range.end, rows.length);
  const indexes = Array.from({ length: Math.max(0, end - range.first) }, (_, step) => range.first + step);
  // The row of the keyboard stays in the page, or aria-activedescendant would point at nothing.
  if (leadIndex !== -1 && (leadIndex < range.first || leadIndex >= end)) indexes.push(leadIndex);
  return (
    <div
      className="file-place"
      data-drop={over === null ? undefined : over.folder === null ? 'pane' : 'folder'}
      onContextMenu={(event) => {
        event.preventDefault();
        if (!(event.target as Element).closest('.file-row')) pane.selectNone();
        setMenuAt(pointIn(event.currentTarget, event));
      }}
      {...handlers}
    >
      <div
        ref={gridRef}
        className="file-grid"
        role="grid"
        tabIndex={0}
        aria-label={t(`files.table.${pane.side}`)}
        aria-multiselectable
        aria-rowcount={rows.length + 1}
        aria-activedescendant={leadIndex === -1 ? undefined : rowId(leadIndex)}
        data-keyboard={isByKeyboard || undefined}
        onKeyDown={onKeyDown}
        onMouseDown={(event) => {
          setByKeyboard(false);
          if (event.target === event.currentTarget || (event.target as Element).matches('.file-body'))
            pane.selectNone();
        }}
        onFocus={(event) => {
          if (event.target !== event.currentTarget) return;
          setByKeyboard(event.target.matches(':focus-visible'));
          if (selected.size === 0 && lead !== null) pane.select(lead, 'only');
        }}
        onDragStart={onDragStart}
        onDragEnd={() => setDragged(null)}
      >
        <FileHeader />
        <div className="file-body" role="rowgroup" style={{ height: rows.length * ROW_HEIGHT }}>
          {indexes.map(draw)}
        </div>
      </div>
      {over !== null && <DropHint over={over} path={path} />}
      <FileMenu
        {...context}
        at={menuAt}
        onClose={() => {
          if (menuAt === null) return;
          setMenuAt(null);
          focus();
        }}
      />
    </div>
  );
}

/** Scrolls by as little as shows a row whole. The header sticks to the top of the same box. */
function bringIntoSight(grid: HTMLElement, index: number): void {
  const top = index * ROW_HEIGHT;
  const least = top + 2 * ROW_HEIGHT - grid.clientHeight;
  if (grid.scrollTop > top) grid.scrollTop = top;
  else if (grid.scrollTop < least) grid.scrollTop = least;
}
