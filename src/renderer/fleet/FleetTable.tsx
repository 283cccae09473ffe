import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { instanceStates } from '../../shared/node.js';
import { isMac } from '../ui/platform.js';
import { useNow } from '../ui/use-now.js';
import { columnLayout } from './column-layout.js';
import { FleetHeader } from './FleetHeader.js';
import { FleetRow, rowElementId, type RowWords } from './FleetRow.js';
import type { Column, ColumnLook } from './find/columns.js';
import { wordsFor } from './find/highlight.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { isGroup, type Line, type Rows } from './find/row-list.js';
import type { Sort } from './find/sort.js';
import { GroupRow, groupElementId } from './GroupRow.js';
import type { SelectHow } from './selection.js';
import { useTableScroll } from './use-table-scroll.js';

/** The height of a row and of the header; fleet.css has the same. */
export const ROW_HEIGHT = 36;

export interface FleetTableHandle {
  focus: () => void;
}

interface FleetTableProps {
  readonly shown: Rows;
  readonly columns: readonly ColumnLook[];
  readonly sort: Sort | null;
  readonly groupBy: Column | null;
  readonly selectedId: string | null;
  /** That node, where the fleet still has it. */
  readonly selected: IndexedNode | undefined;
  readonly selectedIds: ReadonlySet<string>;
  readonly leadGroup: string | null;
  readonly connectedIds: ReadonlySet<string>;
  readonly favourites: ReadonlySet<string>;
  readonly onSort: (column: Column) => void;
  readonly onResize: (column: Column, width: number | null) => void;
  readonly onSelect: (id: string, how: SelectHow) => void;
  readonly onSelectAll: () => void;
  readonly onLeadGroup: (group: string) => void;
  readonly onToggleGroup: (group: string) => void;
  readonly onFavourite: (id: string) => void;
  readonly onConnect: (id: string) => void;
  readonly ref?: Ref<FleetTableHandle>;
}

/** The place of the line that the keyboard is at; -1 when it is at none. */
function leadIndexOf({ lines }: Rows, lead: IndexedNode | undefined, leadGroup: string | null): number {
  if (leadGroup !== null) return lines.findIndex((line) => isGroup(line) && line.group === leadGroup);
  return lead === undefined ? -1 : lines.indexOf(lead);
}

/** The table of nodes: only the rows in sight are in the page, the keyboard moves the selection. */
export function FleetTable(props: FleetTableProps) {
  const {
    shown,
    columns,
    sort,
    groupBy,
    selectedId,
    selected,
    selectedIds,
    leadGroup,
    connectedIds,
    favourites,
  } = props;
  const { onSort, onResize, onSelect, onSelectAll, onLeadGroup, onToggleGroup, onFavourite, onConnect, ref } =
    props;
  const { lines, query } = shown;
  const { t } = useTranslation();
  const now = useNow(30_000);
  const words = useMemo(() => rowWords(t), [t]);
  const marked = useMemo(() => columns.map(({ column }) => wordsFor(query, column)), [columns, query]);
  const layout = useMemo(() => columnLayout(columns), [columns]);
  const gridRef = useRef<HTMLDivElement>(null);
  const leadIndex = useMemo(() => leadIndexOf(shown, selected, leadGroup), [shown, selected, leadGroup]);
  const leadKey = leadGroup === null ? selectedId : groupElementId(leadGroup);
  const { range, width, point } = useTableScroll(gridRef, ROW_HEIGHT, { shown, leadIndex, leadKey });
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

  const goTo = (line: Line | undefined, how: SelectHow) => {
    if (line === undefined) return;
    if (isGroup(line)) onLeadGroup(line.group);
    else onSelect(line.id, how);
  };

  const onGroupKey = (key: string, line: Line | undefined): boolean => {
    if (line === undefined || groupBy === null) return false;
    if (isGroup(line)) {
      const toggles =
        key === (line.isCollapsed ? 'ArrowRight' : 'ArrowLeft') || key === 'Enter' || key === ' ';
      if (toggles) onToggleGroup(line.group);
      return toggles;
    }
    if (key !== 'ArrowLeft') return false;
    // From a node to its group's header, as in any tree.
    goTo(lines.slice(0, leadIndex).findLast(isGroup), 'only');
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.altKey) return;
    const { key } = event;
    const modified = isMac() ? event.metaKey : event.ctrlKey;
    const lead = lines[leadIndex];
    const page = Math.max(1, Math.floor((event.currentTarget.clientHeight - ROW_HEIGHT) / ROW_HEIGHT) - 1);
    const last = lines.length - 1;
    const targets: Record<string, number> = {
      ArrowDown: Math.min(last, leadIndex + 1),
      ArrowUp: Math.max(0, leadIndex - 1),
      PageDown: Math.min(last, leadIndex + page),
      PageUp: Math.max(0, leadIndex - page),
      Home: 0,
      End: last,
    };
    setByKeyboard(true);
    point(null);
    if (modified && key.toLowerCase() === 'a') onSelectAll();
    else if (modified && key === ' ' && selectedId !== null) onSelect(selectedId, 'toggle');
    else if (modified) return;
    else if (onGroupKey(key, lead)) setByKeyboard(true);
    else if (targets[key] !== undefined) goTo(lines[targets[key]], event.shiftKey ? 'range' : 'only');
    else if (key === 'Enter' && lead && !isGroup(lead)) onConnect(lead.id);
    else if (key === '*' && lead && !isGroup(lead)) onFavourite(lead.id);
    else if (key === 'Escape' && selectedIds.size > 1 && selectedId !== null) onSelect(selectedId, 'only');
    else return;
    event.preventDefault();
  };

  const draw = (index: number) => {
    const line = lines[index];
    if (line === undefined) return null;
    const place = { index, top: index * ROW_HEIGHT, isLead: index === leadIndex };
    // A row's element is used again for whatever line comes to its place: that is quicker than new ones.
    const key =
      index === leadIndex && !inSight(index, range) ? 'lead' : index % (range.end - range.first || 1);
    if (isGroup(line)) {
      return (
        <GroupRow
          key={`group ${key}`}
          line={line}
          column={groupBy ?? 'name'}
          onToggle={onToggleGroup}
          {...place}
        />
      );
    }
    return (
      <FleetRow
        key={key}
        entry={line}
        columns={columns}
        marked={marked}
        words={words}
        isSelected={selectedIds.has(line.id)}
        isConnected={connectedIds.has(line.id)}
        isFavourite={favourites.has(line.id)}
        level={groupBy === null ? 1 : 2}
        now={now}
        onSelect={pointAt}
        onConnect={onConnect}
        onFavourite={onFavourite}
        {...place}
      />
    );
  };

  const lead = lines[leadIndex];
  const end = Math.min(range.end, lines.length);
  const indexes = Array.from({ length: Math.max(0, end - range.first) }, (_, step) => range.first + step);
  // The selected row stays in the page when it is scrolled away, or aria-activedescendant would point at nothing.
  if (leadIndex !== -1 && !inSight(leadIndex, range)) indexes.push(leadIndex);
  return (
    <div
      ref={gridRef}
      className="fleet-grid"
      role={groupBy === null ? 'grid' : 'treegrid'}
      tabIndex={0}
      aria-label={t('fleet.table.label')}
      aria-multiselectable
      aria-rowcount={lines.length + 1}
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
      <div className="fleet-body" role="rowgroup" style={{ height: lines.length * ROW_HEIGHT }}>
        {indexes.map(draw)}
      </div>
    </div>
  );
}

const rowWords = (t: TFunction): RowWords => ({
  unnamed: t('fleet.table.unnamed'),
  hybrid: t('fleet.table.hybrid'),
  states: Object.fromEntries(
    instanceStates.map((state) => [state, t(`states.${state}`)]),
  ) as RowWords['states'],
  isConnected: t('tabs.state.open'),
  isFavourite: t('fleet.favourite.is'),
  addFavourite: t('fleet.favourite.add'),
  removeFavourite: t('fleet.favourite.remove'),
});

const inSight = (index: number, { first, end }: { first: number; end: number }): boolean =>
  index >= first && index < end;
