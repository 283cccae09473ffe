import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { LineRange } from '../../ui/use-lines-in-sight.js';
import { useNow } from '../../ui/use-now.js';
import { useFileClipboard } from '../clipboard.js';
import { openRow, type PaneContext } from '../commands.js';
import { useEditStates } from '../editing/use-edit-states.js';
import type { SideColumn } from './columns.js';
import { FileRow } from './FileRow.js';
import type { Row } from './listing.js';
import { nameFaultText } from './name-fault.js';
import type { SelectHow } from './pane.js';
import { renameTo } from './rename.js';
import { ROW_HEIGHT_PX } from './row-height.js';

interface FileRowsProps extends PaneContext {
  readonly columns: readonly SideColumn[];
  readonly range: LineRange;
  /** The place of the row that the keyboard is at; -1 when it is at none. */
  readonly leadIndex: number;
  /** The name of the folder that something is dragged over. */
  readonly dropFolder: string | null;
  readonly rowId: (index: number) => string;
  /** Takes the keyboard back when a name has been given. */
  readonly onRenamed: () => void;
}

/** The rows in sight. */
export function FileRows(props: FileRowsProps) {
  const { files, pane, columns, range, leadIndex, dropFolder, rowId, onRenamed } = props;
  const { t } = useTranslation();
  const now = useNow(60_000);
  const { rows, selected, renaming } = useStore(pane.store);
  const cut = useFileClipboard(({ held, isCut }) =>
    isCut && held?.side === pane.side && held.files === files ? held.paths : null,
  );
  const editStates = useEditStates(files, pane.side);
  const select = (name: string, how: SelectHow) => pane.select(name, how);
  const open = (row: Row) => openRow({ files, pane }, row);
  const rename = (row: Row, name: string | null) => {
    onRenamed();
    void renameTo(pane, row, name);
  };

  const faultOf = (name: string) => nameFaultText(t, pane, name);

  const end = Math.min(range.end, rows.length);
  const indexes = Array.from({ length: Math.max(0, end - range.first) }, (_, step) => range.first + step);
  // The row of the keyboard stays in the page, or aria-activedescendant would point at nothing.
  if (leadIndex !== -1 && (leadIndex < range.first || leadIndex >= end)) indexes.push(leadIndex);
  return (
    <div className="file-body" role="rowgroup" style={{ height: rows.length * ROW_HEIGHT_PX }}>
      {indexes.map((index) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <FileRow
            key={row.name}
            row={row}
            columns={columns}
            id={rowId(index)}
            index={index}
            top={index * ROW_HEIGHT_PX}
            now={now}
            isSelected={selected.has(row.name)}
            isLead={index === leadIndex}
            isDropTarget={dropFolder === row.name}
            isCut={cut?.includes(pane.pathOf(row.name)) ?? false}
            isRenaming={renaming === row.name}
            editState={editStates.get(pane.pathOf(row.name))}
            onSelect={select}
            onOpen={open}
            faultOf={faultOf}
            onRename={rename}
          />
        );
      })}
    </div>
  );
}
