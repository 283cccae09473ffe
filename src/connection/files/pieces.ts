import type { Chunk, ChunkPool } from './chunk-pool.js';
import { isLost, type ReadHandle, type Syncer, type WriteHandle } from './file-system.js';
import type { Lane } from './lane.js';
import { readWhole } from './read-whole.js';
import { sharedAbort } from './shared-abort.js';
import { SyncAhead } from './sync-ahead.js';
import { noLane, sourceChanged, type TransferContext, type TransferRequest } from './transfer-request.js';

/** Read here at once, for several requests: each read costs a turn through Node's pool of threads. */
const MAX_BLOCK_BYTES = 1024 * 1024;

interface Handles {
  readonly reading: ReadHandle;
  readonly writing: WriteHandle;
}

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
  private readonly pumps = new Set<Promise<void>>();
  private readonly syncAhead = new SyncAhead(() => this.openSync());
  /** Buffers that blocks were read into and that nobody looks at any more: else there would be much garbage. */
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
    const start = (lane: Lane) => {
      if (lane.isLost) return;
      const pump = this.pump(lane)
        .catch((error: unknown) => this.failed(lane, error))
        .finally(() => this.pumps.delete(pump));
      this.pumps.add(pump);
    };
    const ignore = lanes.onLane(start);
    try {
      lanes.lanes.forEach(start);
      while (this.pumps.size > 0) await Promise.race(this.pumps);
    } finally {
      ignore();
      await this.syncAhead.close();
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
        const block = this.pool.take(this.blockBytes(lane, most));
        if (block) {
          await this.moveBlock(lane, handles, block, most, (task) => {
            const ended = task.finally(() => tasks.delete(ended));
            tasks.add(ended);
          });
          continue;
        }
        await Promise.race([this.pool.changed(), ...tasks]);
        signal.throwIfAborted();
      }
    } finally {
      await Promise.all(tasks);
      lane.files--;
      // A lane that is lost closes nothing any more, and needs not to.
      await Promise.allSettled([reading.close(), writing?.close()]);
    }
  }

  private isSourceHere(lane: Lane): boolean {
    return this.context.ends(lane).source.side === 'local';
  }

  /** How much to take from the pool at once: no more than is under way anyway, so that no lane waits for another's rest. */
  private blockBytes(lane: Lane, most: number): number {
    const request = lane.window.requestBytes(most);
    if (!this.isSourceHere(lane)) return request;
    return Math.max(1, Math.floor(Math.min(lane.window.limit, MAX_BLOCK_BYTES) / request)) * request;
  }

  private async openSync(): Promise<Syncer | null> {
    const [lane] = this.context.lanes.lanes;
    if (!lane) return null;
    return (await this.context.ends(lane).target.openSync?.(this.request.partPath)) ?? null;
  }

  /**
   * Begins to copy a block, piece by piece. What was not begun goes back.
   *
   * @param begun gets what is under way
   */
  private async moveBlock(
    lane: Lane,
    handles: Handles,
    block: Chunk,
    most: number,
    begun: (task: Promise<void>) => void,
  ): Promise<void> {
    let at = 0;
    let leftBytes = block.length;
    try {
      // All of one size, so that each will do for every block: what is under way changes with the path.
      const buffer = this.isSourceHere(lane)
        ? (this.free.pop() ?? Buffer.allocUnsafe(Math.min(MAX_BLOCK_BYTES, this.request.attributes.size)))
        : null;
      const bytes = buffer && (await this.readBlock(handles.reading, block, buffer));
      while (at < block.length) {
        const length = Math.min(lane.window.requestBytes(most), block.length - at);
        await this.enter(lane, length);
        const piece = { offset: block.offset + at, length };
        const moved = this.move(lane, handles, piece, bytes?.subarray(at, at + length));
        at += length;
        begun(
          moved.then((isMoved) => {
            // After a failure something may still look at it.
            if (isMoved) leftBytes -= length;
            if (leftBytes === 0 && buffer) this.free.push(buffer);
          }),
        );
      }
    } finally {
      if (at < block.length) this.pool.giveBack({ offset: block.offset + at, length: block.length - at });
    }
  }

  private async readBlock(reading: ReadHandle, { offset, length }: Chunk, into: Buffer): Promise<Buffer> {
    const bytes = await readWhole(reading, offset, length, into);
    if (bytes.length < length) throw sourceChanged(this.request, this.context);
    return bytes;
  }

  /** Waits until a piece may be moved. What waits for a speed limit is not on its way: the window is for what is. */
  private async enter(lane: Lane, bytes: number): Promise<void> {
    const { signal } = this.stop;
    await this.context.gate.pass(signal);
    await this.context.limit.take(bytes, signal);
    await lane.window.enter(bytes, signal);
  }

  /**
   * Copies one piece. Never rejects: a piece that failed goes back.
   *
   * @param read what it holds, where that was read already
   * @returns whether it is copied
   */
  private async move(
    lane: Lane,
    { reading, writing }: Handles,
    chunk: Chunk,
    read?: Buffer,
  ): Promise<boolean> {
    const start = performance.now();
    let tookMs: number | null = null;
    try {
      const bytes = read ?? (await readWhole(reading, chunk.offset, chunk.length));
      if (bytes.length < chunk.length) throw sourceChanged(this.request, this.context);
      await writing.write(chunk.offset, bytes);
      tookMs = performance.now() - start;
      this.pool.done(chunk);
      this.syncAhead.written(chunk.length, this.request.attributes.size - this.pool.prefix);
      this.request.onProgress(chunk.length, this.pool.prefix);
      return true;
    } catch (error) {
      this.pool.giveBack(chunk);
      this.failed(lane, error);
      return false;
    } finally {
      lane.window.leave(chunk.length, tookMs);
    }
  }

  private failed(lane: Lane, error: unknown): void {
    if (isLost(error)) lane.lose();
    else this.stop.abort(error);
  }
}
