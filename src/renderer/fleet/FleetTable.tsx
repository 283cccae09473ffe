import { useVirtualizer, defaultRangeExtractor, type Range } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../ui/use-now.js';
import { FleetHeader } from './FleetHeader.js';
import { FleetRow, rowElementId } from './FleetRow.js';
import { columns, type Column, type Sort } from './sort.js';
import type { Rows } from './use-rows.js';
import { useSteadyScroll } from './use-steady-scroll.js';

/** The height of a row and of the header; fleet.css has the same. */
export const ROW_HEIGHT = 36;

export interface FleetTableHandle {
  focus: () => void;
}

interface FleetTableProps {
  readonly shown: Rows;
  readonly sort: Sort;
  readonly selectedId: string | null;
  readonly connectedIds: ReadonlySet<string>;
  readonly onSort: (column: Column) => void;
  readonly onSelect: (id: string) => void;
  readonly onConnect: (id: string) => void;
  readonly ref?: Ref<FleetTableHandle>;
}

/** The table of nodes: only the rows in sight are in the page, the keyboard moves the selection. */
export function FleetTable(props: FleetTableProps) {
  const { shown, sort, selectedId, connectedIds, onSort, onSelect, onConnect, ref } = props;
  const { rows, look } = shown;
  const { t } = useTranslation();
  const now = useNow(30_000);
  const gridRef = useRef<HTMLDivElement>(null);
  const selectedIndex = selectedId === null ? -1 : rows.findIndex((row) => row.id === selectedId);

  // The selected row stays in the page when it is scrolled away, or aria-activedescendant would point at nothing.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      if (selectedIndex === -1 || indexes.includes(selectedIndex)) return indexes;
      return [...indexes, selectedIndex].sort((a, b) => a - b);
    },
    [selectedIndex],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- only tells that React Compiler, not used here, would skip this
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => gridRef.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
    // The header sticks to the top of the same box.
    scrollMargin: ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
    rangeExtractor,
  });
  useSteadyScroll(gridRef, shown, ROW_HEIGHT);

  // Follow the selection, wherever it was moved from, and to where another sort puts it; but not when rows merely
  // shift under it. A row chosen with the mouse is in sight already, and must not move under a second click.
  const pointedAt = useRef<string | null>(null);
  const rowsRef = useRef(rows);
  useEffect(() => {
    rowsRef.current = rows;
  }, [rows]);
  const lastLook = useRef(look);
  useEffect(() => {
    const isSameLook = lastLook.current === look;
    lastLook.current = look;
    const index = rowsRef.current.findIndex((row) => row.id === selectedId);
    if (index === -1 || (isSameLook && selectedId === pointedAt.current)) return;
    virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [selectedId, look, virtualizer]);

  const pointAt = useCallback(
    (id: string) => {
      pointedAt.current = id;
      onSelect(id);
    },
    [onSelect],
  );

  useImperativeHandle(ref, () => ({ focus: () => gridRef.current?.focus() }), []);

  // At the start, and when the list comes back after a search without hits, the keyboard is nowhere: take it.
  // No ring is drawn for that: nobody has pressed a key yet.
  const [isByKeyboard, setByKeyboard] = useState(false);
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    gridRef.current?.focus();
    setByKeyboard(false);
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((event.currentTarget.clientHeight - ROW_HEIGHT) / ROW_HEIGHT) - 1);
    const last = rows.length - 1;
    const targets: Record<string, number> = {
      ArrowDown: Math.min(last, selectedIndex + 1),
      ArrowUp: Math.max(0, selectedIndex - 1),
      PageDown: Math.min(last, selectedIndex + page),
      PageUp: Math.max(0, selectedIndex - page),
      Home: 0,
      End: last,
    };
    const target = rows[targets[event.key] ?? -1];
    setByKeyboard(true);
    pointedAt.current = null;
    if (target !== undefined) onSelect(target.id);
    else if (event.key === 'Enter' && selectedIndex !== -1) onConnect(rows[selectedIndex]?.id ?? '');
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={gridRef}
      className="fleet-grid"
      role="grid"
      tabIndex={0}
      aria-label={t('fleet.table.label')}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={selectedIndex === -1 ? undefined : rowElementId(selectedId ?? '')}
      onKeyDown={onKeyDown}
      data-keyboard={isByKeyboard || undefined}
      onMouseDown={() => setByKeyboard(false)}
      onFocus={(event) => {
        if (event.target !== event.currentTarget) return;
        setByKeyboard(event.target.matches(':focus-visible'));
        const [first] = rows;
        if (selectedIndex === -1 && first) onSelect(first.id);
      }}
    >
      <FleetHeader sort={sort} onSort={onSort} />
      <div className="fleet-body" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return (
            row && (
              <FleetRow
                key={key}
                entry={row}
                index={index}
                top={start - ROW_HEIGHT}
                isSelected={index === selectedIndex}
                isConnected={connectedIds.has(row.id)}
                now={now}
                onSelect={pointAt}
                onConnect={onConnect}
              />
            )
          );
        })}
      </div>
    </div>
  );
}
