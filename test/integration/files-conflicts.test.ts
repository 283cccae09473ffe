import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredProgress } from '../../src/connection/files/copy-run.js';
import { codesOf, CopyPlace, DIRECTIONS, MIB } from '../support/copy-place.js';

let place: CopyPlace;

beforeEach(async () => {
  place = await CopyPlace.start();
});
afterEach(() => place.close());

describe('what is there already', () => {
  const conflict = async (
    action: 'overwrite' | 'skip' | 'rename' | 'newer' | 'resume',
    seconds = 1_600_000_000,
  ) => {
    place.make('a', 50);
    writeFileSync(path.join(place.there, 'a'), 'old');
    utimesSync(path.join(place.there, 'a'), seconds, seconds);
    const copy = await place.copy('up', 'a', {}, { answer: () => ({ action, forAll: false }) });
    await copy.run.run();
    return copy;
  };

  it('is shown with both sides’ size and time, and overwritten when that is the answer', async () => {
    const copy = await conflict('overwrite');
    expect(copy.questions).toEqual([
      {
        source: {
          path: path.join(place.here, 'a'),
          size: 50,
          modifiedMs: 1_700_000_000_000,
          isFolder: false,
        },
        target: {
          path: path.join(place.there, 'a'),
          size: 3,
          modifiedMs: 1_600_000_000_000,
          isFolder: false,
        },
        actions: ['overwrite', 'skip', 'rename', 'newer', 'resume'],
      },
    ]);
    expect(lstatSync(path.join(place.there, 'a')).size).toBe(50);
  });

  it('is skipped, or gets a copy beside it', async () => {
    const skipped = await conflict('skip');
    expect(readFileSync(path.join(place.there, 'a'), 'utf8')).toBe('old');
    expect(skipped.tally.itemsSkipped).toBe(1);
    await conflict('rename');
    expect(readdirSync(place.there).sort()).toEqual(['a', 'a (2)']);
  });

  it('gets no second copy beside it when the job goes on after a restart', async () => {
    for (const name of ['a', 'b']) {
      place.make(name, 50);
      writeFileSync(path.join(place.there, name), 'old');
    }
    const change = {
      from: { side: 'local' as const, paths: ['a', 'b'].map((name) => path.join(place.here, name)) },
    };
    const answer = () => ({ action: 'rename' as const, forAll: true });
    const copy = await place.copy('up', 'a', change, { answer });
    await copy.run.run();
    rmSync(path.join(place.there, 'b (2)'));
    const again = await place.copy('up', 'a', change, { stored: copy.run.progress });
    await again.run.run();
    expect(readdirSync(place.there).sort()).toEqual(['a', 'a (2)', 'b', 'b (2)']);
  });

  it('is replaced by what is newer only', async () => {
    await conflict('newer', 1_800_000_000);
    expect(readFileSync(path.join(place.there, 'a'), 'utf8')).toBe('old');
    await conflict('newer');
    expect(lstatSync(path.join(place.there, 'a')).size).toBe(50);
  });

  it('is added to when it is the beginning, and kept when it is not', async () => {
    const bytes = place.make('a', 3 * MIB);
    writeFileSync(path.join(place.there, 'a'), bytes.subarray(0, 2 * MIB));
    const copy = await place.copy('up', 'a', { conflicts: 'resume' });
    await copy.run.run();
    expect(copy.tally.remarks).toEqual([]);
    expect(readFileSync(path.join(place.there, 'a')).equals(bytes)).toBe(true);

    writeFileSync(path.join(place.there, 'a'), 'something else');
    const other = await place.copy('up', 'a', { conflicts: 'resume' });
    await other.run.run();
    expect(codesOf(other)).toEqual(['files.not-beginning']);
    expect(readFileSync(path.join(place.there, 'a'), 'utf8')).toBe('something else');
  });

  describe.each(DIRECTIONS)('a file that is added to, going %s', (direction) => {
    const target = () => path.join(place.there, 'big');
    let bytes: Buffer;
    beforeEach(() => {
      bytes = place.make('big', 10 * MIB);
      writeFileSync(target(), bytes.subarray(0, 2 * MIB), { mode: 0o640 });
      utimesSync(target(), 1_600_000_000, 1_600_000_000);
    });
    const expectOriginal = () => {
      const { mode, mtimeMs } = lstatSync(target());
      expect([(mode & 0o777).toString(8), mtimeMs]).toEqual(['640', 1_600_000_000_000]);
      expect(readFileSync(target()).equals(bytes.subarray(0, 2 * MIB))).toBe(true);
      expect(place.parts()).toEqual([]);
    };
    const answer = () => ({ action: 'resume' as const, forAll: false });
    const stopped = async (options: Parameters<CopyPlace['copy']>[3]) => {
      const stop = () => copy.run.abort(new Error('Cancelled'));
      const begun = await place.copyBig(direction, 5 * MIB, () => stop(), { options });
      const { copy } = begun;
      await expect(begun.ended).rejects.toThrow('Cancelled');
      return copy;
    };

    it('is what it was when that is cancelled', async () => {
      const copy = await stopped({ answer });
      expect(lstatSync(path.join(place.there, place.parts()[0]!)).size).toBeGreaterThan(2 * MIB);
      await copy.run.removeParts();
      expectOriginal();
    });

    it('is known from before it loses its name, and is what it was when the job is discarded after a kill', async () => {
      let kept: StoredProgress | null = null;
      const onKept = (progress: StoredProgress) => {
        expect(readdirSync(place.there)).toEqual(['big']);
        kept = structuredClone(progress);
      };
      await stopped({ answer, jobId: 'the-job', onKept });
      const next = await place.copy(direction, 'big', {}, { jobId: 'the-job', stored: kept! });
      await next.run.removeParts();
      expectOriginal();
    });

    it('is what it was when the rest goes on after a restart and is cancelled then', async () => {
      const first = await stopped({ answer, jobId: 'the-job' });
      const again = await stopped({ jobId: 'the-job', stored: first.run.progress });
      await again.run.removeParts();
      expectOriginal();
    });
  });

  it('is asked about where all are to be added to, and this one cannot be', async () => {
    mkdirSync(path.join(place.there, 'folder'));
    mkdirSync(path.join(place.here, 'folder'));
    const bytes = place.make('folder/begun', 50);
    writeFileSync(path.join(place.there, 'folder', 'begun'), bytes.subarray(0, 20));
    place.make('folder/other', 50);
    writeFileSync(path.join(place.there, 'folder', 'other'), 'x'.repeat(70));
    const answer = ({ actions }: { readonly actions: readonly string[] }) => ({
      action: actions.includes('resume') ? ('resume' as const) : ('skip' as const),
      forAll: actions.includes('resume'),
    });
    const copy = await place.copy('up', 'folder', { conflicts: 'resume' }, { answer });
    await copy.run.run();
    expect(copy.questions.map(({ target }) => path.basename(target.path))).toEqual(['other']);
    expect(readFileSync(path.join(place.there, 'folder', 'begun')).equals(bytes)).toBe(true);
    expect(readFileSync(path.join(place.there, 'folder', 'other'), 'utf8')).toBe('x'.repeat(70));
  });

  it('is asked about once where the answer is for all', async () => {
    mkdirSync(path.join(place.here, 'folder'));
    mkdirSync(path.join(place.there, 'folder'));
    for (let i = 0; i < 50; i++) {
      writeFileSync(path.join(place.here, 'folder', `f${i}`), 'new one');
      writeFileSync(path.join(place.there, 'folder', `f${i}`), 'old');
    }
    const copy = await place.copy(
      'up',
      'folder',
      {},
      { answer: () => ({ action: 'overwrite', forAll: true }) },
    );
    await copy.run.run();
    expect(copy.questions).toHaveLength(1);
    for (let i = 0; i < 50; i++)
      expect(readFileSync(path.join(place.there, 'folder', `f${i}`), 'utf8')).toBe('new one');
  });

  it('is a folder where a file should go, or the other way round: neither replaces the other', async () => {
    place.make('a', 5);
    mkdirSync(path.join(place.there, 'a'));
    const file = await place.copy('up', 'a', { conflicts: 'overwrite' });
    await file.run.run();
    mkdirSync(path.join(place.here, 'b'));
    writeFileSync(path.join(place.there, 'b'), 'file');
    const folder = await place.copy('up', 'b', { conflicts: 'overwrite' });
    await folder.run.run();
    expect([...codesOf(file), ...codesOf(folder)]).toEqual(['files.kind-clash', 'files.kind-clash']);
  });

  it('is written to where a link leads, and the link stays', async () => {
    const bytes = place.make('conf', 40);
    writeFileSync(path.join(place.there, 'real'), 'old', { mode: 0o640 });
    symlinkSync('real', path.join(place.there, 'conf'));
    const copy = await place.copy('up', 'conf', { conflicts: 'overwrite' });
    await copy.run.run();
    expect(readlinkSync(path.join(place.there, 'conf'))).toBe('real');
    expect(readFileSync(path.join(place.there, 'real')).equals(bytes)).toBe(true);
  });

  it('goes back after an edit only when nobody else has changed it, and keeps its mode', async () => {
    place.make('script', 40);
    const target = path.join(place.there, 'script');
    writeFileSync(target, 'old', { mode: 0o755 });
    utimesSync(target, 1_600_000_000, 1_600_000_000);
    const known = { size: 3, modifiedMs: 1_600_000_000_000 };
    const good = await place.copy('up', 'script', { onlyIfTargetIs: known });
    await good.run.run();
    expect(lstatSync(target).mode & 0o777).toBe(0o755);
    expect(lstatSync(target).size).toBe(40);
    const late = await place.copy('up', 'script', { onlyIfTargetIs: known });
    await late.run.run();
    expect(codesOf(late)).toEqual(['files.target-changed']);
  });

  it('stays when somebody else writes to it while an edited file goes back', async () => {
    place.make('big', 8 * MIB);
    const target = path.join(place.there, 'big');
    writeFileSync(target, 'old');
    utimesSync(target, 1_600_000_000, 1_600_000_000);
    const onlyIfTargetIs = { size: 3, modifiedMs: 1_600_000_000_000 };
    const theirs = () => writeFileSync(target, 'theirs');
    const { copy, ended } = await place.copyBig('up', 2 * MIB, theirs, { change: { onlyIfTargetIs } });
    await ended;
    expect(codesOf(copy)).toEqual(['files.target-changed']);
    expect(readFileSync(target, 'utf8')).toBe('theirs');
    expect(place.parts()).toEqual([]);
  });

  it('goes back only over the same content, where somebody has written as much in the same second', async () => {
    place.make('script', 40);
    const target = path.join(place.there, 'script');
    const write = (text: string) => {
      writeFileSync(target, text);
      utimesSync(target, 1_600_000_000, 1_600_000_000);
    };
    const sha256 = createHash('sha256').update('old').digest('hex');
    const onlyIfTargetIs = { size: 3, modifiedMs: 1_600_000_000_000, sha256 };
    write('new');
    const late = await place.copy('up', 'script', { onlyIfTargetIs });
    await late.run.run();
    expect(codesOf(late)).toEqual(['files.target-changed']);
    expect(readFileSync(target, 'utf8')).toBe('new');
    write('old');
    const good = await place.copy('up', 'script', { onlyIfTargetIs });
    await good.run.run();
    expect(codesOf(good)).toEqual([]);
    expect(lstatSync(target).size).toBe(40);
  });

  describe('on a server that cannot replace a file in one step', () => {
    beforeEach(async () => {
      await place.lanes.close();
      place.lanes.withoutExtensions = ['posix-rename@openssh.com'];
      await place.lanes.add();
    });
    const old = () => writeFileSync(path.join(place.there, 'a'), 'old');
    /** Does something once the first session has moved away what is there. */
    const onMovedAway = (work: () => void) => {
      const { remote } = place.lanes.lanes[0]!;
      const rename = remote.rename.bind(remote);
      remote.rename = async (from, to) => {
        await rename(from, to);
        if (to.endsWith('.old')) work();
      };
    };

    it('is moved away first, which the job says', async () => {
      const bytes = place.make('a', 50);
      old();
      const copy = await place.copy('up', 'a', { conflicts: 'overwrite' });
      await copy.run.run();
      expect(copy.tally.inSteps).toBe(true);
      expect(readFileSync(path.join(place.there, 'a')).equals(bytes)).toBe(true);
      expect(readdirSync(place.there)).toEqual(['a']);
    });

    it('is back in its place when the new one cannot get there', async () => {
      place.make('a', 50);
      old();
      // Somebody else takes away the new one.
      onMovedAway(() =>
        rmSync(
          path.join(
            place.there,
            place.parts().find((name) => name.endsWith('.part'))!,
          ),
        ),
      );
      const copy = await place.copy('up', 'a', { conflicts: 'overwrite' });
      await copy.run.run();
      expect(codesOf(copy)).toEqual(['files.not-found']);
      expect(readFileSync(path.join(place.there, 'a'), 'utf8')).toBe('old');
      expect(readdirSync(place.there)).toEqual(['a']);
    });

    it('is replaced over the next session when one is lost between the steps', async () => {
      const bytes = place.make('a', 50);
      old();
      onMovedAway(() => place.lanes.processes.at(-2)!.child.kill('SIGKILL'));
      // The first one is taken, as both have as little to do.
      await place.lanes.add();
      const copy = await place.copy('up', 'a', { conflicts: 'overwrite' });
      await copy.run.run();
      expect(copy.tally.remarks).toEqual([]);
      expect(readFileSync(path.join(place.there, 'a')).equals(bytes)).toBe(true);
      expect(readdirSync(place.there)).toEqual(['a']);
    });

    describe('when the app is killed between the steps', () => {
      /** The same job, with what an earlier run has kept of it. */
      const again = (stored: StoredProgress) =>
        place.copy('up', 'a', { conflicts: 'ask' }, { jobId: 'the-job', stored });
      const answer = () => ({ action: 'overwrite' as const, forAll: false });
      const begin = () => place.copy('up', 'a', {}, { jobId: 'the-job', answer });
      const nothingKept: StoredProgress = { parts: [], madeFolders: [], answerForAll: null };
      const kill = () => place.lanes.processes.at(-1)!.child.kill('SIGKILL');

      it.each([
        ['a file whose part was known', true],
        ['one that was too new to be known', false],
      ])(
        '%s: the old one is back before it is decided on, and gone once it is replaced',
        async (_, isKnown) => {
          const bytes = place.make('a', 50);
          old();
          onMovedAway(kill);
          const copy = await begin();
          await expect(copy.run.run()).rejects.toMatchObject({ code: 'lost' });
          expect(readdirSync(place.there).map((name) => name.replace(/^.*(?=\.part)/, ''))).toEqual(
            expect.arrayContaining(['.part', '.part.old']),
          );
          await place.lanes.add();
          const stored = isKnown ? copy.run.progress : nothingKept;
          const asked: unknown[] = [];
          const next = await place.copy(
            'up',
            'a',
            {},
            {
              jobId: 'the-job',
              stored,
              answer: ({ target }) => {
                asked.push(target.size);
                expect(readFileSync(path.join(place.there, 'a'), 'utf8')).toBe('old');
                return answer();
              },
            },
          );
          await next.run.run();
          expect(next.tally.remarks).toEqual([]);
          // What was decided on before is not asked about again.
          expect(asked).toEqual(isKnown ? [] : [3]);
          expect(readFileSync(path.join(place.there, 'a')).equals(bytes)).toBe(true);
          expect(readdirSync(place.there)).toEqual(['a']);
        },
      );

      it('a job that is discarded then, however new the file was: the old one is back', async () => {
        place.make('a', 50);
        old();
        onMovedAway(kill);
        let kept = nothingKept;
        const onKept = (progress: StoredProgress) => (kept = structuredClone(progress));
        const copy = await place.copy('up', 'a', {}, { jobId: 'the-job', answer, onKept });
        await expect(copy.run.run()).rejects.toMatchObject({ code: 'lost' });
        await place.lanes.add();
        const next = await again(kept);
        await next.run.removeParts();
        expect(readFileSync(path.join(place.there, 'a'), 'utf8')).toBe('old');
        expect(readdirSync(place.there)).toEqual(['a']);
      });

      it('after the new one has its place: only the old one is removed', async () => {
        const bytes = place.make('a', 50);
        old();
        const { remote } = place.lanes.lanes[0]!;
        const removeFile = remote.removeFile.bind(remote);
        remote.removeFile = (file) => {
          if (file.endsWith('.old')) kill();
          return removeFile(file);
        };
        const copy = await begin();
        await expect(copy.run.run()).rejects.toMatchObject({ code: 'lost' });
        expect(readdirSync(place.there)).toHaveLength(2);
        await place.lanes.add();
        const next = await again(copy.run.progress);
        await next.run.run();
        expect(next.questions).toEqual([]);
        expect(readFileSync(path.join(place.there, 'a')).equals(bytes)).toBe(true);
        expect(readdirSync(place.there)).toEqual(['a']);
      });
    });
  });
});
