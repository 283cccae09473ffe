import type { FilesSettings, StoredJob } from '../../shared/contract/index.js';
import type { Host } from '../host.js';
import { DEFAULT_SESSIONS } from './lane-pool.js';

/** What the files of a connection need of whoever runs it: settings, and a place for jobs that are not done yet. */
export interface FilesHost {
  /** Jobs of the node that an earlier connection has left. From now on they are this one's. */
  loadJobs(): Promise<readonly StoredJob[]>;
  /** Keeps the unfinished jobs, in place of those kept before. Resolves once they are safe. */
  saveJobs(jobs: readonly StoredJob[]): Promise<void>;
  settings(): Promise<FilesSettings>;
}

/** Main keeps the jobs of the app's connections. */
export function filesHost(host: Host): FilesHost {
  return {
    loadJobs: async () => (await host.call('jobs.load', {})).jobs,
    saveJobs: async (jobs) => {
      await host.call('jobs.save', { jobs: [...jobs] });
    },
    settings: () => host.call('files.settings', {}),
  };
}

/** For whoever stays until its jobs have ended, such as the command line: nothing is kept. */
export const keepingNothing: FilesHost = {
  loadJobs: () => Promise.resolve([]),
  saveJobs: () => Promise.resolve(),
  settings: () => Promise.resolve({ sessions: DEFAULT_SESSIONS, verify: 'full', elevated: false }),
};
