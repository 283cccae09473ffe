import { createHash } from 'node:crypto';
import type { Verification } from '../../shared/contract/index.js';
import { ProblemError } from '../../shared/problem.js';
import { ChunkPool } from './chunk-pool.js';
import {
  FileError,
  isFileError,
  isLost,
  lstatOrNull,
  type FileAttributes,
  type FileSystem,
  type WriteHandle,
} from './file-system.js';
import { untilAborted } from './gate.js';
import { leastBusy, type Lane } from './lane.js';
import { copyPieces } from './pieces.js';
import { noLane, sourceChanged, type TransferContext, type TransferRequest } from './transfer-request.js';
import { copyProblem } from './problems.js';
import { sameSecond, sameStamp } from './stamps.js';
import { readWhole } from './read-whole.js';
import { compare } from './verification.js';

/**
 * Files up to this size go in one piece, with as few waits for an answer as can be. Larger ones are cut up, and asked
 * to be on the disk before they take their name; for each of thousands of small files that would cost more than the
 * copying, and `scp`, `sftp` and `rsync` never do.
 */
const SMALL_BYTES = 32 * 1024;
/** Read at once from files that do not say how long they are, such as those of /proc. */
const STREAM_BYTES = 32 * 1024;

/**
 * Copies one file: into a part beside the target, checked, then put in the target's place. When this throws, the target
 * is as it was; the part stays, for whoever asked to resume or to remove.
 *
 * @returns how the copy was verified
 * @throws FileError of either side, `lost` when no lane is left; ProblemError when the copy is not the source
 */
export async function transfer(request: TransferRequest, context: TransferContext): Promise<Verification> {
  try {
    return await new Transfer(request, context).run();
  } catch (error) {
    if (!(error instanceof FileError) || error.path !== request.partPath) throw error;
    // Nobody knows the part, but everybody what it was to become.
    throw new FileError(error.code, error.side, request.targetPath, error.message);
  }
}

class Transfer {
  private readonly size: number;
  /** Whether the source was looked at once more while it was read. */
  private isLookedAt = false;
  /** SHA-256 of a small file's content, as it was read. */
  private digest: string | null = null;

  public constructor(
    private readonly request: TransferRequest,
    private readonly context: TransferContext,
  ) {
    this.size = request.attributes.size;
  }

  public async run(): Promise<Verification> {
    const { signal } = this.request;
    await this.context.gate.pass(signal);
    const length = await this.fill();
    // An abort that came with the last bytes: the target stays as it was.
    signal.throwIfAborted();
    const how = await this.onSomeLane((lane) => this.check(lane, length));
    await this.onSomeLane((lane) => this.place(lane));
    return how;
  }

  /** Writes the part. @returns its length */
  private async fill(): Promise<number> {
    if (this.size > 0 && this.request.resumeFrom === 0 && (await this.fillWithin())) return this.size;
    if (this.size <= SMALL_BYTES) return this.onSomeLane((lane) => this.fillHeld(lane));
    const lane = leastBusy(this.context.lanes.lanes);
    if (!lane) throw this.noLane();
    const { source, target } = this.context.ends(lane);
    if (!source.traits.randomAccess || !target.traits.randomAccess)
      return this.onSomeLane((one) => this.fillInOrder(one, this.size, this.request.resumeFrom));
    await this.fillInPieces();
    return this.size;
  }

  /** Lets a side that both ends are on copy by itself. @returns whether it could */
  private async fillWithin(): Promise<boolean> {
    const { sourcePath, partPath, signal } = this.request;
    return this.onSomeLane(async (lane) => {
      const { source, target } = this.context.ends(lane);
      if (source.side !== target.side) return false;
      let copied = 0;
      const onProgress = (bytes: number) => {
        copied += bytes;
        this.request.onProgress(bytes, copied);
      };
      try {
        await target.removeFile(partPath).catch((error: unknown) => {
          if (!isFileError(error, 'not-found')) throw error;
        });
        await target.copyWithin(sourcePath, partPath, this.size, { signal, onProgress });
      } catch (error) {
        this.takeBack(copied, 0);
        if (isFileError(error, 'unsupported')) return false;
        throw error;
      }
      const part = await target.openWrite(partPath, { create: 'existing', size: this.size });
      await Promise.all([
        this.setAttributes(part),
        this.size > SMALL_BYTES ? part.sync() : null,
        part.close(),
      ]);
      return true;
    });
  }

  private async fillHeld(lane: Lane): Promise<number> {
    await lane.held.enter(this.size, this.request.signal);
    try {
      return await this.fillSmall(lane);
    } finally {
      lane.held.leave(this.size);
    }
  }

  private async fillSmall(lane: Lane): Promise<number> {
    const { source, target } = this.context.ends(lane);
    await this.context.limit.take(this.size, this.request.signal);
    const bytes = (await this.readByTar(lane, source)) ?? (await this.readSmall(lane, source));
    // A file that says it is empty and is not: it is made while it is read.
    if (this.size === 0 && bytes.length > 0) return this.fillInOrder(lane, null, 0);
    this.isLookedAt = true;
    // The node's own files it reads once more itself: there the proof is to go all the way.
    if (source.side === 'local' && this.request.verify === 'full')
      this.digest = createHash('sha256').update(bytes).digest('hex');
    if (await this.fillByTar(lane, target, bytes)) return bytes.length;
    const part = await this.create(target);
    // In order, and without waiting for each: the server takes them one after the other.
    await this.inWindow(lane, Math.max(this.size, 1), () =>
      Promise.all([bytes.length > 0 ? part.write(0, bytes) : null, this.setAttributes(part), part.close()]),
    );
    this.request.onProgress(bytes.length, bytes.length);
    return bytes.length;
  }

  /** Reads a small file with others in one archive. @returns null when it did not come so */
  private async readByTar(lane: Lane, source: FileSystem): Promise<Buffer | null> {
    if (!lane.tar || source.side === 'local' || this.size === 0) return null;
    const bytes = await lane.tar.fetch(this.request.sourcePath, this.request.attributes);
    if (bytes) this.context.usesTar();
    return bytes;
  }

  /** @throws ProblemError when it is not as it was */
  private async readSmall(lane: Lane, source: FileSystem): Promise<Buffer> {
    const { sourcePath, attributes } = this.request;
    const asked = Math.max(this.size, 1);
    const { bytes, attributes: now } = source.readBeginning
      ? await source.readBeginning(sourcePath, asked)
      : await this.readByHandle(lane, source, asked);
    if (bytes.length < this.size || now.modifiedMs !== attributes.modifiedMs || now.size !== this.size)
      throw this.sourceChanged();
    return bytes;
  }

  private async readByHandle(
    lane: Lane,
    source: FileSystem,
    length: number,
  ): Promise<{ bytes: Buffer; attributes: FileAttributes }> {
    const reading = await source.openRead(this.request.sourcePath);
    try {
      const [bytes, attributes] = await Promise.all([
        this.inWindow(lane, length, () => readWhole(reading, 0, length)),
        reading.stat(),
      ]);
      return { bytes, attributes };
    } finally {
      await reading.close();
    }
  }

  /** Writes a small part with others in one archive. @returns whether it is there */
  private async fillByTar(lane: Lane, target: FileSystem, bytes: Buffer): Promise<boolean> {
    if (!lane.tar || target.side === 'local') return false;
    try {
      await lane.tar.put(this.request.partPath, bytes, this.request.keep);
    } catch (error) {
      // What stood in the way of which file tar does not say in a way that could be relied on.
      if (isFileError(error, 'refused')) return false;
      throw error;
    }
    this.context.usesTar();
    this.request.onProgress(bytes.length, bytes.length);
    return true;
  }

  /** From start to end by one reader and one writer, for sides and files that can be read in no other way. */
  private async fillInOrder(lane: Lane, size: number | null, from: number): Promise<number> {
    const { sourcePath, partPath, signal } = this.request;
    const { source, target } = this.context.ends(lane);
    const reading = await source.openRead(sourcePath);
    try {
      const part =
        from > 0
          ? await target.openWrite(partPath, { create: 'existing', size: this.size })
          : await this.create(target, size ?? 0);
      let at = from;
      try {
        for (;;) {
          await this.context.gate.pass(signal);
          const bytes = await reading.read(at, Math.min(STREAM_BYTES, (size ?? Infinity) - at));
          if (bytes.length === 0) break;
          await this.context.limit.take(bytes.length, signal);
          await part.write(at, bytes);
          at += bytes.length;
          this.request.onProgress(bytes.length, at);
          if (at === size) break;
        }
        if (size !== null && at < size) throw this.sourceChanged();
        await this.setAttributes(part);
        if (at > SMALL_BYTES) await part.sync();
        return at;
      } catch (error) {
        this.takeBack(at - from, from);
        throw error;
      } finally {
        await part.close();
      }
    } finally {
      await reading.close();
    }
  }

  /** What was counted of a try that has failed does not count: another lane begins anew. */
  private takeBack(bytes: number, prefix: number): void {
    if (bytes > 0) this.request.onProgress(-bytes, prefix);
  }

  private async fillInPieces(): Promise<void> {
    const { resumeFrom, partPath } = this.request;
    const pool = new ChunkPool(resumeFrom, this.size);
    if (resumeFrom === 0)
      await this.onSomeLane(async (lane) => (await this.create(this.context.ends(lane).target)).close());
    await copyPieces(pool, this.request, this.context);
    await this.onSomeLane(async (lane) => {
      const part = await this.context
        .ends(lane)
        .target.openWrite(partPath, { create: 'existing', size: this.size });
      await Promise.all([this.setAttributes(part), part.sync(), part.close()]);
    });
  }

  /** Whether the source stayed as it was, and the part holds the same. */
  private async check(lane: Lane, length: number): Promise<Verification> {
    const { sourcePath, partPath, attributes, verify, signal } = this.request;
    const { source, target } = this.context.ends(lane);
    // What says that it is empty and is not has no state that could be compared.
    if (this.size === 0 && length > 0) return 'none';
    const now = this.isLookedAt ? attributes : await source.lstat(sourcePath);
    const isUnchanged = now.size === this.size && now.modifiedMs === attributes.modifiedMs;
    const isLonger = now.size > this.size;
    if (!isUnchanged && !isLonger) throw this.sourceChanged();
    const { checksums } = this.context;
    const comparing = compare(
      {
        source: { files: source, path: sourcePath, checksums: checksums.source, digest: this.digest },
        target: { files: target, path: partPath, checksums: checksums.target },
        length,
        isWhole: isUnchanged,
      },
      verify,
      signal,
    );
    // The node may have much to read, and is not waited for by whoever cancels.
    const { same, how } = await untilAborted(comparing, signal);
    // A log that has grown is copied as it was at the beginning, if that much is still the same.
    if (isLonger && (how !== 'full' || !same)) throw this.sourceChanged();
    if (!same) throw new ProblemError(copyProblem.checksum(source.side, sourcePath));
    return how;
  }

  private async place(lane: Lane): Promise<void> {
    const { partPath, targetPath, replace } = this.request;
    const { target } = this.context.ends(lane);
    if (replace) await this.context.beforeReplacing();
    if (await this.isChanged(target))
      throw new ProblemError(copyProblem.targetChanged(target.side, targetPath));
    try {
      if (!replace) await target.rename(partPath, targetPath);
      else if ((await target.replace(partPath, targetPath)) === 'in-steps') this.context.replacedInSteps();
    } catch (error) {
      // A lane that was lost in the middle of this may have done it.
      if (!isFileError(error, 'not-found') || !(await this.isPlaced(target))) throw error;
    }
  }

  /** Whether somebody has written to the target while the copy was made. */
  private async isChanged(target: FileSystem): Promise<boolean> {
    const { partPath, targetPath, onlyWhile } = this.request;
    if (onlyWhile === null) return false;
    const there = await lstatOrNull(target, targetPath);
    if (there === null || sameStamp(there, onlyWhile)) return false;
    // A lane that was lost after the last step has put the copy itself there.
    return (await lstatOrNull(target, partPath)) !== null;
  }

  private async isPlaced(target: FileSystem): Promise<boolean> {
    const { targetPath, keep } = this.request;
    const there = await lstatOrNull(target, targetPath);
    if (there?.size !== this.size) return false;
    return keep.modifiedMs === undefined || sameSecond(there.modifiedMs, keep.modifiedMs);
  }

  /** Makes an empty part. One of this name is what an earlier try of the same job has left. */
  private async create(target: FileSystem, size = this.size): Promise<WriteHandle> {
    const { partPath, keep } = this.request;
    const options = { create: 'new', size, hasUsualMode: keep.mode === undefined } as const;
    try {
      return await target.openWrite(partPath, options);
    } catch (error) {
      if (!isFileError(error, 'exists')) throw error;
      await target.removeFile(partPath);
      return target.openWrite(partPath, options);
    }
  }

  private async setAttributes(part: WriteHandle): Promise<void> {
    try {
      await part.setAttributes(this.request.keep);
    } catch (error) {
      // Not every disk has modes, and a copy without them is a copy.
      if (!isFileError(error, 'unsupported') && !isFileError(error, 'denied')) throw error;
    }
  }

  /** Does something on one lane, and again on another one as long as lanes are lost. */
  private async onSomeLane<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    for (;;) {
      const lane = leastBusy(this.context.lanes.lanes);
      if (!lane) throw this.noLane();
      lane.files++;
      try {
        return await work(lane);
      } catch (error) {
        if (!isLost(error)) throw error;
        lane.lose();
      } finally {
        lane.files--;
      }
    }
  }

  private async inWindow<T>(lane: Lane, bytes: number, work: () => Promise<T>): Promise<T> {
    await lane.window.enter(bytes, this.request.signal);
    const start = performance.now();
    let tookMs: number | null = null;
    try {
      const result = await work();
      tookMs = performance.now() - start;
      return result;
    } finally {
      lane.window.leave(bytes, tookMs);
    }
  }

  private sourceChanged(): ProblemError {
    return sourceChanged(this.request, this.context);
  }

  private noLane(): FileError {
    return noLane(this.request);
  }
}
