import { useState, type DragEvent } from 'react';
import { joinPath } from '../../../shared/file-path.js';
import { pathOfFile } from '../../bridge.js';
import { startCopy } from '../jobs/start-copy.js';
import type { Pane } from '../pane/pane.js';
import type { TabFiles } from '../tab-files.js';
import { currentDragged, DRAG_TYPE } from './dragged.js';
import { canTake, takeDragged, type Target } from './take-dragged.js';

/** What would happen if the button were let go now. */
export interface DropOver {
  /** The name of the folder in the pane that the pointer is on; null for the pane's own. */
  readonly folder: string | null;
  readonly count: number;
  readonly how: 'copy' | 'move';
}

/** Absolute paths of files that came from another program. */
export const droppedPaths = (files: FileList): string[] =>
  [...files].map(pathOfFile).filter((path) => path !== '');

/** The folder row that an event is on. */
function folderAt(pane: Pane, event: DragEvent): string | null {
  const row = (event.target as Element).closest<HTMLElement>('.file-row[data-folder]');
  return row === null ? null : (pane.state.rows[Number(row.dataset.index)]?.name ?? null);
}

/** Lets a pane take files: from other programs, from the other pane, and from itself into its folders. */
export function useDrop(files: TabFiles, pane: Pane) {
  const [over, setOver] = useState<DropOver | null>(null);

  const targetOf = (folder: string | null): Target => ({
    files,
    side: pane.side,
    folder: folder === null ? pane.state.path : joinPath(pane, pane.state.path, folder),
  });

  const lookAt = (event: DragEvent): DropOver | null => {
    const { types, items } = event.dataTransfer;
    const folder = folderAt(pane, event);
    const dragged = types.includes(DRAG_TYPE) ? currentDragged() : null;
    if (dragged !== null) {
      const target = targetOf(folder);
      if (!canTake(dragged, target)) return null;
      const isSameSide = dragged.side === target.side;
      if (isSameSide && target.folder === dragged.folder) return null;
      const isMove = isSameSide ? !event.ctrlKey && !event.altKey : event.shiftKey;
      return { folder, count: dragged.paths.length, how: isMove ? 'move' : 'copy' };
    }
    if (!types.includes('Files')) return null;
    return {
      folder,
      count: Math.max(1, [...items].filter(({ kind }) => kind === 'file').length),
      how: 'copy',
    };
  };

  const onDragOver = (event: DragEvent) => {
    const next = lookAt(event);
    // A drop that nobody takes would make Chromium open the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = next?.how ?? 'none';
    setOver((before) => (same(before, next) ? before : next));
  };

  const onDragLeave = (event: DragEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(null);
  };

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    const now = lookAt(event);
    setOver(null);
    if (now === null) return;
    const target = targetOf(now.folder);
    const dragged = event.dataTransfer.types.includes(DRAG_TYPE) ? currentDragged() : null;
    if (dragged !== null) {
      void takeDragged(dragged, target, now.how);
      return;
    }
    const paths = droppedPaths(event.dataTransfer.files);
    const { side, folder } = target;
    if (paths.length > 0) void startCopy({ files, from: { side: 'local', paths }, to: { side, folder } });
  };

  return { over, handlers: { onDragEnter: onDragOver, onDragOver, onDragLeave, onDrop } };
}

const same = (a: DropOver | null, b: DropOver | null): boolean =>
  a?.folder === b?.folder && a?.count === b?.count && a?.how === b?.how && (a === null) === (b === null);
