import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { StateDot } from '../ui/StateDot.js';
import type { IndexedNode } from './indexed-node.js';
import { reachTone, reachWords } from './reach.js';

/** The id of a node's row element, for aria-activedescendant. */
export const rowElementId = (nodeId: string): string => `fleet-row-${nodeId}`;

interface FleetRowProps {
  readonly entry: IndexedNode;
  readonly index: number;
  readonly top: number;
  readonly isSelected: boolean;
  readonly isConnected: boolean;
  readonly now: number;
  readonly onSelect: (id: string) => void;
  readonly onConnect: (id: string) => void;
}

/** One node of the table. */
export const FleetRow = memo(function FleetRow(props: FleetRowProps) {
  const { entry, index, top, isSelected, isConnected, now, onSelect, onConnect } = props;
  const { node, id, reach } = entry;
  const { t } = useTranslation();
  const words = reachWords(node, reach, now);
  return (
    <div
      id={rowElementId(id)}
      className="fleet-row fleet-cells"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-node-id={id}
      data-reach={reach}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={() => onSelect(id)}
      onDoubleClick={() => onConnect(id)}
    >
      <div className="fleet-cell fleet-name" role="gridcell" data-column="name" title={node.name}>
        <StateDot tone={reachTone(reach)} />
        <span className="fleet-text">
          {node.name === '' ? <i className="muted">{t('fleet.table.unnamed')}</i> : node.name}
        </span>
        {isConnected && <span className="visually-hidden">{t('tabs.state.open')}</span>}
      </div>
      <Cell column="id" text={id} isMono />
      <Cell column="platform" text={entry.platform} title={node.platform} />
      <Cell column="type" text={node.kind === 'hybrid' ? t('fleet.table.hybrid') : node.instanceType} />
      <Cell column="privateIp" text={node.privateIp} isMono />
      <Cell column="zone" text={node.zone} />
      <div className="fleet-cell" role="gridcell" data-column="reach" title={words}>
        <span className="fleet-reach">{words}</span>
      </div>
    </div>
  );
});

interface CellProps {
  readonly column: string;
  readonly text: string | null;
  /** The whole of a text that is shown short. */
  readonly title?: string;
  readonly isMono?: boolean;
}

function Cell({ column, text, title, isMono = false }: CellProps) {
  return (
    <div className="fleet-cell" role="gridcell" data-column={column} title={title ?? text ?? undefined}>
      <span className={isMono ? 'fleet-text mono' : 'fleet-text'}>{text}</span>
    </div>
  );
}
