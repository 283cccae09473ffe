import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFresh } from './freshness.js';

let root: string;
/** Writes a file or folder as it was changed at a minute. */
const change = async (path: string, minute: number) => {
  const time = new Date(Date.UTC(2026, 0, 1, 0, minute));
  await utimes(join(root, path), time, time);
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sallyport-fresh-'));
  await mkdir(join(root, 'src/deep'), { recursive: true });
  await Promise.all(['out', 'src/deep/a', 'manifest'].map((path) => writeFile(join(root, path), '')));
  for (const path of ['src', 'src/deep', 'src/deep/a', 'manifest']) await change(path, 1);
  await change('out', 2);
});
afterEach(() => rm(root, { recursive: true }));

describe('freshness', () => {
  it('holds until a source changes, however deep', async () => {
    expect(await isFresh('out', ['src', 'manifest'], root)).toBe(true);
    await change('src/deep/a', 3);
    expect(await isFresh('out', ['src', 'manifest'], root)).toBe(false);
  });

  it('ends when a source is removed', async () => {
    await rm(join(root, 'src/deep/a'));
    expect(await isFresh('out', ['src'], root)).toBe(false);
  });

  it('is not in what was never made', async () => {
    expect(await isFresh('nothing', ['src'], root)).toBe(false);
  });
});
