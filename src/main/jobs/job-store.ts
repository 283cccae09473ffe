import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { storedJobSchema, type StoredJob } from '../../shared/contract/index.js';
import type { Log } from '../../shared/log.js';
import { readJson, writeJson } from '../../storage/json-file.js';

interface Kept {
  readonly job: StoredJob;
  /** The connection that works on it; null when none does. */
  owner: string | null;
}

const SUFFIX = '.json';

/**
 * Unfinished copy jobs on disk, a file for each node, so that they go on after the app was quit or killed. A job
 * belongs to at most one connection at a time: two tabs on the same node do not both work on it.
 */
export class JobStore {
  private readonly nodes = new Map<string, Map<string, Kept>>();
  /** The end of the line of writes, by node: writes of one file follow one another. */
  private readonly writing = new Map<string, Promise<void>>();

  private constructor(
    private readonly folder: string,
    private readonly log: Log,
    private readonly storedChanged: () => void,
  ) {}

  /**
   * Reads what former runs have left. A file that cannot be read is left alone, and is as good as none.
   *
   * @param storedChanged told when `stored` has become another
   */
  public static async load(
    folder: string,
    log: Log,
    storedChanged: () => void = () => undefined,
  ): Promise<JobStore> {
    const store = new JobStore(folder, log, storedChanged);
    const files = await readdir(folder).catch(() => []);
    await Promise.all(files.filter((file) => file.endsWith(SUFFIX)).map((file) => store.read(file)));
    return store;
  }

  /** The node's jobs that nobody works on; they are this connection's from now on. */
  public take(connectionId: string, nodeId: string): StoredJob[] {
    const free = [...this.of(nodeId).values()].filter(({ owner }) => owner === null);
    for (const kept of free) kept.owner = connectionId;
    if (free.length > 0) this.storedChanged();
    return free.map(({ job }) => job);
  }

  /**
   * Keeps a connection's unfinished jobs in place of those kept before. Resolves once they are on disk.
   *
   * @throws the system's error when they cannot be written
   */
  public async save(connectionId: string, nodeId: string, jobs: readonly StoredJob[]): Promise<void> {
    const kept = this.of(nodeId);
    for (const [jobId, { owner }] of kept) if (owner === connectionId) kept.delete(jobId);
    for (const job of jobs) kept.set(job.jobId, { job, owner: connectionId });
    await this.write(nodeId);
  }

  /** The connection is gone; its jobs wait for the next one to their node. */
  public release(connectionId: string): void {
    for (const kept of this.nodes.values())
      for (const entry of kept.values()) if (entry.owner === connectionId) entry.owner = null;
    this.storedChanged();
  }

  /** Jobs that nobody works on, by node. */
  public stored(): { nodeId: string; jobs: StoredJob[] }[] {
    return [...this.nodes]
      .map(([nodeId, kept]) => ({
        nodeId,
        jobs: [...kept.values()]
          .filter(({ owner, job }) => owner === null && job.state !== 'discarded')
          .map(({ job }) => job),
      }))
      .filter(({ jobs }) => jobs.length > 0);
  }

  /**
   * Forgets a job that nobody works on; others are left alone. What it may have half written on the node is kept in
   * mind until somebody is connected who can remove it.
   *
   * @returns the job; null when there was none to forget
   */
  public async discard(nodeId: string, jobId: string): Promise<StoredJob | null> {
    const entries = this.of(nodeId);
    const kept = entries.get(jobId);
    if (kept?.owner !== null || kept.job.state === 'discarded') return null;
    const { job } = kept;
    if (job.spec.kind === 'copy' && job.spec.to.side === 'remote')
      entries.set(jobId, { job: { ...job, state: 'discarded' }, owner: null });
    else entries.delete(jobId);
    this.storedChanged();
    await this.write(nodeId);
    return job;
  }

  private of(nodeId: string): Map<string, Kept> {
    const kept = this.nodes.get(nodeId) ?? new Map<string, Kept>();
    this.nodes.set(nodeId, kept);
    return kept;
  }

  private async read(file: string): Promise<void> {
    try {
      const jobs = z.array(storedJobSchema).parse(await readJson(join(this.folder, file)));
      const nodeId = decodeURIComponent(file.slice(0, -SUFFIX.length));
      const kept = this.of(nodeId);
      for (const job of jobs) kept.set(job.jobId, { job, owner: null });
    } catch (error) {
      this.log.warn('A file of unfinished jobs cannot be read', { file, reason: (error as Error).message });
    }
  }

  private write(nodeId: string): Promise<void> {
    const before = this.writing.get(nodeId) ?? Promise.resolve();
    const write = async () => {
      const file = join(this.folder, `${encodeURIComponent(nodeId)}${SUFFIX}`);
      const jobs = [...this.of(nodeId).values()].map(({ job }) => job);
      if (jobs.length === 0) await rm(file, { force: true });
      else await writeJson(file, jobs);
    };
    // One that failed must not stop the next.
    const writing = before.then(write, write);
    this.writing.set(
      nodeId,
      writing.catch(() => undefined),
    );
    return writing;
  }
}
