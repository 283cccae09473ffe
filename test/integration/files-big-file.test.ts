import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobStopped } from '../../src/connection/files/job.js';
import { codesOf, CopyPlace, DIRECTIONS, MIB } from '../support/copy-place.js';
import { type TestCopy } from '../support/copying.js';

const isRoot = process.getuid?.() === 0;

let place: CopyPlace;

beforeEach(async () => {
  place = await CopyPlace.start();
});
afterEach(() => place.close());

describe.each(DIRECTIONS)('a big file on its way %s', (direction) => {
  it('goes over several sessions, and one that dies only makes it slower', async () => {
    await place.lanes.add();
    await place.lanes.add();
    const bytes = place.make('big', 24 * MIB);
    const { copy, ended } = await place.copyBig(direction, 4 * MIB, () =>
      place.lanes.processes[1]!.child.kill('SIGKILL'),
    );
    await ended;
    expect(copy.tally.remarks).toEqual([]);
    expect(copy.tally.verified).toBe('full');
    expect(readFileSync(path.join(place.there, 'big')).equals(bytes)).toBe(true);
    expect(place.lanes.lanes).toHaveLength(2);
  });

  it('is taken over by a session that comes while it is copied', async () => {
    const bytes = place.make('big', 24 * MIB);
    let added: Promise<unknown> = Promise.resolve();
    const { ended } = await place.copyBig(direction, 2 * MIB, () => {
      added = place.lanes.add().then(() => place.lanes.processes[0]!.child.kill('SIGKILL'));
    });
    await ended;
    await added;
    expect(readFileSync(path.join(place.there, 'big')).equals(bytes)).toBe(true);
  });

  it('leaves the target as it was when all is lost, and goes on later from where it was', async () => {
    const bytes = place.make('big', 16 * MIB);
    writeFileSync(path.join(place.there, 'big'), 'the old one');
    const overwrite = { change: { conflicts: 'overwrite' as const }, options: { jobId: 'one' } };
    const { copy, ended } = await place.copyBig(
      direction,
      8 * MIB,
      () => place.lanes.processes[0]!.child.kill('SIGKILL'),
      overwrite,
    );
    await expect(ended).rejects.toMatchObject({ code: 'lost' });
    expect(readFileSync(path.join(place.there, 'big'), 'utf8')).toBe('the old one');
    const [part] = copy.run.parts;
    expect(part?.bytesDone).toBeGreaterThanOrEqual(4 * MIB);

    await place.lanes.add();
    const stored = JSON.parse(JSON.stringify(copy.run.progress)) as never;
    const again = await place.copy(direction, 'big', overwrite.change, { jobId: 'one', stored });
    const moved: number[] = [];
    const before = again.tally.moved.bind(again.tally);
    again.tally.moved = (name, count, isNew) => {
      if (isNew !== false) moved.push(count);
      before(name, count, isNew);
    };
    await again.run.run();
    expect(readFileSync(path.join(place.there, 'big')).equals(bytes)).toBe(true);
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(bytes.length - part!.bytesDone);
    expect(place.parts()).toEqual([]);
  });

  it.each([
    [
      'the source has changed meanwhile',
      (source: string) => {
        const file = openSync(source, 'r+');
        writeSync(file, 'changed', 0);
        closeSync(file);
        utimesSync(source, 1_800_000_000, 1_800_000_000);
      },
    ],
    [
      'the part is not what it was',
      (_source: string, part: string) => {
        const file = openSync(part, 'r+');
        writeSync(file, 'changed', 100);
        closeSync(file);
      },
    ],
  ])('begins anew after a restart when %s', async (_why, spoil) => {
    place.make('big', 12 * MIB);
    const { copy, ended } = await place.copyBig(
      direction,
      6 * MIB,
      () => place.lanes.processes[0]!.child.kill('SIGKILL'),
      {
        options: { jobId: 'one' },
      },
    );
    await expect(ended).rejects.toMatchObject({ code: 'lost' });
    spoil(path.join(place.here, 'big'), copy.run.parts[0]!.partPath);
    await place.lanes.add();
    const again = await place.copy(direction, 'big', {}, { jobId: 'one', stored: copy.run.progress });
    await again.run.run();
    expect(again.tally.remarks).toEqual([]);
    expect(
      readFileSync(path.join(place.there, 'big')).equals(readFileSync(path.join(place.here, 'big'))),
    ).toBe(true);
  });

  it('leaves no trace when it is cancelled', async () => {
    place.make('big', 16 * MIB);
    let copy: TestCopy | null = null;
    const started = await place.copyBig(direction, 4 * MIB, () =>
      copy!.run.abort(new JobStopped('cancelled')),
    );
    ({ copy } = started);
    await expect(started.ended).rejects.toThrow('cancelled');
    await copy.run.removeParts();
    expect(readdirSync(place.there)).toEqual([]);
  });

  it('stands still while it is paused', async () => {
    const bytes = place.make('big', 16 * MIB);
    let copy: TestCopy | null = null;
    const started = await place.copyBig(direction, 4 * MIB, () => copy!.gate.close());
    ({ copy } = started);
    await expect.poll(() => copy.gate.isOpen, { timeout: 20_000 }).toBe(false);
    let last = -1;
    // What was under way comes in; then nothing more.
    await expect
      .poll(
        () => {
          const isStill = copy.tally.bytesDone === last;
          last = copy.tally.bytesDone;
          return isStill;
        },
        { interval: 100 },
      )
      .toBe(true);
    expect(last).toBeLessThan(16 * MIB);
    copy.gate.open();
    await started.ended;
    expect(readFileSync(path.join(place.there, 'big')).equals(bytes)).toBe(true);
  });

  it('can be cancelled while it is compared, however long the node takes for that', async () => {
    place.make('big', 5 * MIB);
    let isAsked = false;
    const forever = () => {
      isAsked = true;
      return new Promise<never>(() => undefined);
    };
    const remoteChecksums = { ofFile: forever, ofBeginning: forever };
    const copy = await place.copy(direction, 'big', {}, { remoteChecksums });
    const ended = copy.run.run();
    await expect.poll(() => isAsked).toBe(true);
    copy.run.abort(new Error('Cancelled'));
    await expect(ended).rejects.toThrow('Cancelled');
    await copy.run.removeParts();
    expect(readdirSync(place.there)).toEqual([]);
  });

  it('is not put in place when a byte of the copy is wrong', async () => {
    place.make('big', 12 * MIB);
    writeFileSync(path.join(place.there, 'big'), 'the old one');
    const { copy, ended } = await place.copyBig(
      direction,
      8 * MIB,
      () => {
        const file = openSync(path.join(place.there, place.parts()[0]!), 'r+');
        writeSync(file, Buffer.of(readFileSync(path.join(place.here, 'big'))[5]! ^ 1), 0, 1, 5);
        closeSync(file);
      },
      { change: { conflicts: 'overwrite' } },
    );
    await ended;
    expect(codesOf(copy)).toEqual(['files.checksum']);
    expect(readFileSync(path.join(place.there, 'big'), 'utf8')).toBe('the old one');
    expect(place.parts()).toEqual([]);
  });

  it.each([
    ['shrinks', (file: string) => truncateSync(file, 5 * MIB), 'files.source-changed'],
    ['vanishes', (file: string) => rmSync(file), 'files.not-found'],
    [
      'changes',
      (file: string) => {
        const opened = openSync(file, 'r+');
        writeSync(opened, 'changed', 0);
        closeSync(opened);
      },
      'files.source-changed',
    ],
  ])('is not put in place when the source %s', async (_how, change, code) => {
    place.make('big', 12 * MIB);
    writeFileSync(path.join(place.there, 'big'), 'the old one');
    const { copy, ended } = await place.copyBig(
      direction,
      6 * MIB,
      () => change(path.join(place.here, 'big')),
      {
        change: { conflicts: 'overwrite' },
      },
    );
    await ended;
    expect(codesOf(copy)).toEqual([code]);
    expect(readFileSync(path.join(place.there, 'big'), 'utf8')).toBe('the old one');
    expect(place.parts()).toEqual([]);
  });

  it('that grows is copied as it was at the beginning', async () => {
    const bytes = place.make('big', 12 * MIB);
    const { copy, ended } = await place.copyBig(direction, 6 * MIB, () =>
      appendFileSync(path.join(place.here, 'big'), 'more'),
    );
    await ended;
    expect(copy.tally.remarks).toEqual([]);
    expect(readFileSync(path.join(place.there, 'big')).equals(bytes)).toBe(true);
  });

  it.runIf(isRoot)(
    'says so when the disk is full, at once or in the middle, and leaves nothing behind',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', place.there]);
      try {
        place.make('big', 12 * MIB);
        const atOnce = await place.copy(direction, 'big');
        await expect(atOnce.run.run()).rejects.toMatchObject({ problem: { code: 'files.no-room' } });

        place.make('big', 6 * MIB);
        const { copy, ended } = await place.copyBig(direction, 2 * MIB, () => {
          // Somebody else is quicker.
          try {
            writeFileSync(path.join(place.there, 'other'), Buffer.alloc(8 * MIB));
          } catch {
            // It takes all there is.
          }
        });
        await ended;
        expect(codesOf(copy)).toEqual(['files.no-space']);
        expect(readdirSync(place.there)).toEqual(['other']);
      } finally {
        execFileSync('umount', [place.there]);
      }
    },
  );
});

describe.each(DIRECTIONS)('all together, going %s', (direction) => {
  it.runIf(isRoot)('are refused before the first when the disk has not got room for all', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', place.there]);
    try {
      mkdirSync(path.join(place.here, 'folder'));
      for (const name of ['a', 'b', 'c']) place.make(path.join('folder', name), 3 * MIB);
      const copy = await place.copy(direction, 'folder');
      await expect(copy.run.run()).rejects.toMatchObject({
        problem: { code: 'files.no-room', params: { needed: 9 * MIB, free: 8 * MIB } },
      });
      expect(readdirSync(path.join(place.there, 'folder'))).toEqual([]);
    } finally {
      execFileSync('umount', [place.there]);
    }
  });
});
