import type { Content, Job, JobSpecInput } from '../../../shared/contract/index.js';
import { baseName, folderOf } from '../../../shared/file-path.js';
import { problem, ProblemError, toProblem, type Problem } from '../../../shared/problem.js';
import { call } from '../../bridge.js';
import { changeEdit, useEdits, type EditOwner, type Version } from './edits-store.js';

/** Paths of a node. */
const posix = { separator: '/' } as const;

/** What became of the node's file in an edit. */
interface Place {
  readonly editId: string;
  readonly path: string;
  /** Where the copy goes on this computer. */
  readonly folder: string;
  readonly name: string;
}

/** The work of one edited file: bringing it here, and what is saved back, one upload after the other. */
export class EditSession {
  private isUploading = false;
  private isChangedAgain = false;
  private isFetching = false;

  /** @param base what the node had when it was the same as here; null where its file may be replaced whatever it is */
  public constructor(
    private readonly files: EditOwner,
    private readonly place: Place,
    private base: (Partial<Content> & Version) | null,
  ) {}

  /** Brings the node's file here, over what is here. @returns whether it is here, and not cancelled @throws ProblemError */
  public async fetch(): Promise<boolean> {
    const { editId, path, folder, name } = this.place;
    this.isFetching = true;
    changeEdit(editId, { state: 'fetching', problem: null, conflict: null, uploadedAt: null });
    try {
      const job = await this.run({
        kind: 'copy',
        from: { side: 'remote', paths: [path] },
        to: { side: 'local', folder, name },
        conflicts: 'overwrite',
        verify: 'full',
        outlivesConnection: false,
      });
      if (job.state === 'cancelled') return false;
      if (job.state !== 'done') throw new ProblemError(whyNot(job) ?? problem('unexpected'));
      this.base = await call('editing.fetched', { editId });
      changeEdit(editId, { state: 'editing' });
      return true;
    } finally {
      this.isFetching = false;
    }
  }

  /** Somebody has saved. */
  public changed(): void {
    if (!this.isFetching) void this.upload();
  }

  /** There is a connection again. */
  public connected(): void {
    if (this.state === 'waiting') void this.upload();
  }

  /** Uploads what was saved last. Never rejects: what becomes of it is shown. */
  public async upload(): Promise<void> {
    this.isChangedAgain = true;
    if (this.isUploading) return;
    this.isUploading = true;
    while (this.isChangedAgain) {
      this.isChangedAgain = false;
      try {
        await this.uploadOnce();
      } catch (error) {
        const why = toProblem(error);
        this.show(
          why.code === 'files.lost' ? { state: 'waiting', problem: null } : { state: 'failed', problem: why },
        );
      }
    }
    this.isUploading = false;
  }

  /** Puts ours over what the node has, as long as that is what the person was shown. */
  public async overwrite(): Promise<void> {
    const conflict = useEdits.getState().edits.get(this.place.editId)?.conflict;
    this.base = conflict?.theirs ?? null;
    await this.upload();
  }

  /** Takes what the node has, and gives up ours. */
  public async takeTheirs(): Promise<void> {
    try {
      if (!(await this.fetch())) this.show({ state: 'failed' });
    } catch (error) {
      this.show({ state: 'failed', problem: toProblem(error) });
    }
  }

  private get state() {
    return useEdits.getState().edits.get(this.place.editId)?.state;
  }

  private show(change: Parameters<typeof changeEdit>[1]): void {
    changeEdit(this.place.editId, change);
  }

  private async uploadOnce(): Promise<void> {
    const { editId, path } = this.place;
    this.show({ state: 'uploading', problem: null, conflict: null });
    const change = await call('editing.takeChange', { editId });
    if (change === null) {
      this.show({ state: 'editing' });
      return;
    }
    const job = await this.run({
      kind: 'copy',
      from: { side: 'local', paths: [change.path] },
      to: { side: 'remote', folder: folderOf(posix, path), name: baseName(posix, path) },
      conflicts: 'overwrite',
      outlivesConnection: false,
      ...(this.base === null ? {} : { onlyIfTargetIs: this.base }),
    });
    if (job.state === 'done') {
      const now = await this.files.call('stat', { side: 'remote', path });
      this.base = { size: now.size, modifiedMs: now.modifiedMs, sha256: change.content.sha256 };
      await call('editing.uploaded', { editId, base: { ...this.base, sha256: change.content.sha256 } });
      this.show({ state: 'editing', uploadedAt: Date.now() });
      return;
    }
    const why = whyNot(job);
    if (why?.code === 'files.target-changed') await this.ask(change.content, why);
    else this.show({ state: 'failed', problem: why });
  }

  /** Asks what becomes of a file that somebody else has changed. */
  private async ask(ours: Version, why: Problem): Promise<void> {
    const { editId, path } = this.place;
    const theirs = await this.files.call('stat', { side: 'remote', path }).catch((error: unknown) => {
      if (toProblem(error).code === 'files.not-found') return null;
      throw error;
    });
    this.show({
      state: 'conflict',
      problem: why,
      conflict: { ours, theirs: theirs && { size: theirs.size, modifiedMs: theirs.modifiedMs } },
    });
    useEdits.setState(({ asking }) => ({ asking: asking ?? editId }));
  }

  /** Runs a job, and takes it off the list: the edited file is there to tell what became of it. */
  private async run(spec: JobSpecInput): Promise<Job> {
    const job = await this.files.runJob(spec);
    await this.files.call('jobs.forget', { jobId: job.jobId }).catch(() => undefined);
    return job;
  }
}

const whyNot = ({ remarks }: Job): Problem | null => remarks.at(-1)?.problem ?? null;
