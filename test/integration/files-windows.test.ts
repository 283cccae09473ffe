import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepingNothing } from '../../src/connection/files/files-host.js';
import { FilesService } from '../../src/connection/files/files-service.js';
import { FilesPage } from '../support/files-page.js';
import { directAccess } from '../support/node-access.js';
import { startWindowsServer, type WindowsServer } from '../support/windows-server.js';

const MIB = 1024 * 1024;
const HOME = '/C:/Users/min';

let base: string;
let here: string;
let server: WindowsServer;
let page: FilesPage;
let close: () => Promise<void>;

beforeEach(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'sallyport-windows-'));
  here = path.join(base, 'here');
  mkdirSync(here);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(base, 'key')]);
  server = await startWindowsServer(path.join(base, 'disk'));
  const access = directAccess(server.port, {
    user: 'min',
    privateKey: readFileSync(path.join(base, 'key')),
  });
  const service = new FilesService(access, keepingNothing);
  page = new FilesPage(service);
  close = async () => {
    page.close();
    await service.close();
    await access.close();
    await server.close();
  };
});
afterEach(async () => {
  await close();
  rmSync(base, { recursive: true, force: true });
});

const list = async (remote: string) => {
  page.batches = [];
  const { path: absolute } = await page.call('list', { side: 'remote', path: remote });
  return { absolute, entries: page.batches.flat() };
};
const up = (name: string, change = {}) =>
  page.do({
    kind: 'copy',
    from: { side: 'local', paths: [path.join(here, name)] },
    to: { side: 'remote', folder: HOME },
    ...change,
  });
const down = (name: string, folder: string) =>
  page.do({
    kind: 'copy',
    from: { side: 'remote', paths: [`${HOME}/${name}`] },
    to: { side: 'local', folder },
  });

describe('a server on Windows', () => {
  it('says what it is: drives, names without case and by Windows’ rules, no checksums of its own', async () => {
    const { remote } = await page.call('info', {});
    expect(remote).toEqual({
      home: HOME,
      separator: '/',
      roots: ['/C:/', '/D:/'],
      ignoresCase: true,
      names: 'windows',
      protocol: 'sftp',
      extensions: [],
      checksums: false,
      elevated: false,
    });
    // PowerShell was asked what is there, and its complaint believed.
    expect(server.commands.length).toBeGreaterThan(0);
  });

  it('is gone through from the root and its drives, with either slash', async () => {
    writeFileSync(server.onDisk(`${HOME}/notes.txt`), 'hi');
    expect((await list('/')).entries.map(({ name }) => name)).toEqual(['C:', 'D:']);
    const home = await list(HOME);
    expect(home.entries).toMatchObject([{ name: 'notes.txt', kind: 'file', size: 2, mode: null }]);
    expect((await list(String.raw`C:\Users\MIN`)).absolute.toLowerCase()).toBe(HOME.toLowerCase());
    expect((await list('/D:/')).entries).toEqual([]);
    expect((await list('~')).absolute).toBe(HOME);
  });

  it.each(['CON', 'nul.txt', 'a:b', 'end.'])('makes nothing called %j, and says why', async (name) => {
    await expect(
      page.call('makeDirectory', { side: 'remote', path: `${HOME}/${name}` }),
    ).rejects.toMatchObject({ problem: { code: 'files.name-refused' } });
    writeFileSync(path.join(here, name), 'x');
    const job = await up(name);
    expect(job.remarks).toMatchObject([{ problem: { code: 'files.name-refused', params: { name } } }]);
    expect(readdirSync(server.onDisk(HOME))).toEqual([]);
  });

  it('does not take two names that differ in case only for two files', async () => {
    mkdirSync(path.join(here, 'tree'));
    for (const name of ['Readme', 'README']) writeFileSync(path.join(here, 'tree', name), name);
    const job = await up('tree');
    expect(job.remarks).toMatchObject([{ problem: { code: 'files.case-clash' } }]);
    expect(readdirSync(server.onDisk(`${HOME}/tree`))).toHaveLength(1);
  });

  it('gets and gives trees bit for bit with times; pieces of them are compared', async () => {
    mkdirSync(path.join(here, 'tree', '한국어 폴더', 'empty'), { recursive: true });
    writeFileSync(path.join(here, 'tree', 'big'), randomBytes(5 * MIB));
    writeFileSync(path.join(here, 'tree', '한국어 폴더', 'a b'), 'small', { mode: 0o444 });
    utimesSync(path.join(here, 'tree', 'big'), 1_500_000_000, 1_500_000_000);
    const job = await up('tree');
    expect(job).toMatchObject({ state: 'done', remarks: [], how: { protocol: 'sftp', verified: 'sampled' } });
    const there = server.onDisk(`${HOME}/tree`);
    execFileSync('diff', ['-r', path.join(here, 'tree'), there]);
    expect(statSync(path.join(there, 'big')).mtimeMs).toBe(1_500_000_000_000);

    const back = path.join(base, 'back');
    expect(await down('tree', back)).toMatchObject({ state: 'done', remarks: [] });
    execFileSync('diff', ['-r', there, path.join(back, 'tree')]);
    expect(statSync(path.join(back, 'tree', 'big')).mtimeMs).toBe(1_500_000_000_000);
  });

  it('has its files replaced in steps, also ones whose names are written otherwise, and nothing is left beside', async () => {
    writeFileSync(server.onDisk(`${HOME}/Notes.TXT`), 'the old one');
    const bytes = randomBytes(100_000);
    writeFileSync(path.join(here, 'notes.txt'), bytes);
    const job = await up('notes.txt', { conflicts: 'overwrite' });
    expect(job).toMatchObject({ state: 'done', remarks: [], how: { inSteps: true } });
    expect(readdirSync(server.onDisk(HOME)).map((name) => name.toLowerCase())).toEqual(['notes.txt']);
    expect(readFileSync(server.onDisk(`${HOME}/notes.txt`)).equals(bytes)).toBe(true);
  });

  it('gives copies the mode that new files have here, and those that they replace theirs', async () => {
    writeFileSync(server.onDisk(`${HOME}/a`), 'a');
    writeFileSync(path.join(here, 'usual'), '');
    const back = path.join(base, 'back');
    await down('a', back);
    expect(statSync(path.join(back, 'a')).mode & 0o777).toBe(statSync(path.join(here, 'usual')).mode & 0o777);
    writeFileSync(server.onDisk(`${HOME}/a`), 'another');
    chmodSync(path.join(back, 'a'), 0o750);
    await page.do({
      kind: 'copy',
      from: { side: 'remote', paths: [`${HOME}/a`] },
      to: { side: 'local', folder: back },
      conflicts: 'overwrite',
    });
    expect(readFileSync(path.join(back, 'a'), 'utf8')).toBe('another');
    expect(statSync(path.join(back, 'a')).mode & 0o777).toBe(0o750);
  });
});
