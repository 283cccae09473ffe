import { baseName, joinPath } from '../../shared/file-path.js';
import type { CopySpec, JobQuestion, Side, StoredJob, Verification } from '../../shared/contract/index.js';
import { ProblemError } from '../../shared/problem.js';
import type { Checksums } from './checksums.js';
import { Conflicts, type ConflictAnswer, type Decision } from './conflicts.js';
import { BIG_BYTES, CopyContents } from './copy-contents.js';
import { CopyFolders } from './copy-folders.js';
import { foldersAbove, sizeOf, type Folder, type Item } from './copy-item.js';
import { CopySides } from './copy-sides.js';
import { FileError, isLost, lstatOrNull, type FileAttributes, type FileSystem } from './file-system.js';
import type { Gate } from './gate.js';
import type { Lanes } from './lane.js';
import { removeLeftParts } from './left-parts.js';
import { mendReplacement } from './moved-away.js';
import { caseFolded, nameRefusal } from './names.js';
import { Parts, type StoredPart } from './parts.js';
import { copyProblem, fileProblem } from './problems.js';
import { Room } from './room.js';
import { sharedAbort } from './shared-abort.js';
import type { Tally } from './tally.js';
import type { TokenBucket } from './token-bucket.js';
import { WorkQueue } from './work-queue.js';

/** One more begins while the other is checked. */
const BIG_FILES = 2;
/**
 * Enough to keep a round trip of 100 ms busy with files of a few KiB, and to have the node compute many checksums with
 * one command while as many more are on their way. How many bytes are under way is bounded elsewhere.
 */
const FILES_PER_LANE = 512;
const FOLDERS = 8;

/** What a copy needs of its surroundings. */
export interface CopyContext {
  readonly jobId: string;
  readonly local: FileSystem;
  readonly lanes: Lanes;
  readonly checksums: Readonly<Record<Side, Checksums | null>>;
  readonly limit: TokenBucket;
  readonly gate: Gate;
  readonly tally: Tally;
  /** Asks a person. Questions of one job are asked one at a time. */
  ask(question: Omit<JobQuestion, 'questionId'>): Promise<ConflictAnswer>;
  /** The parts, or the answer for all, have changed: they are worth keeping. */
  changed(): void;
  /** Settles when what is known of them now is kept, as far as it can be. */
  kept(): Promise<void>;
}

/** What is kept of a copy that has not ended. */
export type StoredProgress = Pick<StoredJob, 'parts' | 'madeFolders' | 'answerForAll'>;

/** Copies files and folders from one side to another, or within one. */
export class CopyRun {
  private readonly conflicts: Conflicts;
  private readonly _parts: Parts;
  private readonly sides: CopySides;
  private readonly folders: CopyFolders;
  private readonly contents: CopyContents;
  private readonly room: Room;
  private failed: Item[] = [];
  /** Sources that have been counted, and those that are copied. */
  private readonly known = new Set<string>();
  private readonly done = new Set<string>();
  /** As a folder has them, of what was asked for itself. */
  private readonly rootNames = new Map<string, string>();
  private readonly isRestored: boolean;
  /** Whether what is at a target may be this job's own work. */
  private mayBeOwn: boolean;
  private readonly queue: WorkQueue<'folders' | 'small' | 'big'>;
  private _abort = sharedAbort();

  /** @param stored what an earlier run of the job has left; what it finished is recognised and not asked about */
  public constructor(
    private readonly spec: CopySpec,
    private readonly context: CopyContext,
    stored: StoredProgress | null = null,
  ) {
    this.isRestored = stored !== null;
    const { jobId, local, lanes, limit, gate, checksums, tally } = context;
    const changed = () => context.changed();
    const sides = new CopySides(spec, local, lanes);
    const sums = { source: checksums[spec.from.side], target: checksums[spec.to.side] };
    const storedParts = stored?.parts ?? [];
    this.sides = sides;
    this.mayBeOwn = stored !== null;
    this.conflicts = new Conflicts(
      spec,
      {
        target: () => sides.target,
        ask: (question) => context.ask(question),
        checksum: async (path, size, signal) => (await sums.target?.ofFile(path, size, signal)) ?? null,
        isBegun: (sourcePath, targetPath) =>
          storedParts.some((part) => part.sourcePath === sourcePath && part.targetPath === targetPath),
        changed,
      },
      stored?.answerForAll ?? (spec.conflicts === 'ask' ? null : spec.conflicts),
    );
    this.folders = new CopyFolders(sides, changed, stored?.madeFolders ?? []);
    // Half of a file that goes on is there already.
    const bytesThere = storedParts.reduce((sum, { bytesDone }) => sum + bytesDone, 0);
    this.room = new Room(sides, spec.to.folder, -bytesThere);
    this._parts = new Parts({ jobId, sides, checksums: sums, kept: () => context.kept() }, storedParts);
    this.contents = new CopyContents(spec, {
      sides,
      parts: this._parts,
      room: this.room,
      tally,
      changed,
      transfers: {
        lanes,
        limit,
        gate,
        usesTar: () => (tally.usesTar = true),
        beforeReplacing: () => this._parts.beforeReplacing(),
        replacedInSteps: () => (tally.inSteps = true),
        checksums: sums,
        ends: (lane) => sides.over(lane),
      },
    });
    this.queue = new WorkQueue({
      folders: () => FOLDERS,
      small: () => Math.max(1, lanes.lanes.length) * FILES_PER_LANE,
      big: () => BIG_FILES,
    });
    lanes.onLane(() => this.queue.widened());
  }

  public get parts(): StoredPart[] {
    return this._parts.all;
  }

  /** What goes on from here later. */
  public get progress(): StoredProgress {
    return { parts: this.parts, madeFolders: this.folders.made, answerForAll: this.conflicts.answerForAll };
  }

  /**
   * Copies all that was asked for. Failures of single items are in the tally.
   *
   * @throws FileError `lost` when no lane is left; the reason of `abort`
   */
  public async run(): Promise<void> {
    this._abort = sharedAbort();
    const { from, to } = this.spec;
    const traits = this.sides.source.traits;
    for (const sourcePath of from.paths) {
      const name = to.name ?? baseName(traits, sourcePath);
      const targetPath = joinPath(this.sides.target.traits, to.folder, name);
      this.queue.add('folders', () => this.root(sourcePath, targetPath));
    }
    await this.finish();
  }

  /** Tries again what has failed. @throws as `run` */
  public async retry(): Promise<void> {
    this._abort = sharedAbort();
    this.mayBeOwn = true;
    const failed = new Set(this.failed);
    this.failed = [];
    this.context.tally.retry(
      failed.size,
      [...failed].reduce((sum, { attributes }) => sum + sizeOf(attributes), 0),
    );
    // A folder that is gone through once more finds what has failed in it by itself.
    const tops = [...failed].filter((item) => !foldersAbove(item).some((folder) => failed.has(folder.item)));
    for (const item of tops) foldersAbove(item).forEach((folder) => this.reopen(folder));
    for (const item of tops) this.enqueue({ ...item, existing: undefined });
    await this.finish();
  }

  /** A folder that was finished without something in it is to be finished again: its time has to be set once more. */
  private reopen(folder: Folder): void {
    if (folder.failures === 0) return;
    folder.failures = 0;
    this.context.tally.reopened();
    if (folder.item.parent) folder.item.parent.pending++;
  }

  /** Whether `retry` would do something. */
  public get canRetry(): boolean {
    return this.failed.length > 0;
  }

  /** Ends the work; what was under way is left as parts. */
  public abort(reason: Error): void {
    this._abort.abort(reason);
    this.queue.stop(reason);
  }

  /** Removes the parts, as far as they can be reached; those that were a file before they were resumed become it again. */
  public async removeParts(): Promise<void> {
    await this.contents.removeParts();
    // Of this run all are known. One that was killed had no time to note its last ones.
    if (this.isRestored) await removeLeftParts(this.spec, this.sides, this._parts).catch(() => undefined);
  }

  private async finish(): Promise<void> {
    await this.queue.done();
    this.context.tally.counted();
  }

  private async root(sourcePath: string, targetPath: string): Promise<void> {
    const item = { sourcePath, targetPath, existing: undefined, parent: null };
    await this.guard({ ...item, attributes: NOTHING }, async () => {
      const isOneSide = this.spec.from.side === this.spec.to.side;
      const isItself = isOneSide && sourcePath === targetPath && !this.spec.move;
      if (isOneSide && !isItself && isWithin(this.sides.source, sourcePath, targetPath))
        throw new ProblemError(copyProblem.intoItself(this.spec.from.side, sourcePath));
      await this.folders.ensure(this.spec.to.folder);
      await this.room.look();
      const attributes = await lstatOrNull(this.sides.source, sourcePath);
      // What was moved before the restart is not there any more.
      if (attributes === null && this.spec.move && this.mayBeOwn) return;
      if (attributes === null)
        throw new FileError('not-found', this.sides.source.side, sourcePath, 'No such file or directory');
      // Files see to that themselves, as all that have a name which is taken.
      const isOwnPlace = isItself && attributes.kind === 'directory';
      const place = isOwnPlace
        ? await this.conflicts.besides(targetPath, (path) => this.folders.isMade(path))
        : targetPath;
      this.enqueue({ ...item, targetPath: place, attributes });
    });
  }

  private enqueue(item: Item): void {
    const { kind } = item.attributes;
    if (item.parent) item.parent.pending++;
    // Roots that failed have been counted already when they come again.
    if (!this.known.has(item.sourcePath)) {
      this.known.add(item.sourcePath);
      this.context.tally.found(sizeOf(item.attributes));
    }
    const noRoom = this.room.add(item);
    if (noRoom) this.abort(noRoom);
    const line =
      kind === 'directory'
        ? 'folders'
        : kind === 'file' && item.attributes.size > BIG_BYTES
          ? 'big'
          : 'small';
    this.queue.add(line, () => this.guard(item, () => this.do(item)));
  }

  private finished({ sourcePath, attributes }: Item, how: Verification | null): void {
    this.done.add(sourcePath);
    this.context.tally.finished(sourcePath, sizeOf(attributes), how);
  }

  private async do(item: Item): Promise<void> {
    const { sourcePath, attributes, parent } = item;
    const { signal } = this._abort;
    await this.context.gate.pass(signal);
    const target = this.sides.target;
    const name = baseName(target.traits, item.targetPath);
    const fault = nameRefusal(target.traits, name);
    if (fault !== null)
      throw new ProblemError(copyProblem.nameRefused(target.side, item.targetPath, name, fault));
    if (target.traits.ignoresCase) {
      const names = parent?.names ?? this.rootNames;
      const folded = caseFolded(name);
      // One that is tried again is no other one.
      if ((names.get(folded) ?? sourcePath) !== sourcePath)
        throw new ProblemError(copyProblem.caseClash(target.side, item.targetPath));
      names.set(folded, sourcePath);
    }
    switch (attributes.kind) {
      case 'directory':
        await this.folder(item);
        return;
      case 'file':
        await this.file(item);
        return;
      case 'symlink':
        await this.symlink(item);
        return;
      default:
        this.context.tally.remark(
          'skipped',
          sourcePath,
          0,
          copyProblem.special(this.spec.from.side, sourcePath, attributes.kind),
        );
        if (parent) parent.incomplete = true;
        await this.settled(parent);
    }
  }

  /** Runs the work on an item, and notes how it failed if it did. Only what concerns all items goes on. */
  private async guard(item: Item, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { signal } = this._abort;
      if (signal.aborted || isLost(error)) {
        this.context.tally.withdraw(item.sourcePath);
        throw signal.aborted ? signal.reason : error;
      }
      this.failed.push(item);
      if (!this.known.has(item.sourcePath)) {
        this.known.add(item.sourcePath);
        this.context.tally.found(sizeOf(item.attributes));
      }
      this.context.tally.remark('failed', item.sourcePath, sizeOf(item.attributes), fileProblem(error));
      if (item.parent) item.parent.failures++;
      await this.settled(item.parent);
    }
  }

  private async folder(item: Item): Promise<void> {
    const { folder, entries } = await this.folders.begin(item, this._abort.signal);
    for await (const batch of entries)
      // All of a batch at once, so that what has no room is known before the first of it is begun.
      for (const entry of batch) if (!this.done.has(entry.sourcePath)) this.enqueue(entry);
    await this.settled(folder);
  }

  /** One item of a folder is dealt with; the last one finishes the folder. */
  private async settled(folder: Folder | null): Promise<void> {
    if (!folder || --folder.pending > 0) return;
    const { item } = folder;
    await this.guard(item, async () => {
      await this.folders.finish(folder);
      if (this.spec.move && !folder.incomplete && folder.failures === 0)
        await this.sides.source.removeDirectory(item.sourcePath);
      this.folders.forget(folder);
      this.finished(item, null);
      if (item.parent) {
        item.parent.incomplete ||= folder.incomplete;
        if (folder.failures > 0) item.parent.failures++;
      }
      await this.settled(item.parent);
    });
  }

  /** What becomes of a file or link; what an earlier run has left half replaced is put right before. */
  private async decide(item: Item): Promise<Decision> {
    const { targetPath } = item;
    const isMended =
      this.mayBeOwn &&
      (await mendReplacement(this.sides.target, this._parts.pathFor(targetPath), targetPath));
    const now = isMended ? { ...item, existing: undefined } : item;
    return this.conflicts.decide(now, this.mayBeOwn, this._abort.signal);
  }

  private async symlink(item: Item): Promise<void> {
    const { sourcePath, parent } = item;
    const decision = await this.decide(item);
    if (decision.kind === 'skip') this.context.tally.passed(sourcePath, 0);
    else {
      await this.contents.copySymlink(item, decision);
      if (this.spec.move) await this.sides.source.removeFile(sourcePath);
      this.finished(item, null);
    }
    await this.settled(parent);
  }

  private async file(item: Item): Promise<void> {
    const { sourcePath, attributes, parent } = item;
    const decision = await this.decide(item);
    if (decision.kind === 'skip') {
      this.context.tally.passed(sourcePath, attributes.size);
      if (parent) parent.incomplete = true;
    } else {
      const how = await this.contents.copyFile(item, decision, this._abort.signal);
      if (this.spec.move) await this.sides.source.removeFile(sourcePath);
      this.finished(item, how);
    }
    await this.settled(parent);
  }
}

const NOTHING: FileAttributes = { kind: 'file', size: 0, modifiedMs: null, mode: null };

/** Whether a path is another one or below it. */
function isWithin({ traits }: FileSystem, folder: string, path: string): boolean {
  return path === folder || path.startsWith(joinPath(traits, folder, ''));
}
