import { createHash } from 'node:crypto';
import type { Verification } from '../../shared/contract/index.js';
import { ProblemError } from '../../shared/problem.js';
import { ChunkPool } from './chunk-pool.js';
import {
  FileError,
  isFileError,
  isLost,
  lstatOrNull,
  type FileSystem,
  type WriteHandle,
} from './file-system.js';
import { leastBusy, type Lane } from './lane.js';
import { copyPieces } from './pieces.js';
import { noLane, sourceChanged, type TransferContext, type TransferRequest } from './transfer-request.js';
import { copyProblem } from './problems.js';
import { sameSecond } from './stamps.js';
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
  return new Transfer(request, context).run();
}

class Transfer {
  private readonly _size: number;
  /** Whether the source was looked at once more while it was read. */
  private _isLookedAt = false;
  /** SHA-256 of a small file's content, as it was read. */
  private _digest: string | null = null;

  public constructor(
    private readonly _request: TransferRequest,
    private readonly _context: TransferContext,
  ) {
    this._size = _request.attributes.size;
  }

  public async run(): Promise<Verification> {
    const { signal } = this._request;
    await this._context.gate.pass(signal);
    const length = await this._fill();
    // An abort that came with the last bytes: the target stays as it was.
    signal.throwIfAborted();
    const how = await this._onSomeLane((lane) => this._check(lane, length));
    await this._onSomeLane((lane) => this._place(lane));
    return how;
  }

  /** Writes the part. @returns its length */
  private async _fill(): Promise<number> {
    if (this._size > 0 && this._request.resumeFrom === 0 && (await this._fillWithin())) return this._size;
    if (this._size <= SMALL_BYTES) return this._onSomeLane((lane) => this._fillSmall(lane));
    const lane = leastBusy(this._context.lanes.lanes);
    if (!lane) throw this._noLane();
    const { source, target } = this._context.ends(lane);
    if (!source.traits.randomAccess || !target.traits.randomAccess)
      return this._onSomeLane((one) => this._fillInOrder(one, this._size, this._request.resumeFrom));
    await this._fillInPieces();
    return this._size;
  }

  /** Lets a side that both ends are on copy by itself. @returns whether it could */
  private async _fillWithin(): Promise<boolean> {
    const { sourcePath, partPath, signal } = this._request;
    return this._onSomeLane(async (lane) => {
      const { source, target } = this._context.ends(lane);
      if (source.side !== target.side) return false;
      let copied = 0;
      const onProgress = (bytes: number) => {
        copied += bytes;
        this._request.onProgress(bytes, copied);
      };
      try {
        await target.removeFile(partPath).catch((error: unknown) => {
          if (!isFileError(error, 'not-found')) throw error;
        });
        await target.copyWithin(sourcePath, partPath, this._size, { signal, onProgress });
      } catch (error) {
        this._takeBack(copied, 0);
        if (isFileError(error, 'unsupported')) return false;
        throw error;
      }
      const part = await target.openWrite(partPath, { create: 'existing', size: this._size });
      await Promise.all([
        this._setAttributes(part),
        this._size > SMALL_BYTES ? part.sync() : null,
        part.close(),
      ]);
      return true;
    });
  }

  private async _fillSmall(lane: Lane): Promise<number> {
    const { source, target } = this._context.ends(lane);
    await this._context.limit.take(this._size, this._request.signal);
    const bytes = (await this._readByTar(lane, source)) ?? (await this._readSmall(lane, source));
    // A file that says it is empty and is not: it is made while it is read.
    if (this._size === 0 && bytes.length > 0) return this._fillInOrder(lane, null, 0);
    this._isLookedAt = true;
    // The node's own files it reads once more itself: there the proof is to go all the way.
    if (source.side === 'local' && this._request.verify === 'full')
      this._digest = createHash('sha256').update(bytes).digest('hex');
    if (await this._fillByTar(lane, target, bytes)) return bytes.length;
    const part = await this._create(target);
    // In order, and without waiting for each: the server takes them one after the other.
    await this._inWindow(lane, Math.max(this._size, 1), () =>
      Promise.all([bytes.length > 0 ? part.write(0, bytes) : null, this._setAttributes(part), part.close()]),
    );
    this._request.onProgress(bytes.length, bytes.length);
    return bytes.length;
  }

  /** Reads a small file with others in one archive. @returns null when it did not come so */
  private async _readByTar(lane: Lane, source: FileSystem): Promise<Buffer | null> {
    if (!lane.tar || source.side === 'local' || this._size === 0) return null;
    const bytes = await lane.tar.fetch(this._request.sourcePath, this._request.attributes);
    if (bytes) this._context.usesTar();
    return bytes;
  }

  /** @throws ProblemError when it is not as it was */
  private async _readSmall(lane: Lane, source: FileSystem): Promise<Buffer> {
    const { sourcePath, attributes } = this._request;
    const asked = Math.max(this._size, 1);
    const reading = await source.openRead(sourcePath);
    try {
      const [bytes, now] = await Promise.all([
        this._inWindow(lane, asked, () => readWhole(reading, 0, asked)),
        reading.stat(),
      ]);
      if (bytes.length < this._size || now.modifiedMs !== attributes.modifiedMs || now.size !== this._size)
        throw this._sourceChanged();
      return bytes;
    } finally {
      await reading.close();
    }
  }

  /** Writes a small part with others in one archive. @returns whether it is there */
  private async _fillByTar(lane: Lane, target: FileSystem, bytes: Buffer): Promise<boolean> {
    if (!lane.tar || target.side === 'local') return false;
    try {
      await lane.tar.put(this._request.partPath, bytes, this._request.keep);
    } catch (error) {
      // What stood in the way of which file tar does not say in a way that could be relied on.
      if (isFileError(error, 'refused')) return false;
      throw error;
    }
    this._context.usesTar();
    this._request.onProgress(bytes.length, bytes.length);
    return true;
  }

  /** From start to end by one reader and one writer, for sides and files that can be read in no other way. */
  private async _fillInOrder(lane: Lane, size: number | null, from: number): Promise<number> {
    const { sourcePath, partPath, signal } = this._request;
    const { source, target } = this._context.ends(lane);
    const reading = await source.openRead(sourcePath);
    try {
      const part =
        from > 0
          ? await target.openWrite(partPath, { create: 'existing', size: this._size })
          : await this._create(target, size ?? 0);
      let at = from;
      try {
        for (;;) {
          await this._context.gate.pass(signal);
          const bytes = await reading.read(at, Math.min(STREAM_BYTES, (size ?? Infinity) - at));
          if (bytes.length === 0) break;
          await this._context.limit.take(bytes.length, signal);
          await part.write(at, bytes);
          at += bytes.length;
          this._request.onProgress(bytes.length, at);
          if (at === size) break;
        }
        if (size !== null && at < size) throw this._sourceChanged();
        await this._setAttributes(part);
        return at;
      } catch (error) {
        this._takeBack(at - from, from);
        throw error;
      } finally {
        await part.close();
      }
    } finally {
      await reading.close();
    }
  }

  /** What was counted of a try that has failed does not count: another lane begins anew. */
  private _takeBack(bytes: number, prefix: number): void {
    if (bytes > 0) this._request.onProgress(-bytes, prefix);
  }

  private async _fillInPieces(): Promise<void> {
    const { resumeFrom, partPath } = this._request;
    const pool = new ChunkPool(resumeFrom, this._size);
    if (resumeFrom === 0)
      await this._onSomeLane(async (lane) => (await this._create(this._context.ends(lane).target)).close());
    await copyPieces(pool, this._request, this._context);
    await this._onSomeLane(async (lane) => {
      const part = await this._context
        .ends(lane)
        .target.openWrite(partPath, { create: 'existing', size: this._size });
      await Promise.all([this._setAttributes(part), part.sync(), part.close()]);
    });
  }

  /** Whether the source stayed as it was, and the part holds the same. */
  private async _check(lane: Lane, length: number): Promise<Verification> {
    const { sourcePath, partPath, attributes, verify, signal } = this._request;
    const { source, target } = this._context.ends(lane);
    // What says that it is empty and is not has no state that could be compared.
    if (this._size === 0 && length > 0) return 'none';
    const now = this._isLookedAt ? attributes : await source.lstat(sourcePath);
    const isUnchanged = now.size === this._size && now.modifiedMs === attributes.modifiedMs;
    const isLonger = now.size > this._size;
    if (!isUnchanged && !isLonger) throw this._sourceChanged();
    const { checksums } = this._context;
    const { same, how } = await compare(
      {
        source: { files: source, path: sourcePath, checksums: checksums.source, digest: this._digest },
        target: { files: target, path: partPath, checksums: checksums.target },
        length,
        isWhole: isUnchanged,
      },
      verify,
      signal,
    );
    // A log that has grown is copied as it was at the beginning, if that much is still the same.
    if (isLonger && (how !== 'full' || !same)) throw this._sourceChanged();
    if (!same) throw new ProblemError(copyProblem.checksum(source.side, sourcePath));
    return how;
  }

  private async _place(lane: Lane): Promise<void> {
    const { partPath, targetPath, replace } = this._request;
    const { target } = this._context.ends(lane);
    try {
      if (!replace) await target.rename(partPath, targetPath);
      else if ((await target.replace(partPath, targetPath)) === 'in-steps') this._context.replacedInSteps();
    } catch (error) {
      // A lane that was lost in the middle of this may have done it.
      if (!isFileError(error, 'not-found') || !(await this._isPlaced(target))) throw error;
    }
  }

  private async _isPlaced(target: FileSystem): Promise<boolean> {
    const { targetPath, keep } = this._request;
    const there = await lstatOrNull(target, targetPath);
    return there?.size === this._size && sameSecond(there.modifiedMs, keep.modifiedMs ?? null);
  }

  /** Makes an empty part. One of this name is what an earlier try of the same job has left. */
  private async _create(target: FileSystem, size = this._size): Promise<WriteHandle> {
    const { partPath } = this._request;
    try {
      return await target.openWrite(partPath, { create: 'new', size });
    } catch (error) {
      if (!isFileError(error, 'exists')) throw error;
      await target.removeFile(partPath);
      return target.openWrite(partPath, { create: 'new', size });
    }
  }

  private async _setAttributes(part: WriteHandle): Promise<void> {
    try {
      await part.setAttributes(this._request.keep);
    } catch (error) {
      // Not every disk has modes, and a copy without them is a copy.
      if (!isFileError(error, 'unsupported') && !isFileError(error, 'denied')) throw error;
    }
  }

  /** Does something on one lane, and again on another one as long as lanes are lost. */
  private async _onSomeLane<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    for (;;) {
      const lane = leastBusy(this._context.lanes.lanes);
      if (!lane) throw this._noLane();
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

  private async _inWindow<T>(lane: Lane, bytes: number, work: () => Promise<T>): Promise<T> {
    await lane.window.enter(bytes, this._request.signal);
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

  private _sourceChanged(): ProblemError {
    return sourceChanged(this._request, this._context);
  }

  private _noLane(): FileError {
    return noLane(this._request);
  }
}
