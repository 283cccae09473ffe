import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codesOf, CopyPlace, DIRECTIONS, MIB } from '../support/copy-place.js';
import { copying, type TestCopy } from '../support/copying.js';
import { describeTree } from '../support/trees.js';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let place: CopyPlace;

beforeEach(async () => {
  place = await CopyPlace.start();
});
afterEach(() => place.close());

describe('on the node itself', () => {
  it('a file is copied by the server’s copy-data, and counted once when a session is lost meanwhile', async () => {
    const file = path.join(place.here, 'big');
    place.make('big', 5 * MIB);
    truncateSync(file, 80 * MIB);
    const requests: string[] = [];
    const watch = ({ stream }: (typeof place.lanes.processes)[number]) => {
      const write = stream.write.bind(stream) as (chunk: Buffer) => boolean;
      stream.write = ((chunk: Buffer) => {
        requests.push(chunk.toString('latin1').includes('copy-data') ? 'copy-data' : 'other');
        return write(chunk);
      }) as never;
    };
    watch(place.lanes.processes[0]!);
    let most = 0;
    let added: Promise<unknown> | null = null;
    const copy: TestCopy = await copying(
      place.lanes,
      { from: { side: 'remote', paths: [file] }, to: { side: 'remote', folder: place.there } },
      {
        onProgress: () => {
          most = Math.max(most, watched?.tally.bytesDone ?? 0);
          if (!watched || watched.tally.bytesDone === 0 || added) return;
          added = place.lanes.add().then(() => place.lanes.processes[0]!.child.kill('SIGKILL'));
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
    expect(readFileSync(path.join(place.there, 'big')).equals(readFileSync(file))).toBe(true);
  });
});

describe('what is not allowed', () => {
  it('on a read-only server: each item says so, and nothing is written', async () => {
    await place.useLane(['-R']);
    place.make('a', 10);
    const copy = await place.copy('up', 'a');
    await copy.run.run();
    expect(copy.tally.remarks.map(({ problem: { code, params } }) => [code, params.path])).toEqual([
      ['files.denied', path.join(place.there, 'a')],
    ]);
    expect(readdirSync(place.there)).toEqual([]);
  });

  it.runIf(isRoot)('one file of a folder: the others are copied, and it can be tried again', async () => {
    await place.useLane([], NOBODY);
    mkdirSync(path.join(place.here, 'folder'));
    writeFileSync(path.join(place.here, 'folder', 'open'), 'yes');
    writeFileSync(path.join(place.here, 'folder', 'closed'), 'no', { mode: 0o600 });
    const copy = await place.copy('down', 'folder');
    await copy.run.run();
    expect(codesOf(copy)).toEqual(['files.denied']);
    expect(readdirSync(path.join(place.there, 'folder'))).toEqual(['open']);

    chmodSync(path.join(place.here, 'folder', 'closed'), 0o644);
    await copy.run.retry();
    expect(copy.tally.remarks).toEqual([]);
    expect(copy.tally.itemsDone).toBe(copy.tally.itemsTotal);
    expect(readdirSync(path.join(place.there, 'folder')).sort()).toEqual(['closed', 'open']);
  });
});

describe('what cannot be copied', () => {
  it.each(DIRECTIONS)(
    'going %s: pipes and sockets are left out and said, and link loops are links',
    async (direction) => {
      const folder = path.join(place.here, 'folder');
      mkdirSync(folder);
      execFileSync('mkfifo', [path.join(folder, 'pipe')]);
      const server = createServer().listen(path.join(folder, 'socket'));
      symlinkSync('.', path.join(folder, 'loop'));
      writeFileSync(path.join(folder, 'file'), 'x');
      const copy = await place.copy(direction, 'folder');
      await copy.run.run();
      server.close();
      expect(copy.tally.remarks.map(({ outcome, problem }) => [outcome, problem.params.kind]).sort()).toEqual(
        [
          ['skipped', 'fifo'],
          ['skipped', 'socket'],
        ],
      );
      expect(readdirSync(path.join(place.there, 'folder')).sort()).toEqual(['file', 'loop']);
      expect(readlinkSync(path.join(place.there, 'folder', 'loop'))).toBe('.');
    },
  );

  it('files that do not say how long they are have their content', async () => {
    const copy = await copying(place.lanes, {
      from: { side: 'remote', paths: ['/proc/version'] },
      to: { side: 'local', folder: place.there },
    });
    await copy.run.run();
    expect(copy.tally.remarks).toEqual([]);
    expect(readFileSync(path.join(place.there, 'version'), 'utf8')).toBe(
      readFileSync('/proc/version', 'utf8'),
    );
  });

  it('names that Windows cannot have, and names that differ in case only, are told one by one', async () => {
    // As if the server ran on Windows: what its disk would do is not what is tested.
    Object.assign(place.lanes.lanes[0]!.remote.traits, { names: 'windows', ignoresCase: true });
    const folder = path.join(place.here, 'folder');
    mkdirSync(folder);
    for (const name of ['fine', 'a:b', 'CON', 'same', 'Same']) writeFileSync(path.join(folder, name), name);
    const copy = await place.copy('up', 'folder');
    await copy.run.run();
    expect(codesOf(copy).sort()).toEqual(['files.case-clash', 'files.name-refused', 'files.name-refused']);
    expect(readdirSync(path.join(place.there, 'folder'))).toHaveLength(2);
  });

  it.runIf(isRoot)(
    'names that differ in case only, also of what was asked for itself; one tried again is no other one',
    async () => {
      await place.useLane([], NOBODY);
      chmodSync(place.there, 0o777);
      Object.assign(place.lanes.lanes[0]!.remote.traits, { ignoresCase: true });
      for (const folder of ['one', 'two', 'tree']) mkdirSync(path.join(place.here, folder));
      const files = ['one/same', 'two/Same', 'tree/inside'].map((name) => path.join(place.here, name));
      for (const file of files) writeFileSync(file, file);
      mkdirSync(path.join(place.there, 'tree'), { mode: 0o555 });
      const paths = [...files.slice(0, 2), path.join(place.here, 'tree')];
      const copy = await place.copy('up', '', { from: { side: 'local', paths } });
      await copy.run.run();
      expect(codesOf(copy).sort()).toEqual(['files.case-clash', 'files.denied']);
      chmodSync(path.join(place.there, 'tree'), 0o777);
      await copy.run.retry();
      expect(codesOf(copy)).toEqual(['files.case-clash']);
      expect(readdirSync(path.join(place.there, 'tree'))).toEqual(['inside']);
    },
  );

  it('a folder into itself; where it is, it gets a copy beside it, also when it goes on after a restart', async () => {
    const folder = path.join(place.here, 'folder');
    mkdirSync(path.join(folder, 'below'), { recursive: true });
    writeFileSync(path.join(folder, 'below', 'a'), 'a');
    const spec = {
      from: { side: 'remote' as const, paths: [folder] },
      to: { side: 'remote' as const, folder: place.here },
    };
    const copy = await copying(place.lanes, spec);
    await copy.run.run();
    expect(copy.tally.remarks).toEqual([]);
    expect(describeTree(Buffer.from(path.join(place.here, 'folder (2)')))).toEqual(
      describeTree(Buffer.from(folder)),
    );
    expect(readdirSync(path.join(folder, 'below'))).toEqual(['a']);

    rmSync(path.join(place.here, 'folder (2)', 'below', 'a'));
    const stored = {
      parts: [],
      answerForAll: null,
      madeFolders: ['folder (2)', 'folder (2)/below'].map((name) => path.join(place.here, name)),
    };
    const again = await copying(place.lanes, spec, { stored });
    await again.run.run();
    expect(readdirSync(place.here).sort()).toEqual(['folder', 'folder (2)']);
    expect(readdirSync(path.join(place.here, 'folder (2)', 'below'))).toEqual(['a']);
  });

  it('a folder into what is below it', async () => {
    mkdirSync(path.join(place.here, 'folder'));
    const copy = await copying(place.lanes, {
      from: { side: 'remote', paths: [path.join(place.here, 'folder')] },
      to: { side: 'remote', folder: path.join(place.here, 'folder', 'below') },
    });
    await copy.run.run();
    expect(codesOf(copy)).toEqual(['files.refused']);
    expect(existsSync(path.join(place.here, 'folder', 'below'))).toBe(false);
  });
});

it('what is moved is gone from its source once its copy is in place, and not before', async () => {
  mkdirSync(path.join(place.here, 'folder', 'inner'), { recursive: true });
  writeFileSync(path.join(place.here, 'folder', 'inner', 'a'), 'a');
  writeFileSync(path.join(place.here, 'folder', 'b'), 'b');
  writeFileSync(path.join(place.there, 'taken'), 'old');
  place.make('taken', 10);
  const copy = await copying(place.lanes, {
    from: { side: 'local', paths: [path.join(place.here, 'folder'), path.join(place.here, 'taken')] },
    to: { side: 'remote', folder: place.there },
    conflicts: 'skip',
    move: true,
  });
  await copy.run.run();
  expect(copy.tally.remarks).toEqual([]);
  expect(readdirSync(place.here)).toEqual(['taken']);
  expect(readFileSync(path.join(place.there, 'folder', 'inner', 'a'), 'utf8')).toBe('a');
});

describe.each(DIRECTIONS)('hundreds of files side by side, going %s', (direction) => {
  it.each([10, 40_000])(
    'of %i bytes each: paused and let go on without a warning of a leak',
    async (size) => {
      const warnings: Error[] = [];
      const warn = (warning: Error) => warnings.push(warning);
      process.on('warning', warn);
      try {
        mkdirSync(path.join(place.here, 'folder'));
        for (let i = 0; i < 200; i++) place.make(path.join('folder', String(i)), size);
        let copy: TestCopy | null = null;
        let isPaused = false;
        const onProgress = () => {
          if (isPaused || !copy || copy.tally.itemsTotal < 200) return;
          isPaused = true;
          copy.gate.close();
        };
        copy = await place.copy(direction, 'folder', {}, { onProgress });
        const ended = copy.run.run();
        await expect.poll(() => isPaused).toBe(true);
        copy.gate.open();
        await ended;
        expect(copy.tally.itemsDone).toBe(201);
        expect(warnings).toEqual([]);
      } finally {
        process.off('warning', warn);
      }
    },
  );
});
