import type { TerminalSession } from '../terminal/session.js';
import type { Pane } from './pane/pane.js';
import { prefer, useFilesPreferences } from './preferences-store.js';

/** Takes the keyboard to a pane of the tab in front, as soon as it is drawn. */
function focusPane(side: Pane['side']): void {
  requestAnimationFrame(() => {
    const panes = document.querySelectorAll<HTMLElement>(`.file-pane[data-side="${side}"]`);
    const inFront = [...panes].find((pane) => pane.closest('[inert]') === null);
    (
      inFront?.querySelector<HTMLElement>('.file-grid') ?? inFront?.querySelector<HTMLElement>('button')
    )?.focus();
  });
}

const isIn = (selector: string): boolean => document.activeElement?.closest(selector) instanceof Element;

/** Shows the file panes and takes the keyboard there; hides them when it is there already. */
export function toggleFiles(session: TerminalSession | undefined): void {
  if (session === undefined) return;
  const { isOpen } = useFilesPreferences.getState().pane;
  if (isOpen && isIn('.files')) {
    prefer('pane', { isOpen: false });
    session.terminal.focus();
    return;
  }
  prefer('pane', { isOpen: true });
  focusPane('remote');
}

/** The same for this computer's pane. */
export function toggleLocalFiles(session: TerminalSession | undefined): void {
  if (session === undefined) return;
  const { isOpen, isLocalOpen } = useFilesPreferences.getState().pane;
  if (isOpen && isLocalOpen && isIn('.file-pane[data-side="local"]')) {
    prefer('pane', { isLocalOpen: false });
    focusPane('remote');
    return;
  }
  prefer('pane', { isOpen: true, isLocalOpen: true });
  focusPane('local');
}
