import type { Chunk, ChunkPool } from './chunk-pool.js';
import { isLost, type ReadHandle, type WriteHandle } from './file-system.js';
import type { Lane } from './lane.js';
import { readWhole } from './read-whole.js';
import { sharedAbort } from './shared-abort.js';
import { noLane, sourceChanged, type TransferContext, type TransferRequest } from './transfer-request.js';

/**
 * Copies pieces of a file into its part, over each lane that is there or comes.
 *
 * @throws FileError of either side, `lost` when no lane is left; ProblemError when the source is not as it was
 */
export async function copyPieces(
  pool: ChunkPool,
  request: TransferRequest,
  context: TransferContext,
): Promise<void> {
  await new Pieces(pool, request, context).run();
}

class Pieces {
  /** What ends all of them: an error of one, or whoever stops the copy. */
  private readonly _stop = sharedAbort();
  /** Buffers that pieces were read into and that nobody looks at any more: else there would be much garbage. */
  private readonly _free: Buffer[] = [];

  public constructor(
    private readonly _pool: ChunkPool,
    private readonly _request: TransferRequest,
    private readonly _context: TransferContext,
  ) {}

  public async run(): Promise<void> {
    const { lanes } = this._context;
    const { signal } = this._request;
    const abort = () => this._stop.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    this._stop.signal.addEventListener('abort', () => this._pool.wake(), { once: true });
    const running = new Set<Promise<void>>();
    const start = (lane: Lane) => {
      if (lane.isLost) return;
      const pump = this._pump(lane)
        .catch((error: unknown) => this._failed(lane, error))
        .finally(() => running.delete(pump));
      running.add(pump);
    };
    const ignore = lanes.onLane(start);
    try {
      lanes.lanes.forEach(start);
      while (running.size > 0) await Promise.race(running);
    } finally {
      ignore();
      signal.removeEventListener('abort', abort);
    }
    if (this._stop.signal.aborted) throw this._stop.signal.reason;
    if (!this._pool.isDone) throw noLane(this._request);
  }

  private async _pump(lane: Lane): Promise<void> {
    const { source, target } = this._context.ends(lane);
    const { sourcePath, partPath, attributes } = this._request;
    const { signal } = this._stop;
    const most = Math.min(source.traits.maxReadBytes, target.traits.maxWriteBytes);
    const reading = await source.openRead(sourcePath);
    const tasks = new Set<Promise<void>>();
    let writing: WriteHandle | null = null;
    lane.files++;
    try {
      writing = await target.openWrite(partPath, { create: 'existing', size: attributes.size });
      const handles = { reading, writing };
      while (!lane.isLost && !lane.isResting && !this._pool.isDone) {
        await this._context.gate.pass(signal);
        const chunk = this._pool.take(lane.window.requestBytes(most));
        if (!chunk) {
          await Promise.race([this._pool.changed(), ...tasks]);
          signal.throwIfAborted();
          continue;
        }
        await this._enter(lane, chunk);
        const task = this._move(lane, handles, chunk).finally(() => tasks.delete(task));
        tasks.add(task);
      }
    } finally {
      await Promise.all(tasks);
      lane.files--;
      // A lane that is lost closes nothing any more, and needs not to.
      await Promise.allSettled([reading.close(), writing?.close()]);
    }
  }

  /** Waits until a piece may be moved. What waits for a speed limit is not on its way: the window is for what is. */
  private async _enter(lane: Lane, chunk: Chunk): Promise<void> {
    try {
      await this._context.limit.take(chunk.length, this._stop.signal);
      await lane.window.enter(chunk.length, this._stop.signal);
    } catch (error) {
      this._pool.giveBack(chunk);
      throw error;
    }
  }

  /** Copies one piece. Never rejects: a piece that failed goes back. */
  private async _move(
    lane: Lane,
    { reading, writing }: { readonly reading: ReadHandle; readonly writing: WriteHandle },
    chunk: Chunk,
  ): Promise<void> {
    const start = performance.now();
    let tookMs: number | null = null;
    try {
      const buffer = this._bufferFor(lane, chunk);
      const bytes = await readWhole(reading, chunk.offset, chunk.length, buffer);
      if (bytes.length < chunk.length) throw sourceChanged(this._request, this._context);
      await writing.write(chunk.offset, bytes);
      tookMs = performance.now() - start;
      // After a failure something may still look at it.
      if (buffer) this._free.push(buffer);
      this._pool.done(chunk);
      this._request.onProgress(chunk.length, this._pool.prefix);
    } catch (error) {
      this._pool.giveBack(chunk);
      this._failed(lane, error);
    } finally {
      lane.window.leave(chunk.length, tookMs);
    }
  }

  /** What the node sends is in a buffer of its own already. */
  private _bufferFor(lane: Lane, { length }: Chunk): Buffer | undefined {
    if (this._context.ends(lane).source.side !== 'local') return undefined;
    const free = this._free.pop();
    return free && free.length >= length ? free : Buffer.allocUnsafe(length);
  }

  private _failed(lane: Lane, error: unknown): void {
    if (isLost(error)) lane.lose();
    else this._stop.abort(error);
  }
}
