import { Star } from 'lucide-react';
import { memo, type MouseEvent, type ReactNode } from 'react';
import type { InstanceState } from '../../shared/node.js';
import { isOver, usePower } from '../power/power-store.js';
import { stepWords } from '../power/step-words.js';
import { formatAgo } from '../ui/format.js';
import { isMac } from '../ui/platform.js';
import { columnText, type Column, type ColumnLook } from './find/columns.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { Marked } from './Marked.js';
import { reachTone, reachWords } from './reach.js';
import type { SelectHow } from './selection.js';

/** The id of a node's row element, for aria-activedescendant. */
export const rowElementId = (nodeId: string): string => `fleet-row-${nodeId}`;

/** What all rows say alike, looked up once for all of them. */
export interface RowWords {
  readonly unnamed: string;
  readonly hybrid: string;
  readonly states: Readonly<Record<InstanceState, string>>;
  readonly isConnected: string;
  readonly isFavourite: string;
  readonly addFavourite: string;
  readonly removeFavourite: string;
}

interface FleetRowProps {
  readonly entry: IndexedNode;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly ColumnLook[];
  /** What the search found, in lower case, for each of the columns. */
  readonly marked: readonly (readonly string[])[];
  readonly words: RowWords;
  readonly isSelected: boolean;
  readonly isLead: boolean;
  readonly isConnected: boolean;
  readonly isFavourite: boolean;
  /** 2 below the header of a group, else 1. */
  readonly level: number;
  readonly now: number;
  readonly onSelect: (id: string, how: SelectHow) => void;
  readonly onConnect: (id: string) => void;
  readonly onFavourite: (id: string) => void;
}

function howOf(event: MouseEvent): SelectHow {
  if (event.shiftKey) return 'range';
  return (isMac() ? event.metaKey : event.ctrlKey) ? 'toggle' : 'only';
}

/**
 * One node of the table. Every letter of a search draws all rows in sight, within a frame: a cell is one element, and
 * most are no components and look no words up.
 */
export const FleetRow = memo(function FleetRow(props: FleetRowProps) {
  const { entry, index, top, columns, marked, words, isSelected, isLead, level, now } = props;
  const { onSelect, onConnect } = props;
  const { id, reach } = entry;
  return (
    <div
      id={rowElementId(id)}
      className={isLead ? 'fleet-row fleet-cells is-lead' : 'fleet-row fleet-cells'}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-level={level === 1 ? undefined : level}
      data-node-id={id}
      data-reach={reach}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={(event) => {
        // The right button opens a menu for what is selected, if it is one of these.
        if (event.button === 0 || !isSelected) onSelect(id, event.button === 0 ? howOf(event) : 'only');
      }}
      onDoubleClick={(event) => {
        if (howOf(event) === 'only') onConnect(id);
      }}
      onMouseOver={(event) => giveTitle(event.target as Element, entry)}
    >
      {columns.map(({ column }, place) =>
        column === 'name' ? (
          nameCell(props, marked[place] ?? NOTHING)
        ) : column === 'reach' ? (
          <ReachCell key={column} entry={entry} now={now} />
        ) : (
          <div
            key={column}
            className={mono.has(column) ? 'fleet-cell mono' : 'fleet-cell'}
            role="gridcell"
            data-column={column}
          >
            {withMarks(cellText(entry, column, words, now), marked[place] ?? NOTHING)}
          </div>
        ),
      )}
    </div>
  );
});

const NOTHING: readonly string[] = [];

/** As an attribute of each cell, tooltips would be written anew for every letter of a search: the mouse brings them. */
function giveTitle(target: Element, { node }: IndexedNode): void {
  const cell = target.closest<HTMLElement>('[data-column]');
  if (cell === null) return;
  const { column } = cell.dataset;
  cell.title = column === 'platform' ? node.platform : column === 'name' ? node.name : cell.textContent;
}

const withMarks = (text: string, found: readonly string[]): ReactNode =>
  found.length === 0 ? text : <Marked text={text} words={found} />;

// One element for all rows: React need not look at it again.
const STAR = <Star size={13} />;

function nameCell(props: FleetRowProps, found: readonly string[]): ReactNode {
  const { entry, words, isConnected, isFavourite, onFavourite } = props;
  const { node, id, reach } = entry;
  return (
    <div key="name" className="fleet-cell fleet-name" role="gridcell" data-column="name">
      <span className={`dot dot-${reachTone(reach)}`} aria-hidden />
      <span className="fleet-text">
        {node.name === '' ? <i className="muted">{words.unnamed}</i> : withMarks(node.name, found)}
      </span>
      {isConnected && <span className="visually-hidden">{words.isConnected}</span>}
      {isFavourite && <span className="visually-hidden">{words.isFavourite}</span>}
      {/* For the mouse; the keyboard has a key for it, and the details have a button. */}
      <span
        className={isFavourite ? 'fleet-star is-favourite' : 'fleet-star'}
        title={isFavourite ? words.removeFavourite : words.addFavourite}
        aria-hidden
        onMouseDown={(event) => {
          event.stopPropagation();
          onFavourite(id);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        {STAR}
      </span>
    </div>
  );
}

function ReachCell({ entry, now }: { readonly entry: IndexedNode; readonly now: number }) {
  const progress = usePower((state) => state.progress.get(entry.id));
  const isOnItsWay = progress !== undefined && !isOver(progress);
  const isShort = entry.reach === 'ready' && !isOnItsWay;
  return (
    <div
      className={isShort ? 'fleet-cell fleet-note' : 'fleet-cell fleet-reach'}
      role="gridcell"
      data-column="reach"
    >
      {isOnItsWay ? stepWords(progress) : reachWords(entry.node, entry.reach, now)}
    </div>
  );
}

const mono = new Set<Column>(['id', 'privateIp', 'publicIp', 'image']);

function cellText(entry: IndexedNode, column: Column, words: RowWords, now: number): string {
  const { node } = entry;
  if (column === 'type' && node.kind === 'hybrid') return words.hybrid;
  if (column === 'state') return node.state === null ? words.hybrid : words.states[node.state];
  if (column === 'launched') return node.launchedAt === null ? '' : formatAgo(node.launchedAt, now);
  return columnText(entry, column);
}
