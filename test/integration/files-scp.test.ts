import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
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
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShellChecksums } from '../../src/connection/files/checksums.js';
import { FileError, type FileSystem } from '../../src/connection/files/file-system.js';
import { Lane } from '../../src/connection/files/lane.js';
import { LocalFiles } from '../../src/connection/files/local-files.js';
import { Commands } from '../../src/connection/files/scp/commands.js';
import { ShellFiles } from '../../src/connection/files/scp/shell-files.js';
import { startScp } from '../../src/connection/files/scp/start.js';
import { sshShell } from '../../src/connection/files/ssh-channels.js';
import { compare } from '../../src/connection/files/verification.js';
import { nameBytes, nameFromBytes } from '../../src/shared/file-name.js';
import { copying, TestLanes } from '../support/copying.js';
import { serveFiles, WITHOUT_SFTP, type FilesServer } from '../support/files-server.js';
import { describeTree, makeTree, treeArbitrary } from '../support/trees.js';

const MIB = 1024 * 1024;
/** Each file is several commands; more by `SALLYPORT_TREES`. */
const TREES = Number(process.env.SALLYPORT_TREES ?? 4);
const isRoot = process.getuid?.() === 0;

let base: string;
let here: string;
let there: string;
let server: FilesServer;
let files: FileSystem;

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'sallyport-scp-'));
  server = await serveFiles(base, [WITHOUT_SFTP]);
  files = await startScp(await server.access.main);
});
afterAll(async () => {
  await server.close();
  rmSync(base, { recursive: true, force: true });
});
beforeEach(() => {
  here = mkdtempSync(path.join(base, 'here-'));
  there = mkdtempSync(path.join(base, 'there-'));
});

const collect = async (folder: string) => {
  const entries = [];
  for await (const batch of files.list(folder)) entries.push(...batch);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
};
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof FileError ? error.code : String(error)),
  );

describe('a server without SFTP', () => {
  it('is served by SCP, both ways, with times, modes and checksums', async () => {
    const { page, sshd } = server;
    expect((await page.call('info', {})).remote).toMatchObject({
      protocol: 'scp',
      home: sshd.home,
      checksums: true,
      extensions: [],
    });
    mkdirSync(path.join(here, 'a folder', 'empty'), { recursive: true });
    writeFileSync(path.join(here, 'a folder', 'big'), randomBytes(6 * MIB + 1));
    writeFileSync(path.join(here, 'a folder', 'nothing'), '');
    chmodSync(path.join(here, 'a folder', 'big'), 0o640);
    symlinkSync('big', path.join(here, 'a folder', 'link'));
    const up = await page.do({
      kind: 'copy',
      from: { side: 'local', paths: [path.join(here, 'a folder')] },
      to: { side: 'remote', folder: there },
    });
    expect(up).toMatchObject({ state: 'done', remarks: [], how: { protocol: 'scp', verified: 'full' } });
    const down = await page.do({
      kind: 'copy',
      from: { side: 'remote', paths: [path.join(there, 'a folder')] },
      to: { side: 'local', folder: path.join(here, 'back') },
    });
    expect(down).toMatchObject({ state: 'done', remarks: [], how: { protocol: 'scp', verified: 'full' } });
    const expected = describeTree(Buffer.from(path.join(here, 'a folder')));
    expect(describeTree(Buffer.from(path.join(there, 'a folder')))).toEqual(expected);
    expect(describeTree(Buffer.from(path.join(here, 'back', 'a folder')))).toEqual(expected);
    const moved = await page.do({
      kind: 'copy',
      from: { side: 'remote', paths: [path.join(there, 'a folder')] },
      to: { side: 'remote', folder: path.join(there, 'beside') },
    });
    expect(moved).toMatchObject({ state: 'done', remarks: [] });
    expect(describeTree(Buffer.from(path.join(there, 'beside', 'a folder')))).toEqual(expected);
    const removed = await page.do({ kind: 'remove', side: 'remote', paths: [path.join(there, 'a folder')] });
    expect(removed).toMatchObject({ state: 'done', progress: { itemsDone: 5 } });
    expect(readdirSync(there)).toEqual(['beside']);
  });

  it('gives a file that is on the disk here before it takes its name', async () => {
    writeFileSync(path.join(there, 'big'), randomBytes(MIB));
    const handle = await open(path.join(there, 'big'));
    const handles = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const { sync } = handles;
    const wasThere: boolean[] = [];
    const watched = vi.spyOn(handles, 'sync').mockImplementation(function (this: typeof handle) {
      wasThere.push(existsSync(path.join(here, 'big')));
      return sync.call(this);
    });
    await server.page.do({
      kind: 'copy',
      from: { side: 'remote', paths: [path.join(there, 'big')] },
      to: { side: 'local', folder: here },
    });
    watched.mockRestore();
    expect(wasThere).toEqual([false]);
    expect(existsSync(path.join(here, 'big'))).toBe(true);
  });

  it('has every operation, and says what stands in its way', async () => {
    const at = (name: string) => path.join(there, name);
    await files.makeDirectory(at('d'));
    await (await files.openWrite(at('-f\n'), { create: 'new', size: 0 })).close();
    await files.makeSymlink('-no where', at('link'));
    await files.setAttributes(at('-f\n'), { mode: 0o604, modifiedMs: 1_234_567_890_000 });
    await files.setAttributes(at('link'), { mode: 0o777, modifiedMs: 1_000_000_000_000 });
    expect(await collect(there)).toMatchObject([
      { name: '-f\n', attributes: { kind: 'file', size: 0, mode: 0o604, modifiedMs: 1_234_567_890_000 } },
      { name: 'd', attributes: { kind: 'directory' } },
      { name: 'link', attributes: { kind: 'symlink', modifiedMs: 1_000_000_000_000 } },
    ]);
    expect((await collect(there))[0]?.owner).toMatch(/\w/);
    expect(await files.readLink(at('link'))).toBe('-no where');
    expect((await files.space(there))?.freeBytes).toBeGreaterThan(0);
    expect(await files.realpath('.')).toBe(server.sshd.home);
    symlinkSync('d', at('to d'));
    expect(await files.realpath(at('to d'))).toBe(at('d'));
    expect(await files.stat(at('to d'))).toMatchObject({ kind: 'directory' });

    writeFileSync(at('-long'), 'to be cut');
    await files.setAttributes(at('-long'), { size: 5, mode: 0o600 });
    expect(readFileSync(at('-long'), 'utf8')).toBe('to be');

    expect(await code(files.makeDirectory(at('d')))).toBe('exists');
    expect(await code(files.rename(at('-f\n'), at('link')))).toBe('exists');
    expect(await code(files.openWrite(at('-f\n'), { create: 'new', size: 9 }))).toBe('exists');
    expect(await code(files.lstat(at('nothing')))).toBe('not-found');
    expect(await code(files.openRead(at('nothing')))).toBe('not-found');
    expect(await code(collect(at('nothing')))).toBe('not-found');
    expect(await code(collect(at('-f\n')))).toBe('kind-clash');
    expect(await code(files.openWrite(at('no/such'), { create: 'new', size: 9 }))).toBe('not-found');
    expect(await code(files.makeDirectory(at('x'.repeat(256))))).toBe('name-refused');
    expect(await code(files.replace(at('-f\n'), at('d')))).toBe('kind-clash');
    writeFileSync(at('d/inside'), '');
    expect(await code(files.removeDirectory(at('d')))).toBe('not-empty');

    expect(await files.replace(at('-f\n'), at('to d'))).toBe('in-steps');
    expect(lstatSync(at('to d')).isFile()).toBe(true);
    expect(readdirSync(at('d'))).toEqual(['inside']);
    await files.removeFile(at('link'));
    expect(await code(files.removeFile(at('link')))).toBe('not-found');
  });

  it('compares pieces of files where the node computes no checksums', async () => {
    const bytes = randomBytes(MIB);
    writeFileSync(path.join(here, 'a'), bytes);
    const lanes = new TestLanes();
    lanes.addLane(new Lane(files, false));
    const copy = await copying(
      lanes,
      { from: { side: 'local', paths: [path.join(here, 'a')] }, to: { side: 'remote', folder: there } },
      { withoutChecksums: true },
    );
    await copy.run.run();
    expect([copy.tally.remarks, copy.tally.verified]).toEqual([[], 'sampled']);

    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path.join(there, 'a'), bytes);
    const pair = {
      source: { files: new LocalFiles(), path: path.join(here, 'a'), checksums: null },
      target: { files, path: path.join(there, 'a'), checksums: null },
      length: bytes.length,
      isWhole: true,
    };
    const { signal } = new AbortController();
    expect(await compare(pair, 'full', signal)).toEqual({ same: false, how: 'sampled' });
  });

  it('is read from any place, also what does not say how long it is', async () => {
    const bytes = randomBytes(300_000);
    writeFileSync(path.join(there, 'a'), bytes);
    const reading = await files.openRead(path.join(there, 'a'));
    expect(await reading.read(299_990, 100)).toEqual(bytes.subarray(299_990));
    const first = await reading.read(0, 1_000);
    expect(first).toEqual(bytes.subarray(0, first.length));
    expect(first.length).toBeGreaterThan(0);
    await reading.close();
    const version = await files.openRead('/proc/version');
    expect((await version.read(0, 10)).toString()).toMatch(/^Linux/);
    await version.close();
  });

  it('takes names of any bytes, and shell words in them mean nothing', async () => {
    const names = fc
      .uint8Array({ minLength: 1, maxLength: 255 })
      .map((name) =>
        nameFromBytes(Buffer.from(name.map((byte) => (byte === 0 || byte === 0x2f ? 0x27 : byte)))),
      )
      .filter((name) => name !== '.' && name !== '..');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(names, fc.constantFrom('$(touch x)', '`id`', "';id;'", '-rf', '*', '\n')),
        async (name) => {
          const target = path.posix.join(there, name);
          const writing = await files.openWrite(target, { create: 'new', size: 3 });
          await Promise.all([
            writing.write(0, Buffer.from('abc')),
            writing.setAttributes({ mode: 0o600 }),
            writing.close(),
          ]);
          expect(readdirSync(there, { encoding: 'buffer' })).toEqual([Buffer.from(nameBytes(name))]);
          expect((await collect(there)).map((entry) => entry.name)).toEqual([name]);
          const reading = await files.openRead(target);
          expect((await reading.read(0, 9)).toString()).toBe('abc');
          await reading.close();
          await files.makeSymlink(name, path.join(there, 'l'));
          expect(await files.readLink(path.join(there, 'l'))).toBe(name);
          await files.removeFile(path.join(there, 'l'));
          await files.removeFile(target);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('lists a folder of 5,000 entries as they come', async () => {
    for (let i = 0; i < 5_000; i++) writeFileSync(path.join(there, `entry ${i}`), '');
    let batches = 0;
    const names = new Set<string>();
    for await (const batch of files.list(there)) {
      batches++;
      for (const { name } of batch) names.add(name);
    }
    expect(names.size).toBe(5_000);
    expect(batches).toBeGreaterThan(2);
  });

  it('goes on with a part that was half copied, when it is the beginning of the source', async () => {
    const bytes = randomBytes(3 * MIB);
    const lanes = new TestLanes();
    lanes.addLane(new Lane(files, false));
    const checksums = await ShellChecksums.find(sshShell(await server.access.main));
    const directions = [
      { from: 'local' as const, to: 'remote' as const },
      { from: 'remote' as const, to: 'local' as const },
    ];
    for (const { from, to } of directions) {
      const [source, target] = from === 'local' ? [here, there] : [there, here];
      writeFileSync(path.join(source, from), bytes);
      // As a person's own half of a file: the same proof, and the same way to go on.
      writeFileSync(path.join(target, from), bytes.subarray(0, 2 * MIB));
      const copy = await copying(
        lanes,
        {
          from: { side: from, paths: [path.join(source, from)] },
          to: { side: to, folder: target },
          conflicts: 'resume',
        },
        { remoteChecksums: checksums },
      );
      await copy.run.run();
      expect(copy.tally.remarks).toEqual([]);
      // What was there is counted, and not copied once more.
      expect(copy.tally.bytesCopied).toBe(MIB);
      expect(readFileSync(path.join(target, from)).equals(bytes)).toBe(true);
    }
  });

  it.runIf(isRoot)('says that there is no room, and leaves nothing half written', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', there]);
    try {
      writeFileSync(path.join(here, 'a'), randomBytes(3 * MIB));
      const job = await server.page.do({
        kind: 'copy',
        from: { side: 'local', paths: [path.join(here, 'a')] },
        to: { side: 'remote', folder: there },
      });
      expect(job).toMatchObject({ state: 'failed', remarks: [{ problem: { code: 'files.no-room' } }] });
      expect(readdirSync(there)).toEqual([]);
    } finally {
      execFileSync('umount', [there]);
    }
  });

  it('does without scp, too', async () => {
    const plain = new ShellFiles(new Commands(await server.access.main), server.sshd.home, false);
    const bytes = randomBytes(200_000);
    const writing = await plain.openWrite(path.join(there, 'a'), { create: 'new', size: bytes.length });
    await writing.write(0, bytes);
    await writing.setAttributes({ mode: 0o644 });
    await writing.close();
    expect(readFileSync(path.join(there, 'a')).equals(bytes)).toBe(true);
    const reading = await plain.openRead(path.join(there, 'a'));
    const parts: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += parts.at(-1)?.length ?? 0)
      parts.push(await reading.read(at, MIB));
    await reading.close();
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });

  it('has random trees copied there and back, bit for bit, with times and modes', async () => {
    await fc.assert(
      fc.asyncProperty(treeArbitrary, async (tree) => {
        const place = mkdtempSync(path.join(base, 'tree-'));
        const original = path.join(place, 'a tree');
        makeTree(Buffer.from(original), tree);
        for (const [from, to] of [
          ['local', 'remote'],
          ['remote', 'local'],
        ] as const) {
          const job = await server.page.do({
            kind: 'copy',
            from: { side: from, paths: [from === 'local' ? original : path.join(place, 'remote', 'a tree')] },
            to: { side: to, folder: path.join(place, to) },
          });
          expect(job).toMatchObject({ state: 'done', remarks: [] });
        }
        const expected = describeTree(Buffer.from(original));
        expect(describeTree(Buffer.from(path.join(place, 'remote', 'a tree')))).toEqual(expected);
        expect(describeTree(Buffer.from(path.join(place, 'local', 'a tree')))).toEqual(expected);
        rmSync(place, { recursive: true, force: true });
      }),
      { numRuns: TREES },
    );
  });
});
