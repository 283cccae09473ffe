import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Original, StoredJob } from '../../shared/contract/index.js';
import { removeLocalParts } from './local-parts.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-parts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const job = (part: string, original: Original | null = null): StoredJob => ({
  jobId: 'a',
  addedAt: 1,
  state: 'queued',
  spec: {
    kind: 'copy',
    from: { side: 'remote', paths: ['/srv/big'] },
    to: { side: 'local', folder },
    conflicts: 'ask',
    move: false,
  },
  answerForAll: null,
  madeFolders: [],
  parts: [
    {
      sourcePath: '/srv/big',
      targetPath: join(folder, 'big'),
      partPath: join(folder, part),
      source: { size: 10, modifiedMs: 1 },
      bytesDone: 4,
      original,
    },
  ],
});
// By the job `a`.
const PART = '.sallyport-ca978112-0123456789ab.part';
const OTHER = '.sallyport-01234567-0123456789ab.part';

it('removes the part of a discarded copy, and nothing that cannot be it', async () => {
  writeFileSync(join(folder, PART), 'half');
  writeFileSync(join(folder, 'big'), 'old');
  await removeLocalParts(job(PART));
  expect(readdirSync(folder)).toEqual(['big']);

  writeFileSync(join(folder, OTHER), 'of another job');
  await removeLocalParts(job(OTHER));
  writeFileSync(join(folder, 'mine'), 'mine');
  await removeLocalParts(job('mine'));
  expect(readdirSync(folder).sort()).toEqual([OTHER, 'big', 'mine']);
  rmSync(join(folder, OTHER));
  mkdirSync(join(folder, PART));
  await removeLocalParts(job(PART));
  expect(readdirSync(folder)).toContain(PART);
  // Links are copied through parts, too: what one leads to stays.
  rmSync(join(folder, PART), { recursive: true });
  symlinkSync('mine', join(folder, PART));
  await removeLocalParts(job(PART));
  expect(readdirSync(folder).sort()).toEqual(['big', 'mine']);
});

it('makes a file that was to be added to what it was, under its name', async () => {
  writeFileSync(join(folder, PART), 'half');
  chmodSync(join(folder, PART), 0o644);
  await removeLocalParts(job(PART, { size: 2, modifiedMs: 1_600_000_000_000, mode: 0o640 }));
  expect(readdirSync(folder)).toEqual(['big']);
  expect(readFileSync(join(folder, 'big'), 'utf8')).toBe('ha');
  const { mode, mtimeMs } = lstatSync(join(folder, 'big'));
  expect([mode & 0o777, mtimeMs]).toEqual([0o640, 1_600_000_000_000]);
});

it('removes parts that nobody had time to note, from where the copies are and nowhere else', async () => {
  for (const place of ['', 'big', 'big/deep', 'other']) mkdirSync(join(folder, place), { recursive: true });
  const names = [PART, `big/${PART}`, `big/deep/${PART}`, `other/${PART}`, `big/${OTHER}`, 'big/kept'];
  for (const name of names) writeFileSync(join(folder, name), 'x');
  await removeLocalParts({ ...job(PART), parts: [] });
  expect(names.filter((name) => existsSync(join(folder, name)))).toEqual([
    `other/${PART}`,
    `big/${OTHER}`,
    'big/kept',
  ]);
});
