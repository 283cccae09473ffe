import type { Side } from '../../../shared/contract/index.js';
import type { TabFiles } from '../tab-files.js';

/** Files of a pane on their way to somewhere else. */
export interface Dragged {
  readonly files: TabFiles;
  readonly side: Side;
  /** The folder that they are in. */
  readonly folder: string;
  readonly paths: readonly string[];
}

/** Marks a drag as ours. What is dragged cannot be read from it before it is dropped, so it is kept here. */
export const DRAG_TYPE = 'application/x-sallyport-files';

let dragged: Dragged | null = null;

export const setDragged = (value: Dragged | null): void => {
  dragged = value;
};

/** What is being dragged out of a pane now. */
export const currentDragged = (): Dragged | null => dragged;
