import {
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  type CSSProperties,
  type DragEvent,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { pointIn, type Point } from '../../ui/PointMenu.js';
import { useLinesInSight } from '../../ui/use-lines-in-sight.js';
import type { PaneContext } from '../commands.js';
import { DRAG_TYPE, setDragged } from '../drag/dragged.js';
import { useDrop } from '../drag/use-drop.js';
import { DropHint } from './DropHint.js';
import { FileColumnMenu } from './FileColumnMenu.js';
import { FileHeader } from './FileHeader.js';
import { FileMenu } from './FileMenu.js';
import { FileRows } from './FileRows.js';
import type { FileColumn } from './listing.js';
import { ROW_HEIGHT_PX } from './row-height.js';
import { useColumnLayout } from './use-column-layout.js';
import { usePaste } from './use-paste.js';
import { useTableKeys } from './use-table-keys.js';

/** The menu that is open: of what is selected, or of a column. */
type OpenMenu = Point & { readonly column: FileColumn | null };

/** The table of a folder: only the rows in sight are in the page, the keyboard moves the selection. */
export function FileTable(context: PaneContext) {
  const { files, pane } = context;
  const { t } = useTranslation();
  const { rows, selected, lead, path } = useStore(pane.store);
  const gridRef = useRef<HTMLDivElement>(null);
  const range = useLinesInSight(gridRef, ROW_HEIGHT_PX);
  const { columns, tracks, leastPx } = useColumnLayout(gridRef);
  const { over, handlers } = useDrop(files, pane);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const [isByKeyboard, setByKeyboard] = useState(false);
  usePaste(context, gridRef);
  const leadIndex = rows.findIndex(({ name }) => name === lead);
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

  const openMenuAtLead = () => {
    const grid = gridRef.current;
    if (grid === null) return;
    const y = Math.max(0, leadIndex) * ROW_HEIGHT_PX - grid.scrollTop + 2 * ROW_HEIGHT_PX;
    setMenu({ x: 24, y: Math.max(ROW_HEIGHT_PX, Math.min(y, grid.clientHeight)), column: null });
  };
  const openMenuAtPointer = (event: MouseEvent<HTMLDivElement>) => {
    // What happens in a menu comes here as well, since it is drawn by this part.
    if (!event.currentTarget.contains(event.target as Element)) return;
    event.preventDefault();
    const target = event.target as Element;
    const column = target.closest('.file-heading')?.getAttribute('data-column') as FileColumn | undefined;
    if (column === undefined && !target.closest('.file-row')) pane.selectNone();
    setMenu({ ...pointIn(event.currentTarget, event), column: column ?? null });
  };
  const closeMenu = () => {
    if (menu === null) return;
    setMenu(null);
    focus();
  };

  const takeKey = useTableKeys(context, { leadIndex, openMenu: openMenuAtLead });
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    setByKeyboard(true);
    if (!takeKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onMouseDown = (event: MouseEvent<HTMLDivElement>) => {
    setByKeyboard(false);
    if (event.target === event.currentTarget || (event.target as Element).matches('.file-body'))
      pane.selectNone();
  };
  const onFocus = (event: FocusEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    setByKeyboard(event.target.matches(':focus-visible'));
    if (selected.size === 0 && lead !== null) pane.select(lead, 'only');
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

  return (
    <div
      className="file-place"
      data-drop={over === null ? undefined : over.folder === null ? 'pane' : 'folder'}
      onContextMenu={openMenuAtPointer}
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
        aria-colcount={columns.length + 1}
        aria-activedescendant={leadIndex === -1 ? undefined : rowId(leadIndex)}
        data-keyboard={isByKeyboard || undefined}
        style={{ '--file-columns': tracks, '--file-row-width': `${leastPx}px` } as CSSProperties}
        onKeyDown={onKeyDown}
        onMouseDown={onMouseDown}
        onFocus={onFocus}
        onDragStart={onDragStart}
        onDragEnd={() => setDragged(null)}
      >
        <FileHeader columns={columns} />
        <FileRows
          {...context}
          columns={columns}
          range={range}
          leadIndex={leadIndex}
          dropFolder={over?.folder ?? null}
          rowId={rowId}
          onRenamed={focus}
        />
      </div>
      {over !== null && <DropHint over={over} path={path} />}
      <FileMenu {...context} at={menu?.column === null ? menu : null} onClose={closeMenu} />
      <FileColumnMenu
        at={menu !== null && menu.column !== null ? { ...menu, column: menu.column } : null}
        columns={columns}
        onClose={closeMenu}
      />
    </div>
  );
}

/** Scrolls by as little as shows a row whole. The header sticks to the top of the same box. */
function bringIntoSight(grid: HTMLElement, index: number): void {
  const top = index * ROW_HEIGHT_PX;
  const least = top + 2 * ROW_HEIGHT_PX - grid.clientHeight;
  if (grid.scrollTop > top) grid.scrollTop = top;
  else if (grid.scrollTop < least) grid.scrollTop = least;
}
