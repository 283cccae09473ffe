import { lstatSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CopyPlace, DIRECTIONS, MIB } from '../support/copy-place.js';

/** How much is copied; SALLYPORT_FILES_MB=5000 for the long one. */
const MEGABYTES = Number(process.env.SALLYPORT_FILES_MB ?? 300);
const SESSIONS = 4;
/** Of the sessions' windows (4 MiB each) and what streams hold of the same bytes; less than a fifth of what is copied. */
const MOST_BYTES = 56 * MIB;
const SAMPLES = 10;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use, garbage aside. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

let place: CopyPlace;
beforeEach(async () => {
  place = await CopyPlace.start();
  for (let more = 1; more < SESSIONS; more++) await place.lanes.add();
});
afterEach(() => place.close());

describe.each(DIRECTIONS)('a file of many megabytes on its way %s', (direction) => {
  it(
    `needs no more memory the longer it takes (${MEGABYTES} MB)`,
    async () => {
      const big = path.join(place.here, 'big');
      const size = MEGABYTES * 1_000_000;
      // Holes take no room on the disk, and are read like anything else.
      writeFileSync(big, 'a');
      truncateSync(big, size);
      const samples: number[] = [];
      let next = size / SAMPLES;
      const before = bytesInUse();
      const copy = await place.copy(
        direction,
        'big',
        { verify: 'full' },
        {
          onProgress: () => {
            if (copy.tally.bytesDone < next) return;
            next += size / SAMPLES;
            samples.push(bytesInUse() - before);
          },
        },
      );
      await copy.run.run();
      expect(copy.tally.remarks).toEqual([]);
      expect(copy.tally.verified).toBe('full');
      expect(lstatSync(path.join(place.there, 'big')).size).toBe(size);
      expect(samples.length).toBeGreaterThanOrEqual(SAMPLES);
      expect(Math.max(...samples)).toBeLessThan(MOST_BYTES);
    },
    60_000 + MEGABYTES * 200,
  );
});
