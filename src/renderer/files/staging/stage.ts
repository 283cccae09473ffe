import { toProblem } from '../../../shared/problem.js';
import { call } from '../../bridge.js';
import { mayBegin } from '../jobs/start-copy.js';
import type { Staged } from './staged.js';
import type { TabFiles } from '../tab-files.js';

/** Brings files of the node here, so that they can be dragged to other programs and pasted there. Never rejects. */
export async function stage(files: TabFiles, paths: readonly string[]): Promise<void> {
  const [firstPath] = paths;
  if (firstPath === undefined) return;
  const from = { side: 'remote' as const, paths: [...paths] };
  try {
    if (!(await mayBegin({ files, from, to: { side: 'local', folder: '' } }))) return;
    await endStaging(files);
    const { stagingId, folder, canCopy } = await call('staging.begin', {});
    const staged: Staged = { stagingId, count: paths.length, firstPath, isReady: false, canCopy };
    files.store.setState({ staged });
    const job = await files.runJob({
      ...{ kind: 'copy', from, to: { side: 'local', folder } },
      ...{ conflicts: 'overwrite', outlivesConnection: false },
    });
    const isDone = job.state === 'done';
    // One that has failed stays in the drawer, which says what is missing, and why.
    if (isDone) await files.call('jobs.forget', { jobId: job.jobId });
    if (files.store.getState().staged !== staged) return;
    if (isDone) files.store.setState({ staged: { ...staged, isReady: true } });
    else await endStaging(files);
  } catch (error) {
    await endStaging(files);
    files.remote.store.setState({ notice: toProblem(error) });
  }
}

/** Removes the copies. */
export async function endStaging(files: TabFiles): Promise<void> {
  const { staged } = files.store.getState();
  files.store.setState({ staged: null });
  if (staged !== null) await call('staging.end', { stagingId: staged.stagingId }).catch(() => undefined);
}
