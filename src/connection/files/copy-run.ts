import type { CopySpec, JobQuestion, Side, StoredJob, Verification } from '../../shared/contract/index.js';
import { ProblemError } from '../../shared/problem.js';
import type { Checksums } from './checksums.js';
import { Conflicts, type Candidate, type ConflictAnswer, type WriteDecision } from './conflicts.js';
import {
  FileError,
  isFileError,
  isLost,
  lstatOrNull,
  type DirectoryEntry,
  type FileAttributes,
  type FileSystem,
} from './file-system.js';
import type { Gate } from './gate.js';
import { leastBusy, type Lanes } from './lane.js';
import { caseFolded, foldedFor, nameFault } from './names.js';
import { Parts, type StoredPart } from './parts.js';
import { baseName, folderOf, joinPath } from '../../shared/file-path.js';
import { copyProblem, fileProblem } from './problems.js';
import { stampOf } from './stamps.js';
import type { Tally } from './tally.js';
import type { TokenBucket } from './token-bucket.js';
import { transfer, type TransferContext } from './transfer.js';
import { WorkQueue } from './work-queue.js';

/** Above this a file is copied by itself, over all lanes at once; below, many are copied side by side. */
const BIG_BYTES = 4 * 1024 * 1024;
/** One more begins while the other is checked. */
const BIG_FILES = 2;
/**
 * Enough to keep a round trip of 100 ms busy with files of a few KiB, and to have the node compute many checksums with
 * one command. How many bytes are under way is bounded elsewhere.
 */
const FILES_PER_LANE = 256;
const FOLDERS = 8;
/** Kept of those under way; more would make each save long. The others have their times only if nothing interrupts. */
const MAX_MADE_FOLDERS = 10_000;
/** Parts smaller than this are not worth proving: they are copied again. */
const RESUMABLE_BYTES = 256 * 1024;

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
}

/** A folder that is being copied: finished when all that is in it is. */
interface Folder {
  readonly item: Item;
  pending: number;
  /** Whether something in it was left out: a moved folder stays then. */
  incomplete: boolean;
  /** How many entries in it have failed. */
  failures: number;
  /** Whether this copy made it. One that was there keeps its mode and time. */
  readonly isOurs: boolean;
  /** Names of this copy in it, folded, where the target ignores case. */
  readonly names: Set<string>;
}

/** What is kept of a copy that has not ended. */
export type StoredProgress = Pick<StoredJob, 'parts' | 'madeFolders' | 'answerForAll'>;

interface Item extends Candidate {
  readonly parent: Folder | null;
}

/** Copies files and folders from one side to another, or within one. */
export class CopyRun {
  private readonly _conflicts: Conflicts;
  private readonly _parts: Parts;
  private _failed: Item[] = [];
  /** Sources that have been counted, and those that are copied. */
  private readonly _known = new Set<string>();
  private readonly _done = new Set<string>();
  /** Folders at the target that this job has made and not finished. */
  private readonly _made: Set<string>;
  /** Whether what is at a target may be this job's own work. */
  private _mayBeOwn: boolean;
  /** Of the disk that the copies go to, before the first of them. */
  private _space: ReturnType<FileSystem['space']> | null = null;
  private _freeBytes = Infinity;
  /** What is counted so far and has to have room there. */
  private _neededBytes = 0;
  private _lastRemote: FileSystem | null = null;
  private readonly _queue: WorkQueue<'folders' | 'small' | 'big'>;
  private _abort = new AbortController();
  private readonly _transfers: TransferContext;

  /** @param stored what an earlier run of the job has left; what it finished is recognised and not asked about */
  public constructor(
    private readonly _spec: CopySpec,
    private readonly _context: CopyContext,
    stored: StoredProgress | null = null,
  ) {
    const { lanes, limit, gate, checksums } = _context;
    this._conflicts = new Conflicts(
      _spec,
      {
        target: () => this._target,
        ask: (question) => _context.ask(question),
        checksum: async (path, size, signal) =>
          (await checksums[_spec.to.side]?.ofFile(path, size, signal)) ?? null,
        isBegun: (sourcePath, targetPath) =>
          stored?.parts.some((part) => part.sourcePath === sourcePath && part.targetPath === targetPath) ??
          false,
        changed: () => _context.changed(),
      },
      stored?.answerForAll ?? (_spec.conflicts === 'ask' ? null : _spec.conflicts),
    );
    this._mayBeOwn = stored !== null;
    this._made = new Set(stored?.madeFolders);
    this._queue = new WorkQueue({
      folders: () => FOLDERS,
      small: () => Math.max(1, lanes.lanes.length) * FILES_PER_LANE,
      big: () => BIG_FILES,
    });
    lanes.onLane(() => this._queue.widened());
    const sums = { source: checksums[_spec.from.side], target: checksums[_spec.to.side] };
    // Half of a file that goes on is there already.
    this._neededBytes = -(stored?.parts ?? []).reduce((sum, { bytesDone }) => sum + bytesDone, 0);
    this._parts = new Parts(
      {
        jobId: _context.jobId,
        source: () => this._source,
        target: () => this._target,
        checksums: sums,
      },
      stored?.parts ?? [],
    );
    this._transfers = {
      lanes,
      limit,
      gate,
      usesTar: () => (_context.tally.usesTar = true),
      checksums: sums,
      ends: (lane) => ({
        source: this._files(_spec.from.side, lane.remote),
        target: this._files(_spec.to.side, lane.remote),
      }),
    };
  }

  public get parts(): StoredPart[] {
    return this._parts.all;
  }

  /** What goes on from here later. */
  public get progress(): StoredProgress {
    const madeFolders = [...this._made].slice(0, MAX_MADE_FOLDERS);
    return { parts: this.parts, madeFolders, answerForAll: this._conflicts.answerForAll };
  }

  /**
   * Copies all that was asked for. Failures of single items are in the tally.
   *
   * @throws FileError `lost` when no lane is left; the reason of `abort`
   */
  public async run(): Promise<void> {
    this._abort = new AbortController();
    const { from, to } = this._spec;
    const traits = this._source.traits;
    for (const sourcePath of from.paths) {
      const name = to.name ?? baseName(traits, sourcePath);
      const targetPath = joinPath(this._target.traits, to.folder, name);
      this._queue.add('folders', () => this._root(sourcePath, targetPath));
    }
    await this._finish();
  }

  /** Tries again what has failed. @throws as `run` */
  public async retry(): Promise<void> {
    this._abort = new AbortController();
    this._mayBeOwn = true;
    const failed = new Set(this._failed);
    this._failed = [];
    this._context.tally.retry(
      failed.size,
      [...failed].reduce((sum, { attributes }) => sum + sizeOf(attributes), 0),
    );
    // A folder that is gone through once more finds what has failed in it by itself.
    const tops = [...failed].filter((item) => !foldersAbove(item).some((folder) => failed.has(folder.item)));
    for (const item of tops) foldersAbove(item).forEach((folder) => this._reopen(folder));
    for (const item of tops) this._enqueue({ ...item, existing: undefined });
    await this._finish();
  }

  /** A folder that was finished without something in it is to be finished again: its time has to be set once more. */
  private _reopen(folder: Folder): void {
    if (folder.failures === 0) return;
    folder.failures = 0;
    this._context.tally.reopened();
    if (folder.item.parent) folder.item.parent.pending++;
  }

  /** Whether `retry` would do something. */
  public get canRetry(): boolean {
    return this._failed.length > 0;
  }

  /** Ends the work; what was under way is left as parts. */
  public abort(reason: Error): void {
    this._abort.abort(reason);
    this._queue.stop(reason);
  }

  /** Removes the parts, as far as they can be reached. Parts that were a file before they were resumed get its name back. */
  public async removeParts(): Promise<void> {
    const parts = this.parts;
    for (const { partPath } of parts) this._parts.forget(partPath);
    for (const part of parts) await this._removePart(part).catch(() => undefined);
  }

  private async _finish(): Promise<void> {
    await this._queue.done();
    this._context.tally.counted();
  }

  private get _source(): FileSystem {
    return this._files(this._spec.from.side);
  }

  private get _target(): FileSystem {
    return this._files(this._spec.to.side);
  }

  private _files(side: Side, remote = leastBusy(this._context.lanes.lanes)?.remote): FileSystem {
    if (side === 'local') return this._context.local;
    // A lane that is lost says so itself, when it is asked.
    const files = remote ?? this._context.lanes.lanes[0]?.remote ?? this._lastRemote;
    if (!files) throw new Error('There was never a lane');
    this._lastRemote = files;
    return files;
  }

  private async _root(sourcePath: string, targetPath: string): Promise<void> {
    const item = { sourcePath, targetPath, existing: undefined, parent: null };
    await this._guard({ ...item, attributes: NOTHING }, async () => {
      if (this._spec.from.side === this._spec.to.side && isWithin(this._source, sourcePath, targetPath)) {
        if (sourcePath !== targetPath || this._spec.move)
          throw new ProblemError(copyProblem.intoItself(this._spec.from.side, sourcePath));
      }
      await this._ensureFolder(this._spec.to.folder);
      this._space ??= this._target.space(this._spec.to.folder).catch(() => null);
      this._freeBytes = (await this._space)?.freeBytes ?? Infinity;
      const attributes = await lstatOrNull(this._source, sourcePath);
      // What was moved before the restart is not there any more.
      if (attributes === null && this._spec.move && this._mayBeOwn) return;
      if (attributes === null)
        throw new FileError('not-found', this._source.side, sourcePath, 'No such file or directory');
      this._enqueue({ ...item, attributes });
    });
  }

  /** Makes the folder that the copies go into, and those above it. */
  private async _ensureFolder(path: string): Promise<void> {
    try {
      await this._target.stat(path);
    } catch (error) {
      const above = folderOf(this._target.traits, path);
      if (!isFileError(error, 'not-found') || above === path) throw error;
      await this._ensureFolder(above);
      await this._target.makeDirectory(path).catch((reason: unknown) => {
        // Another root of this job may have made it meanwhile.
        if (!isFileError(reason, 'exists')) throw reason;
      });
    }
  }

  private _enqueue(item: Item): void {
    const { kind } = item.attributes;
    if (item.parent) item.parent.pending++;
    // Roots that failed have been counted already when they come again.
    if (!this._known.has(item.sourcePath)) {
      this._known.add(item.sourcePath);
      this._context.tally.found(sizeOf(item.attributes));
    }
    this._checkRoom(item);
    const line =
      kind === 'directory'
        ? 'folders'
        : kind === 'file' && item.attributes.size > BIG_BYTES
          ? 'big'
          : 'small';
    this._queue.add(line, () => this._guard(item, () => this._do(item)));
  }

  private _finished({ sourcePath, attributes }: Item, how: Verification | null): void {
    this._done.add(sourcePath);
    this._context.tally.finished(sourcePath, sizeOf(attributes), how);
  }

  private async _do(item: Item): Promise<void> {
    const { sourcePath, attributes, parent } = item;
    const { signal } = this._abort;
    await this._context.gate.pass(signal);
    const target = this._target;
    const name = baseName(target.traits, item.targetPath);
    const fault = nameFault(target.traits, name);
    if (fault !== null)
      throw new ProblemError(copyProblem.nameRefused(target.side, item.targetPath, name, fault));
    if (target.traits.ignoresCase && parent) {
      const folded = caseFolded(name);
      if (parent.names.has(folded))
        throw new ProblemError(copyProblem.caseClash(target.side, item.targetPath));
      parent.names.add(folded);
    }
    switch (attributes.kind) {
      case 'directory':
        await this._folder(item);
        return;
      case 'file':
        await this._file(item);
        return;
      case 'symlink':
        await this._symlink(item);
        return;
      default:
        this._context.tally.remark(
          'skipped',
          sourcePath,
          0,
          copyProblem.special(this._spec.from.side, sourcePath, attributes.kind),
        );
        if (parent) parent.incomplete = true;
        await this._settled(parent);
    }
  }

  /** Runs the work on an item, and notes how it failed if it did. Only what concerns all items goes on. */
  private async _guard(item: Item, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { signal } = this._abort;
      if (signal.aborted || isLost(error)) {
        this._context.tally.withdraw(item.sourcePath);
        throw signal.aborted ? signal.reason : error;
      }
      this._failed.push(item);
      if (!this._known.has(item.sourcePath)) {
        this._known.add(item.sourcePath);
        this._context.tally.found(sizeOf(item.attributes));
      }
      this._context.tally.remark('failed', item.sourcePath, sizeOf(item.attributes), fileProblem(error));
      if (item.parent) item.parent.failures++;
      await this._settled(item.parent);
    }
  }

  private async _folder(item: Item): Promise<void> {
    const { sourcePath, targetPath } = item;
    const existing =
      item.existing === undefined ? await lstatOrNull(this._target, targetPath) : item.existing;
    await this._checkSearchable(item);
    let listed: Map<string, FileAttributes> | null = null;
    if (existing === null) {
      try {
        await this._target.makeDirectory(targetPath);
        this._made.add(targetPath);
        this._context.changed();
      } catch (error) {
        if (!isFileError(error, 'exists')) throw error;
        listed = await this._listed(targetPath);
      }
    } else {
      // A symlink to a folder serves as one.
      if ((await this._target.stat(targetPath)).kind !== 'directory')
        throw new ProblemError(copyProblem.kindClash(this._target.side, targetPath));
      listed = await this._listed(targetPath);
    }
    const folder: Folder = {
      item,
      pending: 1,
      incomplete: false,
      failures: 0,
      isOurs: listed === null || this._made.has(targetPath),
      names: new Set(),
    };
    for await (const entries of this._source.list(sourcePath, this._abort.signal)) {
      for (const entry of entries) {
        const child = this._child(folder, entry, listed);
        if (!this._done.has(child.sourcePath)) this._enqueue(child);
      }
    }
    await this._settled(folder);
  }

  /**
   * Of a folder that may be read and not searched, servers list nothing, or no entry of which they know more than its
   * name (OpenSSH's sftp-server.c, process_readdir): what is in it would be left out without a word.
   *
   * @throws FileError `denied`
   */
  private async _checkSearchable({ sourcePath, attributes: { mode } }: Item): Promise<void> {
    if (mode === null || (mode & 0o111) === 0o111) return;
    await this._source.stat(joinPath(this._source.traits, sourcePath, '.'));
  }

  private _child(folder: Folder, entry: DirectoryEntry, listed: Map<string, FileAttributes> | null): Item {
    const { name, attributes } = entry;
    return {
      sourcePath: joinPath(this._source.traits, folder.item.sourcePath, name),
      targetPath: joinPath(this._target.traits, folder.item.targetPath, name),
      attributes,
      existing: listed?.get(foldedFor(this._target.traits, name)) ?? null,
      parent: folder,
    };
  }

  private async _listed(path: string): Promise<Map<string, FileAttributes>> {
    const listed = new Map<string, FileAttributes>();
    for await (const entries of this._target.list(path, this._abort.signal))
      for (const { name, attributes } of entries)
        listed.set(foldedFor(this._target.traits, name), attributes);
    return listed;
  }

  /** One item of a folder is dealt with; the last one finishes the folder. */
  private async _settled(folder: Folder | null): Promise<void> {
    if (!folder || --folder.pending > 0) return;
    const { item } = folder;
    await this._guard(item, async () => {
      const { mode, modifiedMs } = item.attributes;
      // Not before: each file that comes in changes the folder's time, and a folder may be read-only.
      if (folder.isOurs)
        await this._target.setAttributes(item.targetPath, {
          ...(mode === null ? {} : { mode: mode & 0o777 }),
          ...(modifiedMs === null ? {} : { modifiedMs }),
        });
      if (this._spec.move && !folder.incomplete && folder.failures === 0)
        await this._source.removeDirectory(item.sourcePath);
      this._made.delete(item.targetPath);
      this._finished(item, null);
      if (item.parent) {
        item.parent.incomplete ||= folder.incomplete;
        if (folder.failures > 0) item.parent.failures++;
      }
      await this._settled(item.parent);
    });
  }

  private async _symlink(item: Item): Promise<void> {
    const { sourcePath, parent } = item;
    const decision = await this._conflicts.decide(item, this._mayBeOwn, this._abort.signal);
    if (decision.kind === 'skip') this._context.tally.passed(sourcePath, 0);
    else {
      await this._copySymlink(item, decision);
      if (this._spec.move) await this._source.removeFile(sourcePath);
      this._finished(item, null);
    }
    await this._settled(parent);
  }

  /** Through a part as well: its time is set before it has its name, so that it is known again as this job's own. */
  private async _copySymlink(
    { sourcePath, attributes }: Item,
    { targetPath, existing }: WriteDecision,
  ): Promise<void> {
    const held = await this._source.readLink(sourcePath);
    const partPath = this._parts.pathFor(targetPath);
    const part = { sourcePath, targetPath, partPath, source: stampOf(attributes), bytesDone: 0 };
    this._parts.keep(part);
    try {
      try {
        await this._target.makeSymlink(held, partPath);
      } catch (error) {
        if (!isFileError(error, 'exists')) throw error;
        await this._target.removeFile(partPath);
        await this._target.makeSymlink(held, partPath);
      }
      const { modifiedMs } = attributes;
      if (modifiedMs !== null) await this._target.setAttributes(partPath, { modifiedMs });
      if (existing === null) await this._target.rename(partPath, targetPath);
      else await this._target.replace(partPath, targetPath);
      this._parts.forget(partPath);
    } catch (error) {
      if (!isLost(error)) {
        this._parts.forget(partPath);
        await this._removePart(part).catch(() => undefined);
      }
      throw error;
    }
  }

  private async _file(item: Item): Promise<void> {
    const { sourcePath, attributes, parent } = item;
    const decision = await this._conflicts.decide(item, this._mayBeOwn, this._abort.signal);
    if (decision.kind === 'skip') {
      this._context.tally.passed(sourcePath, attributes.size);
      if (parent) parent.incomplete = true;
    } else {
      const how = await this._copyFile(item, decision);
      if (this._spec.move) await this._source.removeFile(sourcePath);
      this._finished(item, how);
    }
    await this._settled(parent);
  }

  private async _copyFile(item: Item, decision: WriteDecision): Promise<Verification> {
    const { sourcePath, attributes } = item;
    const { targetPath, existing } = decision;
    const { signal } = this._abort;
    const partPath = this._parts.pathFor(targetPath);
    this._context.tally.begin(sourcePath, attributes.size);
    const resumeFrom = await this._parts.resumable(item, decision, partPath, signal);
    if (attributes.size > BIG_BYTES) await this._checkSpace(targetPath, attributes.size - resumeFrom);
    const part: StoredPart = {
      sourcePath,
      targetPath,
      partPath,
      source: stampOf(attributes),
      bytesDone: resumeFrom,
    };
    if (resumeFrom > 0) this._context.tally.moved(sourcePath, resumeFrom, false);
    // Small ones, too, until they are in place: whoever cancels wants no trace of them.
    this._parts.keep(part);
    try {
      const how = await transfer(
        {
          sourcePath,
          attributes,
          targetPath,
          partPath,
          resumeFrom,
          replace: existing !== null && decision.kind === 'copy',
          verify: this._spec.verify ?? 'full',
          keep: this._kept(attributes, existing),
          signal,
          onProgress: (bytes, prefix) => {
            this._context.tally.moved(sourcePath, bytes);
            if (attributes.size < RESUMABLE_BYTES) return;
            this._parts.keep({ ...part, bytesDone: prefix });
            this._context.changed();
          },
        },
        this._transfers,
      );
      this._parts.forget(partPath);
      return how;
    } catch (error) {
      // What is lost or paused goes on later; what failed begins anew.
      if (!signal.aborted && !isLost(error)) {
        const left = this._parts.forget(partPath) ?? part;
        await this._removePart(left).catch(() => undefined);
      }
      throw error;
    }
  }

  /** Mode and time of a copy. One that goes back over the file that it was made from leaves the mode, and is new. */
  private _kept(
    { mode, modifiedMs }: FileAttributes,
    existing: FileAttributes | null,
  ): { mode?: number; modifiedMs?: number } {
    if (this._spec.onlyIfTargetIs && existing) return existing.mode === null ? {} : { mode: existing.mode };
    return {
      ...(mode === null ? {} : { mode: mode & 0o777 }),
      ...(modifiedMs === null ? {} : { modifiedMs }),
    };
  }

  /**
   * Ends the whole job as soon as what is counted cannot have room, rather than when the disk is full. Only what is
   * certain counts: files in place of others may be skipped, and folders that were there may be on another disk.
   */
  private _checkRoom({ attributes, existing, parent }: Item): void {
    if (attributes.kind !== 'file' || existing || (parent && !parent.isOurs)) return;
    this._neededBytes += attributes.size;
    if (this._neededBytes <= this._freeBytes) return;
    const { side } = this._target;
    const { folder } = this._spec.to;
    this.abort(new ProblemError(copyProblem.noRoom(side, folder, this._neededBytes, this._freeBytes)));
  }

  private async _checkSpace(targetPath: string, neededBytes: number): Promise<void> {
    const space = await this._target.space(folderOf(this._target.traits, targetPath));
    if (space && space.freeBytes < neededBytes)
      throw new ProblemError(copyProblem.noRoom(this._target.side, targetPath, neededBytes, space.freeBytes));
  }

  private _removePart(part: StoredPart): Promise<void> {
    return this._parts.remove(
      part,
      this._spec.conflicts === 'resume' || this._conflicts.answerForAll === 'resume',
    );
  }
}

const NOTHING: FileAttributes = { kind: 'file', size: 0, modifiedMs: null, mode: null };

/** The folders of a copy that an item is in, from the nearest. */
function foldersAbove({ parent }: Item): Folder[] {
  return parent ? [parent, ...foldersAbove(parent.item)] : [];
}

const sizeOf = ({ kind, size }: FileAttributes) => (kind === 'file' ? size : 0);
/** Whether a path is another one or below it. */
function isWithin({ traits }: FileSystem, folder: string, path: string): boolean {
  return path === folder || path.startsWith(joinPath(traits, folder, ''));
}
