import { randomUUID } from 'node:crypto';
import type { Job, JobSpec, Side, StoredJob } from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import type { Checksums } from './checksums.js';
import type { ConflictAnswer } from './conflicts.js';
import { CopyRun } from './copy-run.js';
import { isLost, type FileSystem } from './file-system.js';
import { JobStopped, QueuedJob } from './job.js';
import { leastBusy } from './lane.js';
import type { LanePool } from './lane-pool.js';
import { fileProblem } from './problems.js';
import { TokenBucket } from './token-bucket.js';
import { modeChange, removal, TreeRun } from './tree-run.js';
import type { Tally } from './tally.js';

/** Jobs at once; more would only halve each other's pace. Jobs that wait for an answer do not count. */
const RUNNING_JOBS = 2;
/** Between two messages to the page about how far jobs are. What has become of one is said at once. */
const REPORT_MS = 250;
/** From something more to copy to asking for lanes: so long, more of it is counted. */
const DEMAND_MS = 20;
/** Between two writes of the unfinished jobs to disk. */
const SAVE_MS = 1_000;
/** Copies of less than this are done before another session is open. */
const WORTH_A_LANE_BYTES = 2 * 1024 * 1024;
const WORTH_A_LANE_FILES = 100;
/** About what opening a lane takes, through Session Manager. A copy that ends before would only spend StartSession calls. */
const OPENING_MS = 1_000;
/** Jobs that have ended and are still listed. */
const MAX_ENDED = 100;

/** Where jobs are reported to. */
export interface JobListener {
  jobs(jobs: readonly Job[], removed: readonly string[]): void;
  order(jobIds: readonly string[]): void;
}

/** What the jobs of a connection work with. */
export interface JobSurroundings {
  readonly local: FileSystem;
  readonly lanes: LanePool;
  readonly checksums: Readonly<Record<Side, Checksums | null>>;
  readonly protocol: Job['how']['protocol'];
  /** Keeps unfinished jobs, for the case that this process ends before they do. */
  save(jobs: StoredJob[]): Promise<void>;
  /** Whether a job's data would shrink much on the way. */
  isCompressible(spec: JobSpec): Promise<boolean>;
}

/** All jobs of one connection: runs them in order, and reports them. */
export class JobQueue {
  private readonly jobs: QueuedJob[] = [];
  /** Discarded jobs whose parts are still on the node. */
  private readonly discarded = new Set<StoredJob>();
  private readonly limits: Readonly<Record<Side, TokenBucket>> = {
    local: new TokenBucket(),
    remote: new TokenBucket(),
  };
  private readonly changed = new Set<QueuedJob>();
  private readonly removed = new Set<string>();
  private readonly listeners = new Set<JobListener>();
  private reportTimer: NodeJS.Timeout | null = null;
  private reportingNow: NodeJS.Immediate | null = null;
  private demandTimer: NodeJS.Timeout | null = null;
  private saveTimer: NodeJS.Timeout | null = null;
  private saving: Promise<void> = Promise.resolve();
  /** A save that has not begun: it will hold what has changed until then. */
  private savingNext: Promise<void> | null = null;
  private isClosed = false;

  public constructor(private readonly surroundings: JobSurroundings) {
    surroundings.lanes.onLane(() => this.lanesAreBack());
  }

  /** Reports to somebody from now on, all jobs first. @returns ends that */
  public listen(listener: JobListener): () => void {
    this.listeners.add(listener);
    listener.jobs(
      this.jobs.map((job) => this.shown(job)),
      [],
    );
    listener.order(this.jobs.map(({ jobId }) => jobId));
    return () => this.listeners.delete(listener);
  }

  /** Takes up jobs that an earlier run has left, and removes the parts of discarded ones. */
  public restore(stored: readonly StoredJob[]): void {
    for (const job of stored) {
      if (job.state === 'discarded')
        void this.clearAway(job, new QueuedJob(job.jobId, job.spec, job.addedAt, job, () => undefined));
      else this.enqueue(job.jobId, job.spec, job.addedAt, job);
    }
    this.start();
  }

  /** @returns its id */
  public add(spec: JobSpec): string {
    const jobId = randomUUID();
    this.enqueue(jobId, spec, Date.now(), null);
    void this.saveNow();
    this.start();
    return jobId;
  }

  public pause(jobId: string): void {
    const job = this.find(jobId);
    if (job.hasEnded || job.state === 'paused') return;
    job.gate.close();
    if (job.question === null) job.enter('paused');
    this.start();
    void this.saveNow();
  }

  public resume(jobId: string): void {
    const job = this.find(jobId);
    job.gate.open();
    if (job.state !== 'paused') return;
    job.enter(job.working ? 'running' : 'queued');
    this.start();
    void this.saveNow();
  }

  /** Settles when its work has stopped and its parts are removed. */
  public async cancel(jobId: string): Promise<void> {
    const job = this.find(jobId);
    if (job.hasEnded) return;
    job.withdrawQuestion();
    job.enter('cancelled');
    job.run?.abort(new JobStopped('cancelled'));
    job.gate.open();
    const rest: StoredJob = { ...job.toStored(), state: 'discarded' };
    // Its parts are not forgotten when the app ends before they are removed.
    if (job.spec.kind === 'copy') this.discarded.add(rest);
    void this.saveNow();
    await job.working;
    if (job.spec.kind === 'copy') await this.clearAway(rest, job);
    this.start();
  }

  public retry(jobId: string): void {
    const job = this.find(jobId);
    if (!job.hasEnded) return;
    job.enter('queued');
    this.start();
  }

  public forget(jobId: string): void {
    const job = this.find(jobId);
    if (!job.hasEnded) return;
    this.drop(job);
  }

  public move(jobId: string, before: string | null): void {
    const job = this.find(jobId);
    this.jobs.splice(this.jobs.indexOf(job), 1);
    const at = before === null ? -1 : this.jobs.findIndex((other) => other.jobId === before);
    this.jobs.splice(at < 0 ? this.jobs.length : at, 0, job);
    this.reportOrder();
    this.start();
  }

  public answer(jobId: string, questionId: string, answer: ConflictAnswer): void {
    this.find(jobId).answer(questionId, answer);
  }

  /** @param bytesPerSecond each direction, all jobs together; null for no limit */
  public setLimit(bytesPerSecond: number | null): void {
    this.limits.local.setRate(bytesPerSecond);
    this.limits.remote.setRate(bytesPerSecond);
  }

  /** The jobs that have not ended, for a queue that takes this one's place. */
  public get unfinished(): StoredJob[] {
    return [...this.discarded, ...this.jobs.filter(({ hasEnded }) => !hasEnded).map((job) => job.toStored())];
  }

  /** What the next connection has to know. */
  private get kept(): StoredJob[] {
    return this.unfinished.flatMap((job) => {
      const { spec } = job;
      if (spec.kind !== 'copy' || spec.outlivesConnection !== false) return [job];
      // Whoever added it sees to what is here.
      return spec.to.side === 'remote' ? [{ ...job, state: 'discarded' }] : [];
    });
  }

  /** Stops all work; what is unfinished is on disk when this settles. */
  public async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    const kept = this.kept;
    for (const job of this.jobs) job.run?.abort(new JobStopped('closing'));
    if (this.reportTimer) clearTimeout(this.reportTimer);
    if (this.reportingNow) clearImmediate(this.reportingNow);
    if (this.demandTimer) clearTimeout(this.demandTimer);
    if (this.saveTimer) clearTimeout(this.saveTimer);
    await this.saving;
    await this.surroundings.save(kept).catch(() => undefined);
  }

  private find(jobId: string): QueuedJob {
    const job = this.jobs.find((candidate) => candidate.jobId === jobId);
    if (!job) throw new ProblemError(problem('unexpected', {}, { details: `There is no job ${jobId}` }));
    return job;
  }

  private enqueue(jobId: string, spec: JobSpec, addedAt: number, stored: StoredJob | null): void {
    const job = new QueuedJob(jobId, spec, addedAt, stored, (what) => this.report(job, what));
    if (job.state === 'paused') job.gate.close();
    this.jobs.push(job);
    this.report(job, 'state');
    this.reportOrder();
  }

  /** Removes what a job has half written. It stays for the next connection when this one is lost meanwhile. */
  private async clearAway(rest: StoredJob, job: QueuedJob): Promise<void> {
    this.discarded.add(rest);
    await (job.run instanceof CopyRun ? job.run : this.copyRun(job, job.tally)).removeParts();
    if (leastBusy(this.surroundings.lanes.lanes) === null) return;
    this.discarded.delete(rest);
    await this.saveNow();
  }

  private drop(job: QueuedJob): void {
    this.jobs.splice(this.jobs.indexOf(job), 1);
    this.removed.add(job.jobId);
    this.changed.delete(job);
    this.reportSoon();
    this.reportOrder();
  }

  private start(): void {
    if (this.isClosed) return;
    let running = this.jobs.filter(({ state, working }) => state === 'running' && working !== null).length;
    for (const job of this.jobs) {
      if (running >= RUNNING_JOBS) return;
      // One that was stopped may still be stopping.
      if (job.state !== 'queued' || job.working !== null) continue;
      running++;
      job.enter('running');
      job.working = this.work(job).finally(() => {
        job.working = null;
        this.demand();
        this.saveSoon();
        this.start();
      });
    }
  }

  /** Never rejects. */
  private async work(job: QueuedJob): Promise<void> {
    try {
      const { run } = job;
      if (run instanceof CopyRun && run.canRetry) await run.retry();
      else {
        if (job.spec.kind === 'copy')
          job.isCompressed = await this.surroundings.isCompressible(job.spec).catch(() => false);
        await job.begin((tally) => this.newRun(job, tally)).run();
      }
      job.enter(job.tally.itemsFailed > 0 ? 'failed' : 'done');
      this.trimEnded();
    } catch (error) {
      job.withdrawQuestion();
      if (error instanceof JobStopped) return;
      if (isLost(error)) {
        // It goes on by itself over the lanes that are left, or when there is one again, here or in the next connection.
        job.stored = job.toStored();
        job.run = null;
        job.enter(leastBusy(this.surroundings.lanes.lanes) ? 'queued' : 'waiting');
        return;
      }
      // All of it ends: a retry begins anew, and finds what is copied already.
      if (job.run instanceof CopyRun) await job.run.removeParts();
      job.stored = job.toStored();
      job.run = null;
      job.tally.remark('failed', '', 0, fileProblem(error));
      job.enter('failed');
    }
  }

  private newRun(job: QueuedJob, tally: Tally): CopyRun | TreeRun {
    const { spec } = job;
    if (spec.kind === 'copy') return this.copyRun(job, tally);
    const work = spec.kind === 'remove' ? removal(spec.side) : modeChange(spec.side, spec.mode);
    return new TreeRun(spec.paths, work, () => this.files(spec.side), job.gate, tally);
  }

  private copyRun(job: QueuedJob, tally: Tally): CopyRun {
    const { spec } = job;
    if (spec.kind !== 'copy') throw new Error('Not a copy');
    const { local, lanes, checksums } = this.surroundings;
    return new CopyRun(
      spec,
      {
        jobId: job.jobId,
        local,
        lanes,
        checksums,
        limit: this.limits[spec.to.side],
        gate: job.gate,
        tally,
        ask: (question) => {
          const answered = job.ask(question, randomUUID());
          // Another job may run meanwhile.
          this.start();
          return answered;
        },
        changed: () => this.saveSoon(),
        kept: () => this.saveNow(),
      },
      job.stored,
    );
  }

  private files(side: Side): FileSystem {
    const { local, lanes } = this.surroundings;
    if (side === 'local') return local;
    const lane = leastBusy(lanes.lanes);
    // Asking a lost lane says so.
    const files = lane?.remote ?? lanes.main.remote;
    return files;
  }

  private lanesAreBack(): void {
    for (const job of this.jobs)
      if (job.state === 'waiting' && job.question === null && job.working === null) job.enter('queued');
    this.start();
  }

  private demandSoon(): void {
    if (this.isClosed) return;
    this.demandTimer ??= setTimeout(() => {
      this.demandTimer = null;
      this.demand();
    }, DEMAND_MS);
  }

  /** Says how many lanes would be of use now. */
  private demand(): void {
    const copies = this.jobs.filter(
      ({ state, spec, working }) => state === 'running' && spec.kind === 'copy' && working !== null,
    );
    const wanted = copies.reduce((sum, { spec, tally }) => {
      // Downwards the agent's pace is known, and no session is quick.
      const isQuick = spec.kind === 'copy' && spec.to.side === 'remote' && !tally.takesLonger(OPENING_MS);
      if (isQuick) return sum;
      const bytes = tally.bytesTotal - tally.bytesDone;
      const files = tally.itemsTotal - tally.itemsDone;
      return sum + Math.floor(bytes / WORTH_A_LANE_BYTES) + Math.floor(files / WORTH_A_LANE_FILES);
    }, 0);
    this.surroundings.lanes.want(
      wanted,
      copies.some(({ isCompressed }) => isCompressed),
    );
  }

  private trimEnded(): void {
    const ended = this.jobs.filter(({ hasEnded }) => hasEnded);
    for (const job of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) this.drop(job);
  }

  private shown(job: QueuedJob): Job {
    const { protocol, lanes } = this.surroundings;
    return job.toJob({ protocol, sessions: lanes.lanes.length });
  }

  private report(job: QueuedJob, what: 'state' | 'progress'): void {
    this.changed.add(job);
    this.demandSoon();
    if (what === 'state') this.reportAtOnce();
    else this.reportSoon();
  }

  private reportSoon(): void {
    if (this.isClosed) return;
    this.reportTimer ??= setTimeout(() => this.reportAll(), REPORT_MS);
  }

  /** In the next turn, together with what else happens in this one. */
  private reportAtOnce(): void {
    if (this.isClosed) return;
    this.reportingNow ??= setImmediate(() => this.reportAll());
  }

  private reportAll(): void {
    if (this.reportTimer) clearTimeout(this.reportTimer);
    if (this.reportingNow) clearImmediate(this.reportingNow);
    this.reportTimer = null;
    this.reportingNow = null;
    const jobs = [...this.changed].map((job) => this.shown(job));
    const removed = [...this.removed];
    this.changed.clear();
    this.removed.clear();
    for (const listener of this.listeners) listener.jobs(jobs, removed);
    // A rate falls by itself when nothing comes.
    for (const job of this.jobs) if (job.state === 'running') this.report(job, 'progress');
  }

  private reportOrder(): void {
    for (const listener of this.listeners) listener.order(this.jobs.map(({ jobId }) => jobId));
  }

  private saveSoon(): void {
    if (this.isClosed) return;
    this.saveTimer ??= setTimeout(() => void this.saveNow(), SAVE_MS);
  }

  /** What a person has decided holds at once, also when the app is killed right after it. */
  private saveNow(): Promise<void> {
    if (this.isClosed) return Promise.resolve();
    if (this.saveTimer) clearTimeout(this.saveTimer);
    this.saveTimer = null;
    this.savingNext ??= this.saving.then(() => {
      this.savingNext = null;
      // A disk that is full must not stop a copy that goes elsewhere.
      return this.surroundings.save(this.kept).catch(() => undefined);
    });
    this.saving = this.savingNext;
    return this.saving;
  }
}
