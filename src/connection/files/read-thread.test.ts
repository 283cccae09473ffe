import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ReadThread } from './read-thread.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sallyport-read-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('reads many files at once, each with its own content, size and time', async () => {
  const thread = new ReadThread();
  const files = Array.from({ length: 300 }, (_, index) => ({
    path: join(folder, `file-${index}`),
    content: `${index} `.repeat(index * 10),
  }));
  files.forEach(({ path, content }, index) => {
    writeFileSync(path, content);
    utimesSync(path, index, 1_000_000 + index);
  });
  const read = await Promise.all(files.map(({ path, content }) => thread.read(path, content.length)));
  expect(read.map(({ bytes }) => bytes.toString())).toEqual(files.map(({ content }) => content));
  expect(read.map(({ size }) => size)).toEqual(files.map(({ content }) => content.length));
  expect(read.map(({ mtimeMs }) => mtimeMs)).toEqual(files.map((_, index) => (1_000_000 + index) * 1_000));
  expect(read[7]?.mode).toBe(statSync(files[7]?.path ?? '').mode);
});

it('reads no more than asked for and no more than there is, whatever bytes the name is of', async () => {
  const thread = new ReadThread();
  const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]);
  writeFileSync(path, 'abcdef');
  const [some, all] = await Promise.all([thread.read(path, 3), thread.read(path, 100)]);
  expect([some.bytes.toString(), some.size]).toEqual(['abc', 6]);
  expect(all.bytes.toString()).toBe('abcdef');
});

it('says of each file by itself why it could not be read, and waits for no pipe', async () => {
  const thread = new ReadThread();
  const [missing, inner, pipe, good] = ['missing', 'folder', 'pipe', 'good'].map((name) =>
    join(folder, name),
  );
  mkdirSync(inner ?? '');
  execFileSync('mkfifo', [pipe ?? '']);
  writeFileSync(good ?? '', 'good');
  const read = (path = '') => thread.read(path, 10);
  const results = await Promise.allSettled([read(missing), read(inner), read(pipe), read(good)]);
  expect(results).toMatchObject([
    { reason: { code: 'ENOENT', message: expect.stringContaining('missing') as string } },
    { reason: { code: 'EISDIR' } },
    { reason: { code: 'ESPIPE' } },
    { value: { bytes: Buffer.from('good') } },
  ]);
});
