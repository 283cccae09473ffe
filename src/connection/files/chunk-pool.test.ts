import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkPool, type Chunk } from './chunk-pool.js';

describe('the pieces of a file', () => {
  it('cover it once and wholly, in whatever order they are done and come back', () => {
    fc.assert(
      fc.property(
        fc.nat(5_000),
        fc.nat(2_000),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 700 }), fc.nat(10), fc.boolean())),
        (extra, from, steps) => {
          const size = from + extra;
          const pool = new ChunkPool(from, size);
          const times = new Uint8Array(size);
          const out: Chunk[] = [];
          const done = (chunk: Chunk) => {
            times.subarray(chunk.offset, chunk.offset + chunk.length).forEach((_, i, part) => part[i]!++);
            pool.done(chunk);
          };
          for (const [most, pick, isLost] of steps) {
            const chunk = pool.take(most);
            if (chunk) out.push(chunk);
            const [finished] = out.splice(pick % Math.max(1, out.length), 1);
            if (!finished) continue;
            if (isLost) pool.giveBack(finished);
            else done(finished);
            // The prefix is never more than what is really there.
            expect(times.subarray(from, pool.prefix).every((count) => count === 1)).toBe(true);
          }
          out.forEach(done);
          for (let chunk = pool.take(100); chunk; chunk = pool.take(100)) done(chunk);
          expect(pool.isDone).toBe(true);
          expect(times.subarray(from).every((count) => count === 1)).toBe(true);
        },
      ),
    );
  });

  it('tell whoever waits when one comes back, and when all is done', async () => {
    const pool = new ChunkPool(0, 10);
    const chunk = pool.take(10)!;
    expect(pool.take(10)).toBeNull();
    const back = pool.changed();
    pool.giveBack(chunk);
    await back;
    const again = pool.take(10)!;
    const end = pool.changed();
    pool.done(again);
    await end;
    expect(pool.isDone).toBe(true);
  });
});
