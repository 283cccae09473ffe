import { useEffect, type RefObject } from 'react';
import { pasteHeld } from '../clipboard.js';
import type { PaneContext } from '../commands.js';
import { droppedPaths } from '../drag/use-drop.js';
import { startCopy } from '../jobs/start-copy.js';

/**
 * Takes what is pasted while a table has the keyboard: files that were copied in another program, or in a pane. The
 * event goes to where a text would be selected, not to what has the focus, so it is listened to for the whole page.
 */
export function usePaste({ files, pane }: PaneContext, gridRef: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (document.activeElement !== gridRef.current || event.clipboardData === null) return;
      event.preventDefault();
      const paths = droppedPaths(event.clipboardData.files);
      const to = { side: pane.side, folder: pane.state.path };
      if (paths.length > 0) void startCopy({ files, from: { side: 'local', paths }, to });
      else void pasteHeld(files, pane, event.clipboardData.getData('text/plain'));
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [files, pane, gridRef]);
}
