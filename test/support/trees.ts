import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';
import { nameFromBytes } from '../../src/shared/file-name.js';

/** A file, folder or link as a test makes it. */
export type Tree =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number; readonly seconds: number }
  | { readonly kind: 'link'; readonly holds: Buffer; readonly seconds: number }
  | {
      readonly kind: 'folder';
      readonly entries: readonly (readonly [name: Buffer, Tree])[];
      readonly mode: number;
      readonly seconds: number;
    };

const MAX_NAME_BYTES = 255;

const asName = (bytes: Uint8Array) => {
  // Neither slash nor NUL, nor the two names that mean something.
  const clean = Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x5f : byte)));
  const cut = clean.subarray(0, MAX_NAME_BYTES);
  return ['', '.', '..'].includes(cut.toString('latin1')) ? Buffer.from('_') : cut;
};

const nameArbitrary = fc
  .oneof(
    fc
      .constantFrom(
        'a',
        'A b',
        '-rf',
        '--',
        ' ',
        '안녕하세요.txt',
        'Ωß',
        'new\nline',
        '"quotes\'',
        '$(id)',
        '*',
        'x'.repeat(255),
      )
      .map((name) => Buffer.from(name)),
    fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }).map((name) => Buffer.from(name)),
    fc.uint8Array({ minLength: 1, maxLength: 255 }),
  )
  .map(asName);

const secondsArbitrary = fc.integer({ min: 0, max: 2_000_000_000 });
const fileArbitrary = fc.record({
  kind: fc.constant('file' as const),
  bytes: fc.oneof(
    { weight: 8, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    // Around the sizes at which files are copied otherwise.
    { weight: 2, arbitrary: fc.integer({ min: 32_000, max: 140_000 }).map(pattern) },
  ),
  // Readable by its owner: what cannot be read is another test's.
  mode: fc.integer({ min: 0, max: 0o777 }).map((mode) => mode | 0o400),
  seconds: secondsArbitrary,
});
/** A small file with a name of any bytes. */
export const namedFileArbitrary = fc.record({
  name: fc.uint8Array({ minLength: 1, maxLength: MAX_NAME_BYTES }).map(asName),
  bytes: fc.uint8Array({ maxLength: 1_500 }),
  mode: fc.integer({ min: 0, max: 0o777 }).map((mode) => mode | 0o400),
  seconds: fc.integer({ min: 0, max: 4_000_000_000 }),
});
const linkArbitrary = fc.record({
  kind: fc.constant('link' as const),
  holds: nameArbitrary,
  seconds: secondsArbitrary,
});

function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 7919 + (i >> 8)) & 0xff;
  return bytes;
}

/** Random folders: any names, modes and times, links that lead anywhere, folders without anything in them. */
export const treeArbitrary: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree; folder: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fileArbitrary, linkArbitrary, tie('folder')),
  folder: fc.record({
    kind: fc.constant('folder' as const),
    entries: fc.uniqueArray(fc.tuple(nameArbitrary, tie('tree')), {
      maxLength: 6,
      selector: ([name]) => name.toString('latin1'),
    }),
    mode: fc.integer({ min: 0, max: 0o777 }).map((mode) => mode | 0o500),
    seconds: secondsArbitrary,
  }),
})).folder;

const inside = (folder: Buffer, name: Buffer) => Buffer.concat([folder, Buffer.from('/'), name]);

/** Makes it on this machine's disk. */
export function makeTree(path: Buffer, tree: Tree): void {
  switch (tree.kind) {
    case 'file':
      writeFileSync(path, tree.bytes);
      chmodSync(path, tree.mode);
      utimesSync(path, tree.seconds, tree.seconds);
      break;
    case 'link':
      symlinkSync(tree.holds, path);
      lutimesSync(path, tree.seconds, tree.seconds);
      break;
    case 'folder':
      mkdirSync(path);
      for (const [name, entry] of tree.entries) makeTree(inside(path, name), entry);
      chmodSync(path, tree.mode);
      utimesSync(path, tree.seconds, tree.seconds);
  }
}

/**
 * Everything about what is at and below a path: a line for each entry with name, kind, mode, time (whole seconds, for
 * SFTP has no finer ones) and content.
 */
export function describeTree(path: Buffer, name = ''): string[] {
  const stats = lstatSync(path);
  const seconds = Math.floor(stats.mtimeMs / 1_000);
  const mode = (stats.mode & 0o7777).toString(8);
  if (stats.isSymbolicLink())
    return [
      `${name} -> ${JSON.stringify(nameFromBytes(readlinkSync(path, { encoding: 'buffer' })))} ${seconds}`,
    ];
  if (stats.isDirectory()) {
    const names = readdirSync(path, { encoding: 'buffer' }).sort(Buffer.compare);
    return [
      `${name}/ ${mode} ${seconds}`,
      ...names.flatMap((entry) =>
        describeTree(inside(path, entry), `${name}/${JSON.stringify(nameFromBytes(entry))}`),
      ),
    ];
  }
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  return [`${name} ${mode} ${seconds} ${stats.size} ${digest}`];
}
