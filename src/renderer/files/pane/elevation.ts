import { toProblem } from '../../../shared/problem.js';
import type { TabFiles } from '../tab-files.js';

/** Sees and changes the node's files as root, through sudo, or as the user who is signed in again. */
export async function setElevated(files: TabFiles, on: boolean): Promise<void> {
  try {
    const info = await files.call('elevate', { on });
    files.store.setState({ info });
    await files.remote.refresh();
  } catch (error) {
    files.remote.store.setState({ notice: toProblem(error) });
  }
}
