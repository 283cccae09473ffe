import { Star } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isOver, usePower } from '../power/power-store.js';
import { stepWords } from '../power/step-words.js';
import { classNames } from '../ui/class-names.js';
import { formatAgo } from '../ui/format.js';
import { StateDot } from '../ui/StateDot.js';
import { columnText, type Column, type ColumnLook } from './find/columns.js';
import { wordsFor } from './find/highlight.js';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import type { Query } from '../../shared/query/query.js';
import { Marked } from './Marked.js';
import { reachTone, reachWords } from './reach.js';
import type { SelectHow } from './selection.js';
import { isMac } from '../ui/platform.js';

/** The id of a node's row element, for aria-activedescendant. */
export const rowElementId = (nodeId: string): string => `fleet-row-${nodeId}`;

interface FleetRowProps {
  readonly entry: IndexedNode;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly ColumnLook[];
  readonly query: Query;
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

/** One node of the table. */
export const FleetRow = memo(function FleetRow(props: FleetRowProps) {
  const { entry, index, top, columns, query, isSelected, isLead, level, now, onSelect, onConnect } = props;
  const { id, reach } = entry;
  return (
    <div
      id={rowElementId(id)}
      className={classNames('fleet-row', 'fleet-cells', isLead && 'is-lead')}
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
    >
      {columns.map(({ column }) =>
        column === 'name' ? (
          <NameCell key={column} {...props} words={wordsFor(query, 'name')} />
        ) : column === 'reach' ? (
          <ReachCell key={column} entry={entry} now={now} />
        ) : (
          <Cell key={column} entry={entry} column={column} now={now} words={wordsFor(query, column)} />
        ),
      )}
    </div>
  );
});

interface NameCellProps extends FleetRowProps {
  readonly words: readonly string[];
}

function NameCell({ entry, words, isConnected, isFavourite, onFavourite }: NameCellProps) {
  const { node, id, reach } = entry;
  const { t } = useTranslation();
  return (
    <div className="fleet-cell fleet-name" role="gridcell" data-column="name" title={node.name}>
      <StateDot tone={reachTone(reach)} />
      <span className="fleet-text">
        {node.name === '' ? (
          <i className="muted">{t('fleet.table.unnamed')}</i>
        ) : (
          <Marked text={node.name} words={words} />
        )}
      </span>
      {isConnected && <span className="visually-hidden">{t('tabs.state.open')}</span>}
      {isFavourite && <span className="visually-hidden">{t('fleet.favourite.is')}</span>}
      {/* For the mouse; the keyboard has a key for it, and the details have a button. */}
      <span
        className={classNames('fleet-star', isFavourite && 'is-favourite')}
        title={t(isFavourite ? 'fleet.favourite.remove' : 'fleet.favourite.add')}
        aria-hidden
        onMouseDown={(event) => {
          event.stopPropagation();
          onFavourite(id);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <Star size={13} />
      </span>
    </div>
  );
}

function ReachCell({ entry, now }: { readonly entry: IndexedNode; readonly now: number }) {
  const progress = usePower((state) => state.progress.get(entry.id));
  const words =
    progress === undefined || isOver(progress)
      ? reachWords(entry.node, entry.reach, now)
      : stepWords(progress);
  return (
    <div className="fleet-cell" role="gridcell" data-column="reach" title={words}>
      <span className="fleet-reach">{words}</span>
    </div>
  );
}

const mono = new Set<Column>(['id', 'privateIp', 'publicIp', 'image']);

interface CellProps {
  readonly entry: IndexedNode;
  readonly column: Column;
  readonly now: number;
  readonly words: readonly string[];
}

function Cell({ entry, column, now, words }: CellProps) {
  const text = useCellText(entry, column, now);
  return (
    <div
      className="fleet-cell"
      role="gridcell"
      data-column={column}
      title={column === 'platform' ? entry.node.platform : text}
    >
      <span className={mono.has(column) ? 'fleet-text mono' : 'fleet-text'}>
        <Marked text={text} words={words} />
      </span>
    </div>
  );
}

function useCellText(entry: IndexedNode, column: Column, now: number): string {
  const { t } = useTranslation();
  const { node } = entry;
  if (column === 'type' && node.kind === 'hybrid') return t('fleet.table.hybrid');
  if (column === 'state') return node.state === null ? t('fleet.table.hybrid') : t(`states.${node.state}`);
  if (column === 'launched') return node.launchedAt === null ? '' : formatAgo(node.launchedAt, now);
  return columnText(entry, column);
}
