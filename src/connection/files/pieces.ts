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
  private readonly stop = sharedAbort();
  /** Buffers that pieces were read into and that nobody looks at any more: else there would be much garbage. */
  private readonly free: Buffer[] = [];

  public constructor(
    private readonly pool: ChunkPool,
    private readonly request: TransferRequest,
    private readonly context: TransferContext,
  ) {}

  public async run(): Promise<void> {
    const { lanes } = this.context;
    const { signal } = this.request;
    const abort = () => this.stop.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    this.stop.signal.addEventListener('abort', () => this.pool.wake(), { once: true });
    const running = new Set<Promise<void>>();
    const start = (lane: Lane) => {
      if (lane.isLost) return;
      const pump = this.pump(lane)
        .catch((error: unknown) => this.failed(lane, error))
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
    if (this.stop.signal.aborted) throw this.stop.signal.reason;
    if (!this.pool.isDone) throw noLane(this.request);
  }

  private async pump(lane: Lane): Promise<void> {
    const { source, target } = this.context.ends(lane);
    const { sourcePath, partPath, attributes } = this.request;
    const { signal } = this.stop;
    const most = Math.min(source.traits.maxReadBytes, target.traits.maxWriteBytes);
    const reading = await source.openRead(sourcePath);
    const tasks = new Set<Promise<void>>();
    let writing: WriteHandle | null = null;
    lane.files++;
    try {
      writing = await target.openWrite(partPath, { create: 'existing', size: attributes.size });
      const handles = { reading, writing };
      while (!lane.isLost && !lane.isResting && !this.pool.isDone) {
        await this.context.gate.pass(signal);
        const chunk = this.pool.take(lane.window.requestBytes(most));
        if (!chunk) {
          await Promise.race([this.pool.changed(), ...tasks]);
          signal.throwIfAborted();
          continue;
        }
        await this.enter(lane, chunk);
        const task = this.move(lane, handles, chunk).finally(() => tasks.delete(task));
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
  private async enter(lane: Lane, chunk: Chunk): Promise<void> {
    try {
      await this.context.limit.take(chunk.length, this.stop.signal);
      await lane.window.enter(chunk.length, this.stop.signal);
    } catch (error) {
      this.pool.giveBack(chunk);
      throw error;
    }
  }

  /** Copies one piece. Never rejects: a piece that failed goes back. */
  private async move(
    lane: Lane,
    { reading, writing }: { readonly reading: ReadHandle; readonly writing: WriteHandle },
    chunk: Chunk,
  ): Promise<void> {
    const start = performance.now();
    let tookMs: number | null = null;
    try {
      const buffer = this.bufferFor(lane, chunk);
      const bytes = await readWhole(reading, chunk.offset, chunk.length, buffer);
      if (bytes.length < chunk.length) throw sourceChanged(this.request, this.context);
      await writing.write(chunk.offset, bytes);
      tookMs = performance.now() - start;
      // After a failure something may still look at it.
      if (buffer) this.free.push(buffer);
      this.pool.done(chunk);
      this.request.onProgress(chunk.length, this.pool.prefix);
    } catch (error) {
      this.pool.giveBack(chunk);
      this.failed(lane, error);
    } finally {
      lane.window.leave(chunk.length, tookMs);
    }
  }

  /** What the node sends is in a buffer of its own already. */
  private bufferFor(lane: Lane, { length }: Chunk): Buffer | undefined {
    if (this.context.ends(lane).source.side !== 'local') return undefined;
    const free = this.free.pop();
    return free && free.length >= length ? free : Buffer.allocUnsafe(length);
  }

  private failed(lane: Lane, error: unknown): void {
    if (isLost(error)) lane.lose();
    else this.stop.abort(error);
  }
}
