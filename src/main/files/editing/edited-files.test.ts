import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EditedFiles } from './edited-files.js';
import { localName } from './local-name.js';

const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const LOOK_MS = 15;
let root: string;
let changed: string[];
let files: EditedFiles;

const load = () =>
  EditedFiles.load(
    root,
    log,
    { changed: (editId) => changed.push(editId), leftChanged: () => undefined },
    'linux',
    LOOK_MS,
  );

/** A file that was fetched from a node, and is followed. */
async function begin(text = 'as on the node') {
  const edit = await files.begin('i-1', '/etc/app/main.conf');
  writeFileSync(edit.localPath, text, { mode: 0o755 });
  const base = await files.fetched(edit.editId);
  return { ...edit, base };
}
const looks = (count: number) => new Promise((resolve) => setTimeout(resolve, count * LOOK_MS));
const told = () => vi.waitFor(() => expect(changed).toHaveLength(1), { timeout: 5_000 });

beforeEach(async () => {
  root = join(mkdtempSync(join(tmpdir(), 'sallyport-editing-')), 'editing');
  changed = [];
  files = await load();
});
afterEach(async () => {
  await files.release();
  rmSync(dirname(root), { recursive: true, force: true });
});

describe('a file of a node that is edited here', () => {
  it('has its own name in a folder that nobody else can enter, can be written, and not be run', async () => {
    const { localPath } = await begin();
    expect(localPath.endsWith('/main.conf')).toBe(true);
    expect(statSync(dirname(localPath)).mode & 0o077).toBe(0);
    expect(statSync(localPath).mode & 0o777).toBe(0o644);
  });

  it('is told of when it was saved in place, and what is taken is what was saved', async () => {
    const { editId, localPath, base } = await begin();
    writeFileSync(localPath, 'changed');
    await told();
    const change = await files.takeChange(editId);
    expect(readFileSync(change!.path, 'utf8')).toBe('changed');
    expect(change!.content).toMatchObject({ size: 7 });
    expect(change!.content.sha256).not.toBe(base.sha256);
    // What is written meanwhile is not what is being uploaded.
    writeFileSync(localPath, 'changed again');
    expect(readFileSync(change!.path, 'utf8')).toBe('changed');
  });

  it('is told of once when an editor puts a new file in its place, by way of others', async () => {
    const { localPath } = await begin();
    writeFileSync(`${localPath}.swp`, 'swap');
    writeFileSync(`${localPath}~`, 'new');
    rmSync(localPath);
    await looks(3);
    renameSync(`${localPath}~`, localPath);
    await told();
    await looks(8);
    expect(changed).toHaveLength(1);
  });

  it('is told of once when an editor writes several times, at its end', async () => {
    const { editId, localPath } = await begin('');
    for (let i = 0; i < 30; i++) {
      appendFileSync(localPath, 'x'.repeat(1000));
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await told();
    expect((await files.takeChange(editId))!.content.size).toBe(30_000);
    await looks(8);
    expect(changed).toHaveLength(1);
  });

  it('is not told of when it was saved as it is on the node', async () => {
    const { editId, localPath } = await begin('same');
    writeFileSync(localPath, 'same');
    await looks(10);
    expect(changed).toEqual([]);
    expect(await files.takeChange(editId)).toBeNull();
  });

  it('is as on the node once that has what was changed', async () => {
    const { editId, localPath } = await begin();
    writeFileSync(localPath, 'changed');
    await told();
    const { content } = (await files.takeChange(editId))!;
    await files.uploaded(editId, content);
    expect(await files.takeChange(editId)).toBeNull();
  });

  it('is gone with all its copies when that is wanted', async () => {
    const { editId, localPath } = await begin();
    writeFileSync(localPath, 'changed');
    await told();
    await files.takeChange(editId);
    await files.end(editId);
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('when the app ends', () => {
  it('only what has changes that are not on the node stays, is found again, and can be gone on with', async () => {
    const clean = await begin();
    const edit = await begin();
    writeFileSync(edit.localPath, 'changed');
    await files.release();
    expect(existsSync(clean.localPath)).toBe(false);
    files = await load();
    expect(files.left()).toEqual([
      {
        editId: edit.editId,
        nodeId: 'i-1',
        path: '/etc/app/main.conf',
        localPath: edit.localPath,
        base: edit.base,
      },
    ]);
    expect(files.adopt(edit.editId)).toMatchObject({ localPath: edit.localPath });
    expect(files.left()).toEqual([]);
    expect(files.adopt(edit.editId)).toBeNull();
    await told();
    expect((await files.takeChange(edit.editId))!.content.size).toBe(7);
  });

  it('by a kill, copies that have no changes are removed at the next start', async () => {
    const { localPath } = await begin();
    const unfetched = await files.begin('i-1', '/etc/other');
    writeFileSync(unfetched.localPath, 'half');
    chmodSync(localPath, 0o400);
    const next = await load();
    expect(next.left()).toEqual([]);
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('the name of a copy', () => {
  it.each([
    ['nginx.conf', 'nginx.conf', 'nginx.conf'],
    ['한국어 파일.txt', '한국어 파일.txt', '한국어 파일.txt'],
    ['r\udce9s\n.txt', 'r_s_.txt', 'r_s_.txt'],
    ['📁 💀.txt', '📁 💀.txt', '📁 💀.txt'],
    ['a:b?.log', 'a:b?.log', 'a_b_.log'],
    ['con.txt', 'con.txt', '_con.txt'],
    ['ends. ', 'ends. ', 'ends_'],
  ])('of %j is %j, on Windows %j', (name, onLinux, onWindows) => {
    expect([localName(name, 'linux'), localName(name, 'win32')]).toEqual([onLinux, onWindows]);
  });
});
