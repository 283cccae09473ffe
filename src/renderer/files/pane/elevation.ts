import type { FilesInfo } from '../../../shared/contract/index.js';
import { toProblem } from '../../../shared/problem.js';
import type { FilesCall } from '../files-link.js';
import { useFilesPreferences } from '../preferences-store.js';
import type { Pane } from './pane.js';

/** What of a node's files it takes to see them as somebody else. */
interface NodeFiles {
  readonly nodeId: string;
  readonly call: FilesCall;
  readonly store: { setState(change: { readonly info: FilesInfo }): void };
  readonly remote: Pick<Pane, 'store' | 'refresh'>;
}

/** Whether the person has chosen to see a node's files as root. */
export const isElevationChosen = (nodeId: string): boolean =>
  useFilesPreferences.getState().elevatedNodes.includes(nodeId);

/** Keeps the choice, so that the node's next connection begins with it. */
function chooseElevation(nodeId: string, on: boolean): void {
  useFilesPreferences.setState(({ elevatedNodes }) => {
    const others = elevatedNodes.filter((id) => id !== nodeId);
    return { elevatedNodes: on ? [...others, nodeId] : others };
  });
}

/** Sees and changes the node's files as root, through sudo, or as the user who is signed in again. */
export async function setElevated(files: NodeFiles, on: boolean): Promise<void> {
  try {
    const info = await files.call('elevate', { on });
    files.store.setState({ info });
    chooseElevation(files.nodeId, on);
    await files.remote.refresh();
  } catch (error) {
    const notice = toProblem(error);
    // One that is refused would be refused, and told of, at each connection.
    if (notice.code === 'files.no-elevation') chooseElevation(files.nodeId, false);
    files.remote.store.setState({ notice });
  }
}
