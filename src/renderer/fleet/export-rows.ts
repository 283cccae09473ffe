import { create } from 'zustand';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { rowsAs, type RowFormat } from './row-text.js';
import { useFleet, wholeRows } from './store.js';

interface Exported {
  /** What was written last; null before the first. */
  readonly done: { readonly path: string; readonly count: number } | null;
  /** Why the last was not. */
  readonly problem: Problem | null;
}

export const useExported = create<Exported>(() => ({ done: null, problem: null }));

export const closeExportProblem = (): void => useExported.setState({ problem: null });

/** Writes all rows that the table shows, in their order, to a file that the person chooses. */
export async function exportRows(format: RowFormat): Promise<void> {
  const { found } = wholeRows();
  const { columns } = useFleet.getState();
  useExported.setState({ done: null, problem: null });
  try {
    const text = rowsAs(
      format,
      found,
      columns.map(({ column }) => column),
    );
    const { path } = await call('fleet.export', { format, text });
    if (path !== null) useExported.setState({ done: { path, count: found.length } });
  } catch (error) {
    useExported.setState({ problem: toProblem(error) });
  }
}
