import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTree, namedFileArbitrary } from '../../../../test/support/trees.js';
import { filesOfArchive, TarFormatError } from './archive.js';

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'sallyport-archive-'));
});
afterEach(() => {
  rmSync(base, { recursive: true });
});

const tar = (folder: string, format: string) =>
  execFileSync('tar', ['-C', folder, `--format=${format}`, '--sort=name', '-cf', '-', '.']);

describe.each(['gnu', 'posix'])('an archive of the form %s', (format) => {
  it('has the very files that were put in, names of any bytes and length included', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(namedFileArbitrary, {
          maxLength: 5,
          selector: (file) => file.name.toString('latin1'),
        }),
        (files) => {
          const folder = mkdtempSync(path.join(base, 'made-'));
          for (const { name, ...file } of files)
            makeTree(Buffer.concat([Buffer.from(`${folder}/`), name]), { kind: 'file', ...file });
          const read = filesOfArchive(tar(folder, format));
          const told = read.map(({ name, seconds, content }) => [name, seconds, content.toString('hex')]);
          const made = files.map(({ name, seconds, bytes }) => [
            `./${name.toString('latin1')}`,
            seconds,
            Buffer.from(bytes).toString('hex'),
          ]);
          expect(told.sort()).toEqual(made.sort());
        },
      ),
      { numRuns: 25 },
    );
  });
});

it('has files only: folders, links and what came with them are passed over, also behind the end of another', () => {
  const deep = path.join(base, 'd'.repeat(90), 'e'.repeat(90));
  mkdirSync(deep, { recursive: true });
  symlinkSync('x'.repeat(150), path.join(deep, 'link'));
  makeTree(Buffer.from(path.join(deep, 'file')), {
    kind: 'file',
    bytes: Buffer.from('content'),
    mode: 0o644,
    seconds: 1_700_000_000,
  });
  for (const format of ['gnu', 'posix', 'ustar']) {
    if (format === 'ustar') rmSync(path.join(deep, 'link'));
    const archive = tar(base, format);
    const file = {
      name: `./${'d'.repeat(90)}/${'e'.repeat(90)}/file`,
      seconds: 1_700_000_000,
      content: Buffer.from('content'),
    };
    expect(filesOfArchive(Buffer.concat([archive, archive]))).toEqual([file, file]);
  }
});

it('is not taken for one when it is text, damaged, or not all of it', () => {
  makeTree(Buffer.from(path.join(base, 'a')), {
    kind: 'file',
    bytes: Buffer.alloc(2_000),
    mode: 0o644,
    seconds: 1,
  });
  const archive = tar(base, 'gnu');
  const damaged = Buffer.from(archive);
  damaged[600] = 0x7f;
  for (const bytes of [
    Buffer.from('Welcome!\n'.repeat(100)),
    Buffer.concat([Buffer.from('Hello\n'), archive]),
    damaged,
    archive.subarray(0, 1_800),
  ])
    expect(() => filesOfArchive(bytes)).toThrow(TarFormatError);
});
