import { ChevronRight, Star } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { instanceStates } from '../../shared/node.js';
import { usePower } from '../power/power-store.js';
import { useNow } from '../ui/use-now.js';
import { columnLayout } from './column-layout.js';
import { columnTitle } from './column-title.js';
import { FleetHeader } from './FleetHeader.js';
import type { Column, ColumnLook } from './find/columns.js';
import { wordsFor } from './find/highlight.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { isGroup, type Rows } from './find/row-list.js';
import type { Sort } from './find/sort.js';
import { groupTitle } from './group-title.js';
import { rowMouse } from './row-mouse.js';
import { groupElementId } from './rows/group-row.js';
import { rowElementId } from './rows/node-row.js';
import type { RowsLook, RowWords } from './rows/row-look.js';
import { TableRows } from './rows/table-rows.js';
import type { SelectHow } from './selection.js';
import { takeTableKey, type TableActions } from './table-keys.js';
import { useTableScroll } from './use-table-scroll.js';

/** The height of a row and of the header; fleet.css has the same. */
const ROW_HEIGHT = 36;

export interface FleetTableHandle {
  focus: () => void;
}

interface FleetTableProps extends TableActions {
  readonly shown: Rows;
  /** Whether a search goes on: these are its first rows, or those of before. */
  readonly isSearching: boolean;
  readonly columns: readonly ColumnLook[];
  readonly sort: Sort | null;
  readonly groupBy: Column | null;
  /** The selected node, where the fleet still has it. */
  readonly selected: IndexedNode | undefined;
  readonly leadGroup: string | null;
  readonly connectedIds: ReadonlySet<string>;
  readonly favourites: ReadonlySet<string>;
  readonly onSort: (column: Column) => void;
  readonly onResize: (column: Column, width: number | null) => void;
  readonly ref?: Ref<FleetTableHandle>;
}

/** The place of the line that the keyboard is at; -1 when it is at none. */
function leadIndexOf({ lines }: Rows, lead: IndexedNode | undefined, leadGroup: string | null): number {
  if (leadGroup !== null) return lines.findIndex((line) => isGroup(line) && line.group === leadGroup);
  return lead === undefined ? -1 : lines.indexOf(lead);
}

/** The table of nodes: only the rows in sight are in the page, the keyboard moves the selection. */
export function FleetTable(props: FleetTableProps) {
  const { shown, columns, sort, groupBy, selectedId, selected, leadGroup, onSort, onResize, onSelect, ref } =
    props;
  const { lines } = shown;
  const { t } = useTranslation();
  const layout = useMemo(() => columnLayout(columns), [columns]);
  const gridRef = useRef<HTMLDivElement>(null);
  const leadIndex = useMemo(() => leadIndexOf(shown, selected, leadGroup), [shown, selected, leadGroup]);
  const leadKey = leadGroup === null ? selectedId : groupElementId(leadGroup);
  const box = useTableScroll(gridRef, ROW_HEIGHT, { shown, leadIndex, leadKey });
  const { width, point } = box;
  const look = useRowsLook(props, leadIndex);
  const { bodyRef, icons } = useRows((rows) => {
    rows.draw(lines, box, look);
    box.settle();
  });
  const pointAt = useCallback(
    (id: string, how: SelectHow) => {
      point(id);
      onSelect(id, how);
    },
    [point, onSelect],
  );

  useImperativeHandle(ref, () => ({ focus: () => gridRef.current?.focus() }), []);

  // At the start, and when the list comes back after a search without hits, the keyboard is nowhere: take it.
  // No ring is drawn for that: nobody has pressed a key yet.
  const [isByKeyboard, setByKeyboard] = useState(false);
  const isTaking = useRef(false);
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    isTaking.current = true;
    gridRef.current?.focus();
    isTaking.current = false;
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.altKey) return;
    const page = Math.max(1, Math.floor((event.currentTarget.clientHeight - ROW_HEIGHT) / ROW_HEIGHT) - 1);
    setByKeyboard(true);
    point(null);
    if (takeTableKey(event, { ...props, lines, leadIndex, page, isGrouped: groupBy !== null }))
      event.preventDefault();
  };

  const lead = lines[leadIndex];
  return (
    <div
      ref={gridRef}
      className="fleet-grid"
      role={groupBy === null ? 'grid' : 'treegrid'}
      tabIndex={0}
      aria-label={t('fleet.table.label')}
      aria-multiselectable
      aria-busy={props.isSearching}
      // -1: a search has not found all of them yet.
      aria-rowcount={shown.isWhole ? lines.length + 1 : -1}
      aria-colcount={columns.length}
      aria-activedescendant={lead && (isGroup(lead) ? groupElementId(lead.group) : rowElementId(lead.id))}
      style={layout.style}
      // What a row is stays in sight only where there is something to scroll away from: that costs time to draw.
      data-wide={layout.leastPx > width || undefined}
      onKeyDown={onKeyDown}
      data-keyboard={isByKeyboard || undefined}
      onMouseDown={() => setByKeyboard(false)}
      onFocus={(event) => {
        if (event.target !== event.currentTarget) return;
        setByKeyboard(!isTaking.current && event.target.matches(':focus-visible'));
        const first = lines.find((line) => !isGroup(line));
        if (leadIndex === -1 && first && !isGroup(first)) onSelect(first.id, 'only');
      }}
    >
      <FleetHeader columns={columns} sort={sort} onSort={onSort} onResize={onResize} />
      <div
        ref={bodyRef}
        className="fleet-body"
        role="rowgroup"
        style={{ height: lines.length * ROW_HEIGHT }}
        {...rowMouse({ ...props, lines, onSelect: pointAt })}
      />
      {icons}
    </div>
  );
}

/** How rows are shown, from what the table is given. */
function useRowsLook(props: FleetTableProps, leadIndex: number): RowsLook {
  const { columns, groupBy, shown, selectedIds, connectedIds, favourites } = props;
  const { query } = shown;
  const { t } = useTranslation();
  const now = useNow(30_000);
  const progress = usePower((state) => state.progress);
  const words = useMemo(() => rowWords(t), [t]);
  const marked = useMemo(() => columns.map(({ column }) => wordsFor(query, column)), [columns, query]);
  const group = useMemo(
    () =>
      groupBy === null
        ? null
        : {
            title: columnTitle(t, groupBy),
            titleOf: (value: string) => groupTitle(t, groupBy, value),
          },
    [groupBy, t],
  );
  return {
    columns,
    marked,
    words,
    group,
    selectedIds,
    connectedIds,
    favourites,
    progress,
    leadIndex,
    now,
  };
}

/** Rows that are drawn anew together with their table, in the same turn. */
function useRows(draw: (rows: TableRows) => void) {
  const bodyRef = useRef<HTMLDivElement>(null);
  const iconsRef = useRef<HTMLDivElement>(null);
  const rows = useRef<TableRows>(null);
  useLayoutEffect(() => {
    const [star, arrow] = iconsRef.current?.children ?? [];
    if (bodyRef.current === null || star === undefined || arrow === undefined) return;
    const made = new TableRows(bodyRef.current, { star, arrow }, ROW_HEIGHT);
    rows.current = made;
    return () => {
      rows.current = null;
      made.dispose();
    };
  }, []);
  useLayoutEffect(() => {
    if (rows.current !== null) draw(rows.current);
  });
  const icons = (
    <div ref={iconsRef} hidden>
      <Star size={13} />
      <ChevronRight size={14} aria-hidden />
    </div>
  );
  return { bodyRef, icons };
}

const rowWords = (t: TFunction): RowWords => ({
  unnamed: t('fleet.table.unnamed'),
  hybrid: t('fleet.table.hybrid'),
  ready: t('reach.ready'),
  states: Object.fromEntries(
    instanceStates.map((state) => [state, t(`states.${state}`)]),
  ) as RowWords['states'],
  isConnected: t('tabs.state.open'),
  isFavourite: t('fleet.favourite.is'),
  addFavourite: t('fleet.favourite.add'),
  removeFavourite: t('fleet.favourite.remove'),
});
