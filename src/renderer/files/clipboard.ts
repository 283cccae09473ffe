import { create } from 'zustand';
import { shownName } from '../../shared/file-name.js';
import { call } from '../bridge.js';
import type { Dragged } from './drag/dragged.js';
import { takeDragged } from './drag/take-dragged.js';
import type { Pane } from './pane/pane.js';
import type { TabFiles } from './tab-files.js';

interface FileClipboard {
  /** What was copied or cut here; null when nothing was. */
  readonly held: Dragged | null;
  readonly isCut: boolean;
  /** What was put on the system's clipboard at the same time: while it is there, nobody has copied anything since. */
  readonly text: string;
}

/** The files that were copied or cut in a pane. The system's clipboard gets their paths as text. */
export const useFileClipboard = create<FileClipboard>(() => ({ held: null, isCut: false, text: '' }));

/**
 * Takes the selected files of a pane to be pasted.
 *
 * @throws ProblemError when the system's clipboard does not take their paths; nothing is held then
 */
export async function takeToClipboard(files: TabFiles, pane: Pane, isCut: boolean): Promise<void> {
  const paths = pane.selectedPaths();
  if (paths.length === 0) return;
  const text = paths.map(shownName).join('\n');
  const held = { files, side: pane.side, folder: pane.state.path, paths };
  useFileClipboard.setState({ held, isCut, text });
  try {
    await call('clipboard.write', { text });
  } catch (error) {
    // Pasting would find something else there.
    useFileClipboard.setState({ held: null, isCut: false });
    throw error;
  }
}

/** Pastes what was copied or cut here into a pane's folder, unless something else was copied since. */
export async function pasteHeld(files: TabFiles, pane: Pane, systemText: string): Promise<void> {
  const { held, isCut, text } = useFileClipboard.getState();
  if (held === null || systemText !== text) return;
  if (isCut) useFileClipboard.setState({ held: null, isCut: false });
  await takeDragged(held, { files, side: pane.side, folder: pane.state.path }, isCut ? 'move' : 'copy');
}
