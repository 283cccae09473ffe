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
  private readonly _jobs: QueuedJob[] = [];
  /** Discarded jobs whose parts are still on the node. */
  private readonly _discarded = new Set<StoredJob>();
  private readonly _limits: Readonly<Record<Side, TokenBucket>> = {
    local: new TokenBucket(),
    remote: new TokenBucket(),
  };
  private readonly _changed = new Set<QueuedJob>();
  private readonly _removed = new Set<string>();
  private readonly _listeners = new Set<JobListener>();
  private _reportTimer: NodeJS.Timeout | null = null;
  private _reportingNow: NodeJS.Immediate | null = null;
  private _demandTimer: NodeJS.Timeout | null = null;
  private _saveTimer: NodeJS.Timeout | null = null;
  private _saving: Promise<void> = Promise.resolve();
  private _isClosed = false;

  public constructor(private readonly _surroundings: JobSurroundings) {
    _surroundings.lanes.onLane(() => this._lanesAreBack());
  }

  /** Reports to somebody from now on, all jobs first. @returns ends that */
  public listen(listener: JobListener): () => void {
    this._listeners.add(listener);
    listener.jobs(
      this._jobs.map((job) => this._shown(job)),
      [],
    );
    listener.order(this._jobs.map(({ jobId }) => jobId));
    return () => this._listeners.delete(listener);
  }

  /** Takes up jobs that an earlier run has left, and removes the parts of discarded ones. */
  public restore(stored: readonly StoredJob[]): void {
    for (const job of stored) {
      if (job.state === 'discarded') void this._clearAway(job);
      else this._enqueue(job.jobId, job.spec, job.addedAt, job);
    }
    this._start();
  }

  /** @returns its id */
  public add(spec: JobSpec): string {
    const jobId = randomUUID();
    this._enqueue(jobId, spec, Date.now(), null);
    this._saveNow();
    this._start();
    return jobId;
  }

  public pause(jobId: string): void {
    const job = this._find(jobId);
    if (job.hasEnded || job.state === 'paused') return;
    job.gate.close();
    if (job.question === null) job.enter('paused');
    this._start();
    this._saveNow();
  }

  public resume(jobId: string): void {
    const job = this._find(jobId);
    job.gate.open();
    if (job.state !== 'paused') return;
    job.enter(job.working ? 'running' : 'queued');
    this._start();
    this._saveNow();
  }

  /** Settles when its work has stopped and its parts are removed. */
  public async cancel(jobId: string): Promise<void> {
    const job = this._find(jobId);
    if (job.hasEnded) return;
    job.withdrawQuestion();
    job.enter('cancelled');
    job.run?.abort(new JobStopped('cancelled'));
    job.gate.open();
    await job.working;
    const run = job.run ?? (job.spec.kind === 'copy' ? this._copyRun(job, job.tally) : null);
    if (run instanceof CopyRun) await run.removeParts();
    this._saveNow();
    this._start();
  }

  public retry(jobId: string): void {
    const job = this._find(jobId);
    if (!job.hasEnded) return;
    job.enter('queued');
    this._start();
  }

  public forget(jobId: string): void {
    const job = this._find(jobId);
    if (!job.hasEnded) return;
    this._drop(job);
  }

  public move(jobId: string, before: string | null): void {
    const job = this._find(jobId);
    this._jobs.splice(this._jobs.indexOf(job), 1);
    const at = before === null ? -1 : this._jobs.findIndex((other) => other.jobId === before);
    this._jobs.splice(at < 0 ? this._jobs.length : at, 0, job);
    this._reportOrder();
    this._start();
  }

  public answer(jobId: string, questionId: string, answer: ConflictAnswer): void {
    this._find(jobId).answer(questionId, answer);
  }

  /** @param bytesPerSecond each direction, all jobs together; null for no limit */
  public setLimit(bytesPerSecond: number | null): void {
    this._limits.local.setRate(bytesPerSecond);
    this._limits.remote.setRate(bytesPerSecond);
  }

  /** The jobs that have not ended, for a queue that takes this one's place. */
  public get unfinished(): StoredJob[] {
    return [
      ...this._discarded,
      ...this._jobs.filter(({ hasEnded }) => !hasEnded).map((job) => job.toStored()),
    ];
  }

  /** What the next connection has to know. */
  private get _kept(): StoredJob[] {
    return this.unfinished.flatMap((job) => {
      const { spec, parts } = job;
      if (spec.kind !== 'copy' || spec.outlivesConnection !== false) return [job];
      // Whoever added it sees to what is here.
      return spec.to.side === 'remote' && parts.length > 0 ? [{ ...job, state: 'discarded' }] : [];
    });
  }

  /** Stops all work; what is unfinished is on disk when this settles. */
  public async close(): Promise<void> {
    if (this._isClosed) return;
    this._isClosed = true;
    const kept = this._kept;
    for (const job of this._jobs) job.run?.abort(new JobStopped('closing'));
    if (this._reportTimer) clearTimeout(this._reportTimer);
    if (this._reportingNow) clearImmediate(this._reportingNow);
    if (this._demandTimer) clearTimeout(this._demandTimer);
    if (this._saveTimer) clearTimeout(this._saveTimer);
    await this._saving;
    await this._surroundings.save(kept).catch(() => undefined);
  }

  private _find(jobId: string): QueuedJob {
    const job = this._jobs.find((candidate) => candidate.jobId === jobId);
    if (!job) throw new ProblemError(problem('unexpected', {}, { details: `There is no job ${jobId}` }));
    return job;
  }

  private _enqueue(jobId: string, spec: JobSpec, addedAt: number, stored: StoredJob | null): void {
    const job = new QueuedJob(jobId, spec, addedAt, stored, (what) => this._report(job, what));
    if (job.state === 'paused') job.gate.close();
    this._jobs.push(job);
    this._report(job, 'state');
    this._reportOrder();
  }

  /** Stays for the next connection when this one is lost meanwhile. */
  private async _clearAway(stored: StoredJob): Promise<void> {
    this._discarded.add(stored);
    const job = new QueuedJob(stored.jobId, stored.spec, stored.addedAt, stored, () => undefined);
    await this._copyRun(job, job.tally).removeParts();
    if (leastBusy(this._surroundings.lanes.lanes) === null) return;
    this._discarded.delete(stored);
    this._saveSoon();
  }

  private _drop(job: QueuedJob): void {
    this._jobs.splice(this._jobs.indexOf(job), 1);
    this._removed.add(job.jobId);
    this._changed.delete(job);
    this._reportSoon();
    this._reportOrder();
  }

  private _start(): void {
    if (this._isClosed) return;
    let running = this._jobs.filter(({ state, working }) => state === 'running' && working !== null).length;
    for (const job of this._jobs) {
      if (running >= RUNNING_JOBS) return;
      // One that was stopped may still be stopping.
      if (job.state !== 'queued' || job.working !== null) continue;
      running++;
      job.enter('running');
      job.working = this._work(job).finally(() => {
        job.working = null;
        this._demand();
        this._saveSoon();
        this._start();
      });
    }
  }

  /** Never rejects. */
  private async _work(job: QueuedJob): Promise<void> {
    try {
      const { run } = job;
      if (run instanceof CopyRun && run.canRetry) await run.retry();
      else {
        if (job.spec.kind === 'copy')
          job.isCompressed = await this._surroundings.isCompressible(job.spec).catch(() => false);
        await job.begin((tally) => this._newRun(job, tally)).run();
      }
      job.enter(job.tally.itemsFailed > 0 ? 'failed' : 'done');
      this._trimEnded();
    } catch (error) {
      job.withdrawQuestion();
      if (error instanceof JobStopped) return;
      if (isLost(error)) {
        // It goes on by itself over the lanes that are left, or when there is one again, here or in the next connection.
        job.stored = job.toStored();
        job.run = null;
        job.enter(leastBusy(this._surroundings.lanes.lanes) ? 'queued' : 'waiting');
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

  private _newRun(job: QueuedJob, tally: Tally): CopyRun | TreeRun {
    const { spec } = job;
    if (spec.kind === 'copy') return this._copyRun(job, tally);
    const work = spec.kind === 'remove' ? removal(spec.side) : modeChange(spec.side, spec.mode);
    return new TreeRun(spec.paths, work, () => this._files(spec.side), job.gate, tally);
  }

  private _copyRun(job: QueuedJob, tally: Tally): CopyRun {
    const { spec } = job;
    if (spec.kind !== 'copy') throw new Error('Not a copy');
    const { local, lanes, checksums } = this._surroundings;
    return new CopyRun(
      spec,
      {
        jobId: job.jobId,
        local,
        lanes,
        checksums,
        limit: this._limits[spec.to.side],
        gate: job.gate,
        tally,
        ask: (question) => {
          const answered = job.ask(question, randomUUID());
          // Another job may run meanwhile.
          this._start();
          return answered;
        },
        changed: () => this._saveSoon(),
      },
      job.stored,
    );
  }

  private _files(side: Side): FileSystem {
    const { local, lanes } = this._surroundings;
    if (side === 'local') return local;
    const lane = leastBusy(lanes.lanes);
    // Asking a lost lane says so.
    const files = lane?.remote ?? lanes.main.remote;
    return files;
  }

  private _lanesAreBack(): void {
    for (const job of this._jobs)
      if (job.state === 'waiting' && job.question === null && job.working === null) job.enter('queued');
    this._start();
  }

  private _demandSoon(): void {
    if (this._isClosed) return;
    this._demandTimer ??= setTimeout(() => {
      this._demandTimer = null;
      this._demand();
    }, DEMAND_MS);
  }

  /** Says how many lanes would be of use now. */
  private _demand(): void {
    const copies = this._jobs.filter(
      ({ state, spec, working }) => state === 'running' && spec.kind === 'copy' && working !== null,
    );
    const wanted = copies.reduce((sum, { tally }) => {
      const bytes = tally.bytesTotal - tally.bytesDone;
      const files = tally.itemsTotal - tally.itemsDone;
      return sum + Math.floor(bytes / WORTH_A_LANE_BYTES) + Math.floor(files / WORTH_A_LANE_FILES);
    }, 0);
    this._surroundings.lanes.want(
      wanted,
      copies.some(({ isCompressed }) => isCompressed),
    );
  }

  private _trimEnded(): void {
    const ended = this._jobs.filter(({ hasEnded }) => hasEnded);
    for (const job of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) this._drop(job);
  }

  private _shown(job: QueuedJob): Job {
    const { protocol, lanes } = this._surroundings;
    return job.toJob({ protocol, sessions: lanes.lanes.length });
  }

  private _report(job: QueuedJob, what: 'state' | 'progress'): void {
    this._changed.add(job);
    this._demandSoon();
    if (what === 'state') this._reportAtOnce();
    else this._reportSoon();
  }

  private _reportSoon(): void {
    if (this._isClosed) return;
    this._reportTimer ??= setTimeout(() => this._reportAll(), REPORT_MS);
  }

  /** In the next turn, together with what else happens in this one. */
  private _reportAtOnce(): void {
    if (this._isClosed) return;
    this._reportingNow ??= setImmediate(() => this._reportAll());
  }

  private _reportAll(): void {
    if (this._reportTimer) clearTimeout(this._reportTimer);
    if (this._reportingNow) clearImmediate(this._reportingNow);
    this._reportTimer = null;
    this._reportingNow = null;
    const jobs = [...this._changed].map((job) => this._shown(job));
    const removed = [...this._removed];
    this._changed.clear();
    this._removed.clear();
    for (const listener of this._listeners) listener.jobs(jobs, removed);
    // A rate falls by itself when nothing comes.
    for (const job of this._jobs) if (job.state === 'running') this._report(job, 'progress');
  }

  private _reportOrder(): void {
    for (const listener of this._listeners) listener.order(this._jobs.map(({ jobId }) => jobId));
  }

  private _saveSoon(): void {
    if (this._isClosed) return;
    this._saveTimer ??= setTimeout(() => this._saveNow(), SAVE_MS);
  }

  /** What a person has decided holds at once, also when the app is killed right after it. */
  private _saveNow(): void {
    if (this._isClosed) return;
    if (this._saveTimer) clearTimeout(this._saveTimer);
    this._saveTimer = null;
    const jobs = this._kept;
    // A disk that is full must not stop a copy that goes elsewhere.
    this._saving = this._saving.then(() => this._surroundings.save(jobs).catch(() => undefined));
  }
}
