import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobStopped } from '../../src/connection/files/job.js';
import { copying, TestLanes, type TestCopy } from '../support/copying.js';

const MIB = 1024 * 1024;
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let lanes: TestLanes;
let base: string;
let here: string;
let there: string;

beforeEach(async () => {
  lanes = await TestLanes.start();
  base = mkdtempSync(path.join(tmpdir(), 'sallyport-faults-'));
  chmodSync(base, 0o755);
  here = path.join(base, 'here');
  there = path.join(base, 'there');
  mkdirSync(here);
  mkdirSync(there);
});
afterEach(async () => {
  await lanes.close();
  rmSync(base, { recursive: true, force: true });
});

/** A file here, of random bytes. */
function make(name: string, size: number): Buffer {
  const bytes = randomBytes(size);
  writeFileSync(path.join(here, name), bytes);
  utimesSync(path.join(here, name), 1_700_000_000, 1_700_000_000);
  return bytes;
}

const upload = (name: string, change: object = {}, options: Parameters<typeof copying>[2] = {}) =>
  copying(
    lanes,
    {
      from: { side: 'local', paths: [path.join(here, name)] },
      to: { side: 'remote', folder: there },
      ...change,
    },
    options,
  );

const download = (name: string, change: object = {}, options: Parameters<typeof copying>[2] = {}) =>
  copying(
    lanes,
    {
      from: { side: 'remote', paths: [path.join(here, name)] },
      to: { side: 'local', folder: there },
      ...change,
    },
    options,
  );

const directions = [
  ['up', upload],
  ['down', download],
] as const;

const parts = () => readdirSync(there).filter((name) => name.startsWith('.sallyport-'));
const codes = ({ tally }: TestCopy) => tally.remarks.map(({ problem }) => problem.code);

/** Runs something once so many bytes are copied. */
function atBytes(
  bytes: number,
  work: () => void,
): { onProgress: () => void; watch: (copy: TestCopy) => void } {
  let copy: TestCopy | null = null;
  let isDone = false;
  return {
    watch: (watched) => (copy = watched),
    onProgress: () => {
      if (isDone || !copy || copy.tally.bytesDone < bytes) return;
      isDone = true;
      work();
    },
  };
}

async function copyWith(
  start: typeof upload,
  bytes: number,
  work: () => void,
  rest: { change?: object; options?: Parameters<typeof copying>[2] } = {},
): Promise<{ copy: TestCopy; ended: Promise<void> }> {
  const at = atBytes(bytes, work);
  const copy = await start('big', rest.change, { ...rest.options, onProgress: at.onProgress });
  at.watch(copy);
  return { copy, ended: copy.run.run() };
}

describe.each(directions)('a big file on its way %s', (_, start) => {
  it('goes over several sessions, and one that dies only makes it slower', async () => {
    await lanes.add();
    await lanes.add();
    const bytes = make('big', 24 * MIB);
    const { copy, ended } = await copyWith(start, 4 * MIB, () => lanes.processes[1]!.child.kill('SIGKILL'));
    await ended;
    expect(copy.tally.remarks).toEqual([]);
    expect(copy.tally.verified).toBe('full');
    expect(readFileSync(path.join(there, 'big')).equals(bytes)).toBe(true);
    expect(lanes.lanes).toHaveLength(2);
  });

  it('is taken over by a session that comes while it is copied', async () => {
    const bytes = make('big', 24 * MIB);
    let added: Promise<unknown> = Promise.resolve();
    const { ended } = await copyWith(start, 2 * MIB, () => {
      added = lanes.add().then(() => lanes.processes[0]!.child.kill('SIGKILL'));
    });
    await ended;
    await added;
    expect(readFileSync(path.join(there, 'big')).equals(bytes)).toBe(true);
  });

  it('leaves the target as it was when all is lost, and goes on later from where it was', async () => {
    const bytes = make('big', 16 * MIB);
    writeFileSync(path.join(there, 'big'), 'the old one');
    const overwrite = { change: { conflicts: 'overwrite' }, options: { jobId: 'one' } };
    const { copy, ended } = await copyWith(
      start,
      8 * MIB,
      () => lanes.processes[0]!.child.kill('SIGKILL'),
      overwrite,
    );
    await expect(ended).rejects.toMatchObject({ code: 'lost' });
    expect(readFileSync(path.join(there, 'big'), 'utf8')).toBe('the old one');
    const [part] = copy.run.parts;
    expect(part?.bytesDone).toBeGreaterThanOrEqual(4 * MIB);

    await lanes.add();
    const stored = JSON.parse(JSON.stringify(copy.run.progress)) as never;
    const again = await start('big', overwrite.change, { jobId: 'one', stored });
    const moved: number[] = [];
    const before = again.tally.moved.bind(again.tally);
    again.tally.moved = (name, count, isNew) => {
      if (isNew !== false) moved.push(count);
      before(name, count, isNew);
    };
    await again.run.run();
    expect(readFileSync(path.join(there, 'big')).equals(bytes)).toBe(true);
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(bytes.length - part!.bytesDone);
    expect(parts()).toEqual([]);
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
    make('big', 12 * MIB);
    const { copy, ended } = await copyWith(start, 6 * MIB, () => lanes.processes[0]!.child.kill('SIGKILL'), {
      options: { jobId: 'one' },
    });
    await expect(ended).rejects.toMatchObject({ code: 'lost' });
    spoil(path.join(here, 'big'), copy.run.parts[0]!.partPath);
    await lanes.add();
    const again = await start('big', {}, { jobId: 'one', stored: copy.run.progress });
    await again.run.run();
    expect(again.tally.remarks).toEqual([]);
    expect(readFileSync(path.join(there, 'big')).equals(readFileSync(path.join(here, 'big')))).toBe(true);
  });

  it('leaves no trace when it is cancelled', async () => {
    make('big', 16 * MIB);
    let copy: TestCopy | null = null;
    const started = await copyWith(start, 4 * MIB, () => copy!.run.abort(new JobStopped('cancelled')));
    ({ copy } = started);
    await expect(started.ended).rejects.toThrow('cancelled');
    await copy.run.removeParts();
    expect(readdirSync(there)).toEqual([]);
  });

  it('stands still while it is paused', async () => {
    const bytes = make('big', 16 * MIB);
    let copy: TestCopy | null = null;
    const started = await copyWith(start, 4 * MIB, () => copy!.gate.close());
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
    expect(readFileSync(path.join(there, 'big')).equals(bytes)).toBe(true);
  });

  it('is not put in place when a byte of the copy is wrong', async () => {
    make('big', 12 * MIB);
    writeFileSync(path.join(there, 'big'), 'the old one');
    const { copy, ended } = await copyWith(
      start,
      8 * MIB,
      () => {
        const file = openSync(path.join(there, parts()[0]!), 'r+');
        writeSync(file, Buffer.of(readFileSync(path.join(here, 'big'))[5]! ^ 1), 0, 1, 5);
        closeSync(file);
      },
      { change: { conflicts: 'overwrite' } },
    );
    await ended;
    expect(codes(copy)).toEqual(['files.checksum']);
    expect(readFileSync(path.join(there, 'big'), 'utf8')).toBe('the old one');
    expect(parts()).toEqual([]);
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
    make('big', 12 * MIB);
    writeFileSync(path.join(there, 'big'), 'the old one');
    const { copy, ended } = await copyWith(start, 6 * MIB, () => change(path.join(here, 'big')), {
      change: { conflicts: 'overwrite' },
    });
    await ended;
    expect(codes(copy)).toEqual([code]);
    expect(readFileSync(path.join(there, 'big'), 'utf8')).toBe('the old one');
    expect(parts()).toEqual([]);
  });

  it('that grows is copied as it was at the beginning', async () => {
    const bytes = make('big', 12 * MIB);
    const { copy, ended } = await copyWith(start, 6 * MIB, () =>
      appendFileSync(path.join(here, 'big'), 'more'),
    );
    await ended;
    expect(copy.tally.remarks).toEqual([]);
    expect(readFileSync(path.join(there, 'big')).equals(bytes)).toBe(true);
  });

  it.runIf(isRoot)(
    'says so when the disk is full, at once or in the middle, and leaves nothing behind',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', there]);
      try {
        make('big', 12 * MIB);
        const atOnce = await start('big');
        await expect(atOnce.run.run()).rejects.toMatchObject({ problem: { code: 'files.no-room' } });

        make('big', 6 * MIB);
        const { copy, ended } = await copyWith(start, 2 * MIB, () => {
          // Somebody else is quicker.
          try {
            writeFileSync(path.join(there, 'other'), Buffer.alloc(8 * MIB));
          } catch {
            // It takes all there is.
          }
        });
        await ended;
        expect(codes(copy)).toEqual(['files.no-space']);
        expect(readdirSync(there)).toEqual(['other']);
      } finally {
        execFileSync('umount', [there]);
      }
    },
  );
});

describe.each(directions)('all together, going %s', (_, start) => {
  it.runIf(isRoot)('are refused before the first when the disk has not got room for all', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', there]);
    try {
      mkdirSync(path.join(here, 'folder'));
      for (const name of ['a', 'b', 'c']) make(path.join('folder', name), 3 * MIB);
      const copy = await start('folder');
      await expect(copy.run.run()).rejects.toMatchObject({
        problem: { code: 'files.no-room', params: { needed: '9.4 MB', free: '8.4 MB' } },
      });
      expect(readdirSync(path.join(there, 'folder'))).toEqual([]);
    } finally {
      execFileSync('umount', [there]);
    }
  });
});

describe('on the node itself', () => {
  it('a file is copied by the server’s copy-data, and counted once when a session is lost meanwhile', async () => {
    await lanes.close();
    lanes = await TestLanes.start(1);
    const file = path.join(here, 'big');
    make('big', 5 * MIB);
    truncateSync(file, 80 * MIB);
    const requests: string[] = [];
    const watch = ({ stream }: (typeof lanes.processes)[number]) => {
      const write = stream.write.bind(stream) as (chunk: Buffer) => boolean;
      stream.write = ((chunk: Buffer) => {
        requests.push(chunk.toString('latin1').includes('copy-data') ? 'copy-data' : 'other');
        return write(chunk);
      }) as never;
    };
    watch(lanes.processes[0]!);
    let most = 0;
    let added: Promise<unknown> | null = null;
    const copy: TestCopy = await copying(
      lanes,
      { from: { side: 'remote', paths: [file] }, to: { side: 'remote', folder: there } },
      {
        onProgress: () => {
          most = Math.max(most, watched?.tally.bytesDone ?? 0);
          if (!watched || watched.tally.bytesDone === 0 || added) return;
          added = lanes.add().then(() => lanes.processes[0]!.child.kill('SIGKILL'));
        },
      },
    );
    const watched: TestCopy | null = copy;
    await copy.run.run();
    expect(added).not.toBeNull();
    expect(requests.filter((request) => request === 'copy-data').length).toBeGreaterThan(0);
    expect(copy.tally.remarks).toEqual([]);
    expect(most).toBe(80 * MIB);
    expect(copy.tally.bytesDone).toBe(80 * MIB);
    expect(readFileSync(path.join(there, 'big')).equals(readFileSync(file))).toBe(true);
  });
});

describe('what is not allowed', () => {
  it('on a read-only server: each item says so, and nothing is written', async () => {
    await lanes.close();
    lanes = await TestLanes.start(1, ['-R']);
    make('a', 10);
    const copy = await upload('a');
    await copy.run.run();
    expect(codes(copy)).toEqual(['files.denied']);
    expect(readdirSync(there)).toEqual([]);
  });

  it.runIf(isRoot)('one file of a folder: the others are copied, and it can be tried again', async () => {
    await lanes.close();
    lanes = new TestLanes();
    await lanes.add([], NOBODY);
    mkdirSync(path.join(here, 'folder'));
    writeFileSync(path.join(here, 'folder', 'open'), 'yes');
    writeFileSync(path.join(here, 'folder', 'closed'), 'no', { mode: 0o600 });
    const copy = await download('folder');
    await copy.run.run();
    expect(codes(copy)).toEqual(['files.denied']);
    expect(readdirSync(path.join(there, 'folder'))).toEqual(['open']);

    chmodSync(path.join(here, 'folder', 'closed'), 0o644);
    await copy.run.retry();
    expect(copy.tally.remarks).toEqual([]);
    expect(copy.tally.itemsDone).toBe(copy.tally.itemsTotal);
    expect(readdirSync(path.join(there, 'folder')).sort()).toEqual(['closed', 'open']);
  });
});

describe('what is there already', () => {
  const conflict = async (
    action: 'overwrite' | 'skip' | 'rename' | 'newer' | 'resume',
    seconds = 1_600_000_000,
  ) => {
    make('a', 50);
    writeFileSync(path.join(there, 'a'), 'old');
    utimesSync(path.join(there, 'a'), seconds, seconds);
    const copy = await upload('a', {}, { answer: () => ({ action, forAll: false }) });
    await copy.run.run();
    return copy;
  };

  it('is shown with both sides’ size and time, and overwritten when that is the answer', async () => {
    const copy = await conflict('overwrite');
    expect(copy.questions).toEqual([
      {
        source: { path: path.join(here, 'a'), size: 50, modifiedMs: 1_700_000_000_000, isFolder: false },
        target: { path: path.join(there, 'a'), size: 3, modifiedMs: 1_600_000_000_000, isFolder: false },
        actions: ['overwrite', 'skip', 'rename', 'newer', 'resume'],
      },
    ]);
    expect(lstatSync(path.join(there, 'a')).size).toBe(50);
  });

  it('is skipped, or gets a copy beside it', async () => {
    const skipped = await conflict('skip');
    expect(readFileSync(path.join(there, 'a'), 'utf8')).toBe('old');
    expect(skipped.tally.itemsSkipped).toBe(1);
    await conflict('rename');
    expect(readdirSync(there).sort()).toEqual(['a', 'a (2)']);
  });

  it('is replaced by what is newer only', async () => {
    await conflict('newer', 1_800_000_000);
    expect(readFileSync(path.join(there, 'a'), 'utf8')).toBe('old');
    await conflict('newer');
    expect(lstatSync(path.join(there, 'a')).size).toBe(50);
  });

  it('is added to when it is the beginning, and kept when it is not', async () => {
    const bytes = make('a', 3 * MIB);
    writeFileSync(path.join(there, 'a'), bytes.subarray(0, 2 * MIB));
    const copy = await upload('a', { conflicts: 'resume' });
    await copy.run.run();
    expect(copy.tally.remarks).toEqual([]);
    expect(readFileSync(path.join(there, 'a')).equals(bytes)).toBe(true);

    writeFileSync(path.join(there, 'a'), 'something else');
    const other = await upload('a', { conflicts: 'resume' });
    await other.run.run();
    expect(codes(other)).toEqual(['files.checksum']);
    expect(readFileSync(path.join(there, 'a'), 'utf8')).toBe('something else');
  });

  it('is asked about once where the answer is for all', async () => {
    mkdirSync(path.join(here, 'folder'));
    mkdirSync(path.join(there, 'folder'));
    for (let i = 0; i < 50; i++) {
      writeFileSync(path.join(here, 'folder', `f${i}`), 'new one');
      writeFileSync(path.join(there, 'folder', `f${i}`), 'old');
    }
    const copy = await upload('folder', {}, { answer: () => ({ action: 'overwrite', forAll: true }) });
    await copy.run.run();
    expect(copy.questions).toHaveLength(1);
    for (let i = 0; i < 50; i++)
      expect(readFileSync(path.join(there, 'folder', `f${i}`), 'utf8')).toBe('new one');
  });

  it('is a folder where a file should go, or the other way round: neither replaces the other', async () => {
    make('a', 5);
    mkdirSync(path.join(there, 'a'));
    const file = await upload('a', { conflicts: 'overwrite' });
    await file.run.run();
    mkdirSync(path.join(here, 'b'));
    writeFileSync(path.join(there, 'b'), 'file');
    const folder = await upload('b', { conflicts: 'overwrite' });
    await folder.run.run();
    expect([...codes(file), ...codes(folder)]).toEqual(['files.kind-clash', 'files.kind-clash']);
  });

  it('is written to where a link leads, and the link stays', async () => {
    const bytes = make('conf', 40);
    writeFileSync(path.join(there, 'real'), 'old', { mode: 0o640 });
    symlinkSync('real', path.join(there, 'conf'));
    const copy = await upload('conf', { conflicts: 'overwrite' });
    await copy.run.run();
    expect(readlinkSync(path.join(there, 'conf'))).toBe('real');
    expect(readFileSync(path.join(there, 'real')).equals(bytes)).toBe(true);
  });

  it('goes back after an edit only when nobody else has changed it, and keeps its mode', async () => {
    make('script', 40);
    const target = path.join(there, 'script');
    writeFileSync(target, 'old', { mode: 0o755 });
    utimesSync(target, 1_600_000_000, 1_600_000_000);
    const known = { size: 3, modifiedMs: 1_600_000_000_000 };
    const good = await upload('script', { onlyIfTargetIs: known });
    await good.run.run();
    expect(lstatSync(target).mode & 0o777).toBe(0o755);
    expect(lstatSync(target).size).toBe(40);
    const late = await upload('script', { onlyIfTargetIs: known });
    await late.run.run();
    expect(codes(late)).toEqual(['files.target-changed']);
  });

  it('goes back only over the same content, where somebody has written as much in the same second', async () => {
    make('script', 40);
    const target = path.join(there, 'script');
    const write = (text: string) => {
      writeFileSync(target, text);
      utimesSync(target, 1_600_000_000, 1_600_000_000);
    };
    const sha256 = createHash('sha256').update('old').digest('hex');
    const onlyIfTargetIs = { size: 3, modifiedMs: 1_600_000_000_000, sha256 };
    write('new');
    const late = await upload('script', { onlyIfTargetIs });
    await late.run.run();
    expect(codes(late)).toEqual(['files.target-changed']);
    expect(readFileSync(target, 'utf8')).toBe('new');
    write('old');
    const good = await upload('script', { onlyIfTargetIs });
    await good.run.run();
    expect(codes(good)).toEqual([]);
    expect(lstatSync(target).size).toBe(40);
  });
});

describe('what cannot be copied', () => {
  it.each(directions)(
    'going %s: pipes and sockets are left out and said, and link loops are links',
    async (_, start) => {
      const folder = path.join(here, 'folder');
      mkdirSync(folder);
      execFileSync('mkfifo', [path.join(folder, 'pipe')]);
      const server = createServer().listen(path.join(folder, 'socket'));
      symlinkSync('.', path.join(folder, 'loop'));
      writeFileSync(path.join(folder, 'file'), 'x');
      const copy = await start('folder');
      await copy.run.run();
      server.close();
      expect(copy.tally.remarks.map(({ outcome, problem }) => [outcome, problem.params.kind]).sort()).toEqual(
        [
          ['skipped', 'fifo'],
          ['skipped', 'socket'],
        ],
      );
      expect(readdirSync(path.join(there, 'folder')).sort()).toEqual(['file', 'loop']);
      expect(readlinkSync(path.join(there, 'folder', 'loop'))).toBe('.');
    },
  );

  it('files that do not say how long they are have their content', async () => {
    const copy = await copying(lanes, {
      from: { side: 'remote', paths: ['/proc/version'] },
      to: { side: 'local', folder: there },
    });
    await copy.run.run();
    expect(copy.tally.remarks).toEqual([]);
    expect(readFileSync(path.join(there, 'version'), 'utf8')).toBe(readFileSync('/proc/version', 'utf8'));
  });

  it('names that Windows cannot have, and names that differ in case only, are told one by one', async () => {
    // As if the server ran on Windows: what its disk would do is not what is tested.
    Object.assign(lanes.lanes[0]!.remote.traits, { names: 'windows', ignoresCase: true });
    const folder = path.join(here, 'folder');
    mkdirSync(folder);
    for (const name of ['fine', 'a:b', 'CON', 'same', 'Same']) writeFileSync(path.join(folder, name), name);
    const copy = await upload('folder');
    await copy.run.run();
    expect(codes(copy).sort()).toEqual(['files.case-clash', 'files.name-refused', 'files.name-refused']);
    expect(readdirSync(path.join(there, 'folder'))).toHaveLength(2);
  });

  it('a folder into itself', async () => {
    mkdirSync(path.join(here, 'folder'));
    const copy = await copying(lanes, {
      from: { side: 'remote', paths: [path.join(here, 'folder')] },
      to: { side: 'remote', folder: path.join(here, 'folder', 'below') },
    });
    await copy.run.run();
    expect(codes(copy)).toEqual(['files.refused']);
    expect(existsSync(path.join(here, 'folder', 'below'))).toBe(false);
  });
});

it('what is moved is gone from its source once its copy is in place, and not before', async () => {
  mkdirSync(path.join(here, 'folder', 'inner'), { recursive: true });
  writeFileSync(path.join(here, 'folder', 'inner', 'a'), 'a');
  writeFileSync(path.join(here, 'folder', 'b'), 'b');
  writeFileSync(path.join(there, 'taken'), 'old');
  make('taken', 10);
  const copy = await copying(lanes, {
    from: { side: 'local', paths: [path.join(here, 'folder'), path.join(here, 'taken')] },
    to: { side: 'remote', folder: there },
    conflicts: 'skip',
    move: true,
  });
  await copy.run.run();
  expect(copy.tally.remarks).toEqual([]);
  expect(readdirSync(here)).toEqual(['taken']);
  expect(readFileSync(path.join(there, 'folder', 'inner', 'a'), 'utf8')).toBe('a');
});
