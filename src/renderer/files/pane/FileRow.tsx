import { Box, File, FileSymlink, Folder, FolderSymlink } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '../../../shared/file-name.js';
import { classNames } from '../../ui/class-names.js';
import { formatBytes, formatDateTime } from '../../ui/format.js';
import { isMac } from '../../ui/platform.js';
import { EditMark } from '../editing/EditMark.js';
import type { EditState } from '../editing/edits-store.js';
import type { SideColumn } from './columns.js';
import { modeText, modifiedText, ownerText } from './file-words.js';
import type { Row } from './listing.js';
import { NameField } from './NameField.js';
import type { SelectHow } from './pane.js';

interface FileRowProps {
  readonly row: Row;
  /** Beside the name. */
  readonly columns: readonly SideColumn[];
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly now: number;
  readonly isSelected: boolean;
  readonly isLead: boolean;
  readonly isDropTarget: boolean;
  /** Whether it was cut and waits to be pasted. */
  readonly isCut: boolean;
  readonly isRenaming: boolean;
  /** Where it is being edited, how far that is. */
  readonly editState: EditState | undefined;
  readonly onSelect: (name: string, how: SelectHow) => void;
  readonly onOpen: (row: Row) => void;
  /** Why a name cannot be given here, in words. */
  readonly faultOf: (name: string) => string | null;
  /** Null leaves the name as it is. */
  readonly onRename: (row: Row, name: string | null) => void;
}

function howOf(event: MouseEvent): SelectHow {
  if (event.shiftKey) return 'range';
  return (isMac() ? event.metaKey : event.ctrlKey) ? 'toggle' : 'only';
}

/** One line of a folder. */
export const FileRow = memo(function FileRow(props: FileRowProps) {
  const { row, columns, id, index, top, now, isSelected, isLead, isRenaming, onSelect, onOpen, onRename } =
    props;
  const { name } = row;
  return (
    <div
      id={id}
      className={classNames(
        'file-row file-cells',
        isLead && 'is-lead',
        props.isDropTarget && 'is-drop-target',
        props.isCut && 'is-cut',
      )}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      data-folder={row.isFolder || undefined}
      draggable={!isRenaming}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={(event) => {
        if (isRenaming) return;
        // What is selected stays so: it may be about to be dragged, or the right button's menu is for all of it.
        if (!isSelected || (event.button === 0 && howOf(event) !== 'only')) onSelect(name, howOf(event));
      }}
      onClick={(event) => {
        if (!isRenaming && isSelected && howOf(event) === 'only') onSelect(name, 'only');
      }}
      onDoubleClick={(event) => {
        if (!isRenaming && howOf(event) === 'only') onOpen(row);
      }}
    >
      <div className="file-cell file-name" role="gridcell" aria-colindex={1}>
        <KindIcon row={row} />
        {isRenaming ? (
          <NameField
            name={name}
            isFolder={row.isFolder}
            faultOf={props.faultOf}
            onEnd={(next) => onRename(row, next)}
          />
        ) : (
          <NameText row={row} />
        )}
        {props.editState !== undefined && <EditMark state={props.editState} />}
      </div>
      {columns.map((column, place) => (
        <SideCell key={column} row={row} column={column} place={place} now={now} />
      ))}
    </div>
  );
});

interface SideCellProps {
  readonly row: Row;
  readonly column: SideColumn;
  readonly place: number;
  readonly now: number;
}

function SideCell({ row: { entry, isFolder }, column, place, now }: SideCellProps) {
  const { modifiedMs } = entry;
  const shown: Readonly<Record<SideColumn, () => string>> = {
    size: () => (isFolder ? '' : formatBytes(entry.size)),
    modified: () => modifiedText(modifiedMs, now),
    mode: () => modeText(entry),
    owner: () => ownerText(entry),
  };
  const text = shown[column]();
  return (
    <div
      className={classNames(`file-cell file-${column}`, column === 'mode' && 'mono')}
      role="gridcell"
      aria-colindex={place + 2}
      title={column === 'modified' && modifiedMs !== null ? formatDateTime(modifiedMs) : text}
    >
      {text}
    </div>
  );
}

function NameText({ row: { entry, shown } }: { readonly row: Row }) {
  const { t } = useTranslation();
  const { link } = entry;
  const target = link === null ? '' : shownName(link.target);
  return (
    <span className="file-text" title={link === null ? shown : `${shown} → ${target}`}>
      {shown}
      {link !== null && (
        <span className={link.kind === null ? 'file-link is-broken' : 'file-link'}>
          {' → '}
          {target}
          {link.kind === null && <span className="visually-hidden"> {t('files.brokenLink')}</span>}
        </span>
      )}
    </span>
  );
}

function KindIcon({ row: { entry, isFolder } }: { readonly row: Row }) {
  const { t } = useTranslation();
  const { kind } = entry;
  const Icon =
    kind === 'symlink'
      ? isFolder
        ? FolderSymlink
        : FileSymlink
      : isFolder
        ? Folder
        : kind === 'file'
          ? File
          : Box;
  return (
    <>
      <Icon className={isFolder ? 'file-icon is-folder' : 'file-icon'} size={15} aria-hidden />
      {kind !== 'file' && <span className="visually-hidden">{t(`files.kind.${kind}`)}: </span>}
    </>
  );
}
