import type { Row } from './listing.js';
import type { Pane } from './pane.js';

/** Gives a file another name; null leaves it. */
export async function renameTo(pane: Pane, row: Row, name: string | null): Promise<void> {
  pane.store.setState({ renaming: null });
  if (name === null || name === row.name) return;
  const { side } = pane;
  await pane.change(async (call) => {
    await call('rename', { side, from: pane.pathOf(row.name), to: pane.pathOf(name) });
    pane.renamed(row, name);
  }, name);
}
