import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLost } from '../../src/connection/files/file-system.js';
import type { Side } from '../../src/shared/contract/index.js';
import { copying, TestLanes, type TestCopy } from '../support/copying.js';
import { describeTree, makeTree, treeArbitrary, type Tree } from '../support/trees.js';

/** More by `SALLYPORT_TREES`. */
const TREES = Math.ceil(Number(process.env.SALLYPORT_TREES ?? 20) / 4);
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const DISK_BYTES = 48 * 1024 * 1024;
/** What an earlier version of a file holds. */
const OLD = 'the old one';

let base: string;
let here: string;
let there: string;

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'sallyport-tree-faults-'));
  chmodSync(base, 0o755);
  here = path.join(base, 'here');
  there = path.join(base, 'there');
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

/** Each entry of a tree, if there is one, by its path below it, as `describeTree` writes it. */
function entries(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const lines = describeTree(Buffer.from(folder));
  return new Map(lines.map((line) => [/^(?:\/"(?:[^"\\]|\\.)*")*/.exec(line)?.[0] ?? '', line]));
}
const keyOf = (sourcePath: string) =>
  sourcePath
    .slice(path.join(here, 'tree').length)
    .split('/')
    .slice(1)
    .map((name) => `/${JSON.stringify(name)}`)
    .join('');
const isFolder = (line: string, key: string) => line.startsWith(`${key}/ `);
const isPart = (key: string) => /\/"\.sallyport-[0-9a-f-]+\.part(\.old)?"$/.test(key);

/** What stands at some of the targets beforehand: every so many folders and files. */
function makeOld(at: Buffer, tree: Tree, every: number, count = { entries: 0 }): void {
  if (count.entries++ % every !== 0) return;
  if (tree.kind === 'file') writeFileSync(at, OLD);
  if (tree.kind !== 'folder') return;
  mkdirSync(at);
  for (const [name, entry] of tree.entries)
    makeOld(Buffer.concat([at, Buffer.from('/'), name]), entry, every, count);
}

/** Each file at the target is the source's, or what it was before, or not there. @returns those not copied */
function expectNothingHalf(before: Map<string, string>, mayHaveParts: boolean): string[] {
  const source = entries(path.join(here, 'tree'));
  const target = entries(path.join(there, 'tree'));
  for (const [key, line] of target) {
    if (isFolder(line, key) || (mayHaveParts && isPart(key))) continue;
    expect([source.get(key), before.get(key)]).toContain(line);
  }
  return [...source]
    .filter(([key, line]) => target.get(key) !== line && !(isFolder(line, key) && before.has(key)))
    .map(([key]) => key);
}

/** Whoever is not copied has a Problem, or something above it has. */
function expectProblems({ tally }: TestCopy, missing: readonly string[]): void {
  const failed = tally.remarks.map(({ path: sourcePath, problem }) => {
    expect(problem.code).toMatch(/^files\./);
    return keyOf(sourcePath);
  });
  for (const key of missing)
    expect(failed.some((one) => key === one || key.startsWith(`${one}/`) || one.startsWith(`${key}/`))).toBe(
      true,
    );
}

const directions = ['up', 'down'] as const;
const copy = (
  lanes: TestLanes,
  direction: (typeof directions)[number],
  options: Parameters<typeof copying>[2],
): Promise<TestCopy> => {
  const [from, to]: Side[] = direction === 'up' ? ['local', 'remote'] : ['remote', 'local'];
  return copying(
    lanes,
    {
      from: { side: from!, paths: [path.join(here, 'tree')] },
      to: { side: to!, folder: there },
      conflicts: 'overwrite',
    },
    options,
  );
};

interface Fault {
  /** What to have before the copy begins. */
  lanes(): Promise<TestLanes>;
  /** What happens while it runs. */
  strike(lanes: TestLanes): void;
  /** Undoes it. */
  mend(lanes: TestLanes): Promise<void>;
}

const faultArbitrary = fc.record({
  tree: treeArbitrary,
  direction: fc.constantFrom(...directions),
  /** After so many changes of the job's figures. */
  after: fc.integer({ min: 0, max: 80 }),
  /** Nothing is there beforehand, or every so many entries. */
  oldOnes: fc.integer({ min: 0, max: 3 }),
});

/** Copies random trees while something goes wrong, looks at what is there, mends it, tries again, and looks once more. */
async function survive(fault: Fault): Promise<void> {
  await fc.assert(
    fc.asyncProperty(faultArbitrary, async ({ tree, direction, after, oldOnes }) => {
      const lanes = await fault.lanes();
      try {
        for (const folder of [here, there]) {
          rmSync(folder, { recursive: true, force: true });
          mkdirSync(folder);
        }
        makeTree(Buffer.from(path.join(here, 'tree')), tree);
        chmodSync(there, 0o777);
        if (oldOnes > 0) makeOld(Buffer.from(path.join(there, 'tree')), tree, oldOnes);
        const before = entries(path.join(there, 'tree'));

        let changes = 0;
        let isFirst = true;
        const onProgress = () => {
          if (isFirst && changes++ === after) fault.strike(lanes);
        };
        const first = await copy(lanes, direction, { jobId: 'one', onProgress });
        const lost = await first.run.run().then(
          () => false,
          (error: unknown) => {
            if (!isLost(error)) throw error;
            return true;
          },
        );
        isFirst = false;
        const missing = expectNothingHalf(before, lost);
        if (!lost) expectProblems(first, missing);

        await fault.mend(lanes);
        const stored = JSON.parse(JSON.stringify(first.run.progress)) as never;
        const again = lost ? await copy(lanes, direction, { jobId: 'one', stored }) : first;
        await (lost ? again.run.run() : again.run.retry());
        expect(again.tally.remarks).toEqual([]);
        expect(again.tally.itemsDone).toBe(again.tally.itemsTotal);
        expect(again.tally.bytesDone).toBe(again.tally.bytesTotal);
        const whole = entries(path.join(here, 'tree'));
        const copied = entries(path.join(there, 'tree'));
        expect([...copied.keys()].sort()).toEqual([...whole.keys()].sort());
        for (const [key, line] of whole) {
          const old = before.get(key);
          if (old === undefined || !isFolder(line, key)) expect(copied.get(key)).toBe(line);
          // A folder that was there before keeps its mode.
          else expect(copied.get(key)?.split(' ').at(-2)).toBe(old.split(' ').at(-2));
        }
      } finally {
        await lanes.close();
      }
    }),
    // When something strikes differs a little each time: a smaller tree would prove nothing.
    { numRuns: TREES, endOnFailure: true },
  );
}

describe('random trees while something goes wrong: each file is whole or as before, and a retry makes all whole', () => {
  it('one of two sessions is killed', () =>
    survive({
      lanes: () => TestLanes.start(2),
      strike: (lanes) => lanes.processes[0]!.child.kill('SIGKILL'),
      mend: () => Promise.resolve(),
    }));

  it('all sessions are killed', () =>
    survive({
      lanes: () => TestLanes.start(2),
      strike: (lanes) => lanes.processes.forEach(({ child }) => child.kill('SIGKILL')),
      mend: async (lanes) => {
        // Those that are killed before the copy had begun are noticed by the next copy only.
        lanes.lanes.forEach((lane) => lane.lose());
        await lanes.add();
      },
    }));

  it.runIf(isRoot)('the disk fills up', async () => {
    mkdirSync(there);
    const disk = path.join(base, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk]);
    there = path.join(disk, 'there');
    const other = path.join(disk, 'other');
    try {
      await survive({
        lanes: () => TestLanes.start(2),
        strike: () => {
          const file = openSync(other, 'w');
          const block = Buffer.alloc(64 * 1024);
          try {
            for (;;) writeSync(file, block);
          } catch {
            // It takes all there is.
          } finally {
            closeSync(file);
          }
        },
        mend: () => {
          rmSync(other, { force: true });
          return Promise.resolve();
        },
      });
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  it.runIf(isRoot)('much of it is not allowed', () =>
    survive({
      // What of the source is not for everybody this user cannot read, and what was there it cannot write to.
      lanes: async () => {
        const lanes = new TestLanes();
        await lanes.add([], NOBODY);
        return lanes;
      },
      strike: () => undefined,
      mend: async (lanes) => {
        lanes.lanes.forEach((lane) => lane.lose());
        await lanes.add();
      },
    }),
  );
});
