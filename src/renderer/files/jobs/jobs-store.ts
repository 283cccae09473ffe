import { create } from 'zustand';
import type { Job, MainEvents, StoredJob } from '../../../shared/contract/index.js';
import { call, on } from '../../bridge.js';
import type { TerminalSession } from '../../terminal/session.js';
import type { FilesCall, JobEvents } from '../files-link.js';

/** Whose jobs they are: the files of a tab. */
export interface JobOwner {
  readonly session: TerminalSession;
  readonly nodeId: string;
  readonly call: FilesCall;
}

/** The jobs of one connection, in the order of its queue. */
export interface TabJobs {
  readonly files: JobOwner;
  readonly jobs: readonly Job[];
}

interface Jobs {
  /** By tab id, in the order in which the tabs came. */
  readonly tabs: ReadonlyMap<string, TabJobs>;
  /** Unfinished jobs of nodes that are not connected. */
  readonly stored: readonly { readonly nodeId: string; readonly jobs: readonly StoredJob[] }[];
}

/** The jobs of all connections, and those that wait for one. */
export const useJobs = create<Jobs>(() => ({ tabs: new Map(), stored: [] }));

type EndListener = (files: JobOwner, job: Job) => void;
const endListeners = new Set<EndListener>();

/** Tells of each job that ends while somebody sees its connection; the function returned stops that. */
export function onJobEnd(listener: EndListener): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

export const hasEnded = ({ state }: Pick<Job, 'state'>): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';

function update(files: JobOwner, change: (jobs: readonly Job[]) => readonly Job[]): void {
  useJobs.setState(({ tabs }) => ({
    tabs: new Map(tabs).set(files.session.id, {
      files,
      jobs: change(tabs.get(files.session.id)?.jobs ?? []),
    }),
  }));
}

/** Takes what a connection tells of its jobs from now on. */
export function jobEventsOf(files: JobOwner): JobEvents {
  const since = Date.now();
  // A quick job has ended before it is first told of, and so have those from before, which are told of at once.
  const endsNow = (job: Job, old: Job | undefined) =>
    hasEnded(job) && (old === undefined ? (job.endedAt ?? 0) >= since : !hasEnded(old));
  return {
    changed: (changed, removed) => {
      const before = new Map(
        useJobs
          .getState()
          .tabs.get(files.session.id)
          ?.jobs.map((job) => [job.jobId, job]),
      );
      update(files, () => {
        const next = new Map(before);
        for (const job of changed) next.set(job.jobId, job);
        for (const jobId of removed) next.delete(jobId);
        return [...next.values()];
      });
      for (const job of changed) {
        if (!endsNow(job, before.get(job.jobId))) continue;
        for (const listener of endListeners) listener(files, job);
      }
    },
    ordered: (jobIds) => {
      const places = new Map(jobIds.map((jobId, place) => [jobId, place]));
      const place = (job: Job) => places.get(job.jobId) ?? jobIds.length;
      update(files, (jobs) => [...jobs].sort((a, b) => place(a) - place(b)));
    },
  };
}

/** The connection is gone: what it has not finished is among the stored ones. */
export function forgetJobsOf(files: JobOwner): void {
  useJobs.setState(({ tabs }) => {
    const rest = new Map(tabs);
    rest.delete(files.session.id);
    return { tabs: rest };
  });
}

/** Follows the jobs of nodes that are not connected; the function returned stops that. */
export function followStoredJobs(): () => void {
  const take = ({ nodes }: MainEvents['jobs.storedChanged']['_output']) =>
    useJobs.setState({ stored: nodes });
  // Without main's answer there is nothing to show.
  void call('jobs.stored', {}).then(take, () => undefined);
  return on('jobs.storedChanged', take);
}
