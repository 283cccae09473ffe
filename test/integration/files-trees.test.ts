import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NodeTar } from '../../src/connection/files/tar/node-tar.js';
import { copying, TestLanes } from '../support/copying.js';
import { localShell } from '../support/sftp-process.js';
import { describeTree, makeTree, treeArbitrary } from '../support/trees.js';

/** More by `SALLYPORT_TREES`. */
const TREES = Number(process.env.SALLYPORT_TREES ?? 20);

let lanes: TestLanes;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-trees-'));
});
afterEach(() => lanes.close());
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('random trees', () => {
  it.each([
    ['one by one', false],
    ['with tar where they are small', true],
  ])(
    'are the same after they were copied to a node and back %s, bit for bit, with times and modes',
    async (_, useTar) => {
      lanes = await TestLanes.start(2, useTar ? (await NodeTar.find(localShell))!(localShell) : null);
      let byTar = 0;
      await fc.assert(
        fc.asyncProperty(treeArbitrary, async (tree) => {
          const base = mkdtempSync(path.join(folder, 'tree-'));
          for (const place of ['there', 'back']) mkdirSync(path.join(base, place));
          const original = path.join(base, 'a tree');
          makeTree(Buffer.from(original), tree);

          const up = await copying(lanes, {
            from: { side: 'local', paths: [original] },
            to: { side: 'remote', folder: path.join(base, 'there') },
          });
          await up.run.run();
          expect(up.tally.remarks).toEqual([]);
          const down = await copying(lanes, {
            from: { side: 'remote', paths: [path.join(base, 'there', 'a tree')] },
            to: { side: 'local', folder: path.join(base, 'back') },
          });
          await down.run.run();
          expect(down.tally.remarks).toEqual([]);

          const expected = describeTree(Buffer.from(original));
          expect(describeTree(Buffer.from(path.join(base, 'there', 'a tree')))).toEqual(expected);
          expect(describeTree(Buffer.from(path.join(base, 'back', 'a tree')))).toEqual(expected);
          expect(up.tally.itemsDone).toBe(up.tally.itemsTotal);
          expect(down.tally.bytesDone).toBe(down.tally.bytesTotal);
          byTar += Number(up.tally.usesTar) + Number(down.tally.usesTar);
          rmSync(base, { recursive: true, force: true });
        }),
        { numRuns: TREES },
      );
      expect(byTar > 0).toBe(useTar);
    },
  );
});

it('takes reading a small file here for no measure of the way to the node', async () => {
  lanes = await TestLanes.start(1, (await NodeTar.find(localShell))!(localShell));
  const base = mkdtempSync(path.join(folder, 'measure-'));
  for (let index = 0; index < 20; index++) writeFileSync(path.join(base, `file-${index}`), 'x'.repeat(4_000));
  const up = await copying(lanes, {
    from: { side: 'local', paths: [base] },
    to: { side: 'remote', folder: path.join(base, 'there') },
  });
  await up.run.run();
  expect(up.tally.usesTar).toBe(true);
  const [lane] = lanes.lanes;
  expect(lane?.window.quickestMs).toBe(Infinity);
  expect(lane?.held.taken).toBe(0);
});
