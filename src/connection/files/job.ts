import type { Job, JobQuestion, JobSpec, JobState, StoredJob } from '../../shared/contract/index.js';
import type { ConflictAnswer } from './conflicts.js';
import { CopyRun } from './copy-run.js';
import { Gate } from './gate.js';
import { Tally } from './tally.js';
import type { TreeRun } from './tree-run.js';

/** What a job has become of when it can go no further. */
export const ENDED: readonly JobState[] = ['done', 'failed', 'cancelled'];

/** The reason with which a job's work is stopped. */
export class JobStopped extends Error {
  public override readonly name = 'JobStopped';

  public constructor(public readonly why: 'cancelled' | 'closing') {
    super(why);
  }
}

/** One job of the queue, with what it has done so far. */
export class QueuedJob {
  public state: JobState = 'queued';
  public endedAt: number | null = null;
  public readonly gate = new Gate();
  public tally: Tally;
  public run: CopyRun | TreeRun | null = null;
  public question: JobQuestion | null = null;
  /** Settles when its work has stopped. */
  public working: Promise<void> | null = null;
  /** What an earlier run of it has left. */
  public stored: StoredJob | null;
  public isCompressed = false;
  private mostSessions = 0;
  private _answer: ((answer: ConflictAnswer) => void) | null = null;

  public constructor(
    public readonly jobId: string,
    public readonly spec: JobSpec,
    public readonly addedAt: number,
    stored: StoredJob | null,
    private readonly changed: (what: 'state' | 'progress') => void,
  ) {
    this.stored = stored;
    this.restored = stored !== null;
    this.tally = this.newTally();
    if (stored?.state === 'paused') this.state = 'paused';
  }

  public readonly restored: boolean;

  public get hasEnded(): boolean {
    return ENDED.includes(this.state);
  }

  /** Counts anew: the work begins from the start, and finds what it has done already. */
  public begin(run: (tally: Tally) => CopyRun | TreeRun): CopyRun | TreeRun {
    this.tally = this.newTally();
    this.run = run(this.tally);
    return this.run;
  }

  public enter(state: JobState): void {
    this.state = state;
    this.endedAt = this.hasEnded ? Date.now() : null;
    this.changed('state');
  }

  /** Puts a question, and waits for its answer. */
  public ask(question: Omit<JobQuestion, 'questionId'>, questionId: string): Promise<ConflictAnswer> {
    this.question = { ...question, questionId };
    this.enter('waiting');
    return new Promise((resolve) => (this._answer = resolve));
  }

  /** @returns whether it waited for this answer */
  public answer(questionId: string, answer: ConflictAnswer): boolean {
    if (this.question?.questionId !== questionId) return false;
    this.question = null;
    this.enter(this.gate.isOpen ? 'running' : 'paused');
    this._answer?.(answer);
    return true;
  }

  /** Nobody is asked any more. */
  public withdrawQuestion(): void {
    this.question = null;
    this._answer = null;
  }

  private newTally(): Tally {
    return new Tally(() => this.changed('progress'));
  }

  /** As it is kept on disk. */
  public toStored(): StoredJob {
    const run = this.run instanceof CopyRun ? this.run : null;
    return {
      jobId: this.jobId,
      addedAt: this.addedAt,
      // Also while it waits for an answer.
      state: this.gate.isOpen ? 'queued' : 'paused',
      spec: this.spec,
      ...(run?.progress ?? {
        parts: this.stored?.parts ?? [],
        madeFolders: this.stored?.madeFolders ?? [],
        answerForAll: this.stored?.answerForAll ?? null,
      }),
    };
  }

  /** As the page is shown it. */
  public toJob(how: Pick<Job['how'], 'protocol' | 'sessions'>): Job {
    const { spec } = this;
    const paths = spec.kind === 'copy' ? spec.from.paths : spec.paths;
    const isRunning = this.state === 'running';
    if (isRunning) this.mostSessions = Math.max(this.mostSessions, how.sessions);
    return {
      jobId: this.jobId,
      kind: spec.kind,
      from: spec.kind === 'copy' ? spec.from.side : spec.side,
      to: spec.kind === 'copy' ? { side: spec.to.side, folder: spec.to.folder } : null,
      firstPath: paths[0] ?? '',
      pathCount: paths.length,
      state: this.state,
      restored: this.restored,
      addedAt: this.addedAt,
      endedAt: this.endedAt,
      progress: this.tally.progress(isRunning),
      question: this.question,
      remarks: [...this.tally.remarks],
      how: {
        protocol: this.tally.usesTar ? 'tar' : how.protocol,
        sessions: isRunning ? how.sessions : this.hasEnded ? this.mostSessions : 0,
        compressed: this.isCompressed,
        verified: this.tally.verified,
        inSteps: this.tally.inSteps,
      },
    };
  }
}
