import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format.js';
import { classNames } from '../ui/class-names.js';
import { columnTitle } from './column-title.js';
import type { Column } from './find/columns.js';
import type { GroupLine } from './find/row-list.js';
import { groupTitle } from './group-title.js';

/** The id of a group's header element, for aria-activedescendant. */
export const groupElementId = (group: string): string => `fleet-group-${encodeURIComponent(group)}`;

interface GroupRowProps {
  readonly line: GroupLine;
  readonly column: Column;
  readonly index: number;
  readonly top: number;
  readonly isLead: boolean;
  readonly onToggle: (group: string) => void;
}

/** The header of a group: its value, and how many nodes have it. */
export function GroupRow({ line, column, index, top, isLead, onToggle }: GroupRowProps) {
  const { t } = useTranslation();
  const Arrow = line.isCollapsed ? ChevronRight : ChevronDown;
  return (
    <div
      id={groupElementId(line.group)}
      className={classNames('fleet-row', 'fleet-group', isLead && 'is-lead')}
      role="row"
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={!line.isCollapsed}
      data-group={line.group}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={() => onToggle(line.group)}
    >
      <div className="fleet-group-title" role="gridcell">
        <Arrow size={14} aria-hidden />
        <span className="muted">{columnTitle(t, column)}</span>
        <strong>{groupTitle(t, column, line.group)}</strong>
        <span className="fleet-count">{formatCount(line.count)}</span>
      </div>
    </div>
  );
}
