import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChunkPool } from './chunk-pool.js';
import type { FileSystem, FileSystemTraits } from './file-system.js';
import { Gate } from './gate.js';
import { Lane } from './lane.js';
import { copyPieces } from './pieces.js';
import { TokenBucket } from './token-bucket.js';

/** The agent's pace, and a round trip to a region far away. */
const BYTES_PER_MS = 900;
const ROUND_TRIP_MS = 120;
const HOUR_BYTES = BYTES_PER_MS * 3_600_000;

/** A terminal's connection: what is sent on it waits for what was sent before. */
class Path {
  private freeAt = 0;

  /** How long a key's echo would wait now for what is on its way, in milliseconds. */
  public get queueMs(): number {
    return Math.max(0, this.freeAt - performance.now());
  }

  public async carry(bytes: number): Promise<void> {
    this.freeAt = performance.now() + this.queueMs + bytes / BYTES_PER_MS;
    const ms = this.queueMs + ROUND_TRIP_MS;
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

const traits = { maxReadBytes: 255 * 1024, maxWriteBytes: 255 * 1024 } as FileSystemTraits;
const close = () => Promise.resolve();

/** Copies without end over a path for a minute of virtual time. @returns how much, and how long the queue grew */
async function copyFor(
  path: Path,
  bytesPerSecond: number | null,
): Promise<{ bytes: number; longestQueueMs: number }> {
  const node = {
    traits,
    openRead: () =>
      Promise.resolve({
        read: async (_offset: number, length: number) => {
          await path.carry(length);
          return { length };
        },
        close,
      }),
  } as unknown as FileSystem;
  const here = {
    traits,
    openWrite: () => Promise.resolve({ write: () => Promise.resolve(), close }),
  } as unknown as FileSystem;
  const lane = new Lane(node, false);
  const limit = new TokenBucket();
  limit.setRate(bytesPerSecond);
  const abort = new AbortController();
  let bytes = 0;
  const copying = copyPieces(
    new ChunkPool(0, HOUR_BYTES),
    {
      sourcePath: '/a',
      attributes: { kind: 'file', size: HOUR_BYTES, modifiedMs: 0, mode: 0o644 },
      targetPath: '/b',
      partPath: '/part',
      resumeFrom: 0,
      replace: false,
      onlyWhile: null,
      verify: 'none',
      keep: {},
      signal: abort.signal,
      onProgress: (more) => (bytes += more),
    },
    {
      lanes: { lanes: [lane], onLane: () => () => undefined },
      ends: () => ({ source: node, target: here }),
      checksums: { source: null, target: null },
      limit,
      gate: new Gate(),
      usesTar: () => undefined,
      beforeReplacing: () => Promise.resolve(),
      replacedInSteps: () => undefined,
    },
  ).catch(() => undefined);
  let longestQueueMs = 0;
  for (let ms = 0; ms < 60_000; ms += 5) {
    await vi.advanceTimersByTimeAsync(5);
    longestQueueMs = Math.max(longestQueueMs, path.queueMs);
  }
  abort.abort(new Error('enough'));
  await vi.advanceTimersByTimeAsync(10_000);
  await copying;
  return { bytes, longestQueueMs };
}

describe('a copy on the terminal’s own connection', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => vi.useRealTimers());

  it('fills it, and keeps the queue short in which keys wait', async () => {
    const { bytes, longestQueueMs } = await copyFor(new Path(), null);
    expect(bytes).toBeGreaterThan(60_000 * BYTES_PER_MS * 0.95);
    expect(longestQueueMs).toBeLessThan(300);
  });

  it('leaves it to keys almost at once where it is held to a third of it', async () => {
    const { bytes, longestQueueMs } = await copyFor(new Path(), 300_000);
    expect(bytes).toBeGreaterThan(60 * 300_000 * 0.98);
    expect(bytes).toBeLessThan(60 * 300_000 * 1.02);
    expect(longestQueueMs).toBeLessThan(50);
  });
});

const MIB = 1024 * 1024;

/** Copies a file of this machine to a node whose disk takes its time, and notes what is asked of both. */
async function copyUp(laneCount: number, size: number) {
  const asked = { reads: 0, writes: 0, written: 0, syncs: 0, isSyncOpen: false };
  const here = {
    side: 'local',
    traits,
    openRead: () =>
      Promise.resolve({
        read: (_offset: number, length: number, into: Buffer) => {
          asked.reads++;
          return Promise.resolve(into.subarray(0, length));
        },
        close,
      }),
  } as unknown as FileSystem;
  const node = {
    side: 'remote',
    traits,
    openWrite: () =>
      Promise.resolve({
        write: async (_offset: number, bytes: Buffer) => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          asked.writes++;
          asked.written += bytes.length;
        },
        close,
      }),
    openSync: () => {
      asked.isSyncOpen = true;
      return Promise.resolve({
        sync: async () => {
          asked.syncs++;
          // It ends only because the copy goes on.
          for (const until = asked.written + 16 * MIB; asked.written < until;)
            await new Promise((resolve) => setTimeout(resolve, 1));
        },
        close: () => {
          asked.isSyncOpen = false;
          return Promise.resolve();
        },
      });
    },
  } as unknown as FileSystem;
  await copyPieces(
    new ChunkPool(0, size),
    {
      sourcePath: '/a',
      attributes: { kind: 'file', size, modifiedMs: 0, mode: 0o644 },
      targetPath: '/b',
      partPath: '/part',
      resumeFrom: 0,
      replace: false,
      onlyWhile: null,
      verify: 'none',
      keep: {},
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
    {
      lanes: { lanes: Array.from({ length: laneCount }, () => new Lane(node, false)), onLane: () => close },
      ends: () => ({ source: here, target: node }),
      checksums: { source: null, target: null },
      limit: new TokenBucket(),
      gate: new Gate(),
      usesTar: () => undefined,
      beforeReplacing: () => Promise.resolve(),
      replacedInSteps: () => undefined,
    },
  );
  return asked;
}

describe('a big file of this machine', () => {
  it('is read in larger pieces than it is written in', async () => {
    const { reads, writes, written } = await copyUp(1, 16 * MIB);
    expect(written).toBe(16 * MIB);
    expect(writes).toBeGreaterThan(2 * reads);
  });

  it.each([1, 3])('is brought to the node’s disk while it is copied over %i sessions', async (sessions) => {
    const { syncs, isSyncOpen, written } = await copyUp(sessions, 170 * MIB);
    expect(written).toBe(170 * MIB);
    expect(syncs).toBeGreaterThan(1);
    expect(isSyncOpen).toBe(false);
  });
});
