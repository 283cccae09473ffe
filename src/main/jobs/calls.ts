import type { storedJobCalls } from '../../shared/contract/jobs.js';
import type { Handlers } from '../ipc/answer.js';
import type { JobStore } from './job-store.js';
import { removeLocalParts } from './local-parts.js';

interface Parts {
  readonly jobs: Pick<JobStore, 'stored' | 'discard'>;
}

/** What the page asks of jobs of nodes that are not connected. */
export function storedJobHandlers({ jobs }: Parts): Handlers<typeof storedJobCalls, undefined> {
  return {
    'jobs.stored': () => ({ nodes: jobs.stored() }),
    'jobs.discard': async ({ nodeId, jobId }) => {
      const job = await jobs.discard(nodeId, jobId);
      if (job) await removeLocalParts(job);
      return {};
    },
  };
}
