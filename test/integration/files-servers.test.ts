import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  existsSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClientChannel } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FilesHost } from '../../src/connection/files/files-host.js';
import { FilesService } from '../../src/connection/files/files-service.js';
import type { StoredJob } from '../../src/shared/contract/index.js';
import { runJob } from '../../src/connection/files/run-job.js';
import { serveFiles, type FilesServer } from '../support/files-server.js';
import { directAccess, type TestAccess } from '../support/node-access.js';
import { sftpServerProgram } from '../support/sftp-process.js';
import { describeTree } from '../support/trees.js';

const MIB = 1024 * 1024;
const isRoot = process.getuid?.() === 0;

let base: string;
let here: string;
const closing: (() => unknown)[] = [];

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'sallyport-servers-'));
  here = path.join(base, 'here');
  mkdirSync(here);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(base, { recursive: true, force: true });
});

/** Main's part in jobs: a store in memory. */
function jobStore(kept: { jobs: readonly StoredJob[] }, elevated = false): FilesHost {
  return {
    loadJobs: () => Promise.resolve(kept.jobs),
    saveJobs: (jobs) => {
      kept.jobs = structuredClone(jobs);
      return Promise.resolve();
    },
    settings: () => Promise.resolve({ sessions: 2, verify: 'sampled', elevated }),
  };
}

async function serve(extraConfig: string[], host?: FilesHost): Promise<FilesServer> {
  const server = await serveFiles(base, extraConfig, host);
  closing.push(() => server.close());
  return server;
}

/** One more way to a server. */
function serveAgain({ port, user }: FilesServer['sshd']): { access: TestAccess } {
  const access = directAccess(port, { user, privateKey: readFileSync(path.join(base, 'key')) });
  closing.push(() => access.close());
  return { access };
}

const copyUp = (name: string, folder: string) => ({
  kind: 'copy' as const,
  from: { side: 'local' as const, paths: [path.join(here, name)] },
  to: { side: 'remote' as const, folder },
});
const copyDown = (source: string) => ({
  kind: 'copy' as const,
  from: { side: 'remote' as const, paths: [source] },
  to: { side: 'local' as const, folder: path.join(base, 'back') },
});

describe('OpenSSH’s sftp-server', () => {
  it('is listed, written to and read from, and says what it can do', async () => {
    const { page, sshd } = await serve([`Subsystem sftp ${sftpServerProgram()}`]);
    const info = await page.call('info', {});
    expect(info.remote).toMatchObject({ protocol: 'sftp', home: sshd.home, checksums: true, roots: [] });
    expect(info.remote.extensions).toEqual(
      expect.arrayContaining(['posix-rename@openssh.com', 'fsync@openssh.com', 'limits@openssh.com']),
    );

    const folder = path.join(sshd.home, 'a folder');
    await page.call('makeDirectory', { side: 'remote', path: folder });
    await page.call('makeFile', { side: 'remote', path: path.join(folder, '-rf') });
    await expect(
      page.call('makeFile', { side: 'remote', path: path.join(folder, '-rf') }),
    ).rejects.toMatchObject({
      problem: { code: 'files.exists', params: { side: 'remote' } },
    });
    symlinkSync('nowhere', path.join(folder, 'dangling'));
    symlinkSync('..', path.join(folder, 'up'));
    await page.call('changeMode', { side: 'remote', path: path.join(folder, '-rf'), mode: 0o600 });
    const { path: absolute, count } = await page.call('list', { side: 'remote', path: '~/a folder' });
    expect([absolute, count]).toEqual([folder, 3]);
    const entries = page.batches.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(entries).toMatchObject([
      { name: '-rf', kind: 'file', size: 0, mode: 0o600 },
      { name: 'dangling', kind: 'symlink', link: { target: 'nowhere', kind: null } },
      { name: 'up', kind: 'symlink', link: { target: '..', kind: 'directory' } },
    ]);
    expect(entries[0]?.owner).toMatch(/\w/);

    await page.call('rename', { side: 'remote', from: path.join(folder, '-rf'), to: path.join(folder, 'b') });
    await expect(
      page.call('rename', { side: 'remote', from: path.join(folder, 'b'), to: path.join(folder, 'up') }),
    ).rejects.toMatchObject({ problem: { code: 'files.exists' } });
    expect((await page.call('space', { side: 'remote', path: folder }))?.freeBytes).toBeGreaterThan(0);
    expect(await page.call('measure', { side: 'remote', paths: [folder] })).toMatchObject({
      files: 1,
      folders: 1,
      others: 2,
    });
    const removed = await page.do({ kind: 'remove', side: 'remote', paths: [folder] });
    expect(removed).toMatchObject({ state: 'done', progress: { itemsDone: 4 } });
    expect(readdirSync(sshd.home)).not.toContain('a folder');
  });

  it('lists a folder of 20,000 entries as they come', async () => {
    const { page, sshd } = await serve([`Subsystem sftp ${sftpServerProgram()}`]);
    const folder = path.join(sshd.home, 'many');
    mkdirSync(folder);
    for (let i = 0; i < 20_000; i++) writeFileSync(path.join(folder, `entry ${i}`), '');
    const { count } = await page.call('list', { side: 'remote', path: folder });
    expect(count).toBe(20_000);
    expect(page.batches.length).toBeGreaterThan(20);
    expect(new Set(page.batches.flat().map(({ name }) => name)).size).toBe(20_000);
  });

  it('copies with jobs that run in order, can be moved, and are kept until they have ended', async () => {
    const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
    const { page, sshd } = await serve([], jobStore(kept));
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(path.join(here, name), randomBytes(2 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd'])
      ids.push((await page.call('jobs.add', { job: copyUp(name, sshd.home) as never })).jobId);
    await page.call('jobs.move', { jobId: ids[3]!, before: ids[2]! });
    expect(page.order).toEqual([ids[0], ids[1], ids[3], ids[2]]);
    await page.until(ids[0]!, ({ progress }) => progress.bytesDone > 0 && progress.bytesPerSecond > 0);
    expect([2, 3].map((index) => page.jobs.get(ids[index]!)?.state)).toEqual(['queued', 'queued']);
    await vi.waitFor(() => expect(kept.jobs).toHaveLength(4), { timeout: 5_000 });
    await page.call('jobs.cancel', { jobId: ids[2]! });
    await page.call('jobs.limit', { bytesPerSecond: null });
    for (const index of [0, 1, 3]) await page.until(ids[index]!, ({ state }) => state === 'done');
    // As the settings say.
    expect(page.jobs.get(ids[0]!)?.how).toMatchObject({ protocol: 'sftp', verified: 'sampled' });
    await vi.waitFor(() => expect(kept.jobs).toEqual([]), { timeout: 5_000 });
    for (const name of ['a', 'b', 'd'])
      expect(readFileSync(path.join(sshd.home, name)).equals(readFileSync(path.join(here, name)))).toBe(true);
    expect(readdirSync(sshd.home)).not.toContain('c');
  });

  it('is rid of the parts of a discarded job at the next connection, and of nothing else', async () => {
    const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
    const { page, service, sshd } = await serve([], jobStore(kept));
    writeFileSync(path.join(here, 'a'), randomBytes(4 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
    await page.call('jobs.add', { job: copyUp('a', sshd.home) as never });
    await vi.waitFor(() => expect(kept.jobs[0]?.parts[0]?.bytesDone).toBeGreaterThan(0), { timeout: 5_000 });
    await service.close();
    const [job] = kept.jobs;
    const part = path.basename(job!.parts[0]!.partPath);
    expect(readdirSync(sshd.home)).toContain(part);
    // One that somebody has put into a job's list.
    writeFileSync(path.join(sshd.home, 'mine'), 'm');
    const other = { ...job!.parts[0]!, partPath: path.join(sshd.home, 'mine') };
    kept.jobs = [{ ...job!, state: 'discarded', parts: [...job!.parts, other] }];
    const { access } = serveAgain(sshd);
    const next = new FilesService(access, jobStore(kept));
    closing.push(() => next.close());
    await next.restoreJobs();
    await vi.waitFor(() => expect(kept.jobs).toEqual([]), { timeout: 5_000 });
    expect(readdirSync(sshd.home)).not.toContain(part);
    expect(readdirSync(sshd.home)).toContain('mine');
  });

  it('keeps what a person has decided at once, for the case that the app is killed right after it', async () => {
    const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
    const { page, sshd } = await serve([], jobStore(kept));
    writeFileSync(path.join(here, 'a'), randomBytes(4 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
    const { jobId } = await page.call('jobs.add', { job: copyUp('a', sshd.home) as never });
    expect(kept.jobs).toMatchObject([{ jobId, state: 'queued' }]);
    await page.call('jobs.pause', { jobId });
    expect(kept.jobs).toMatchObject([{ jobId, state: 'paused' }]);
    await page.call('jobs.resume', { jobId });
    expect(kept.jobs).toMatchObject([{ jobId, state: 'queued' }]);
    await page.call('jobs.cancel', { jobId });
    expect(kept.jobs).toEqual([]);
  });

  it('leaves of a copy that does not outlive its connection only what is to be removed', async () => {
    const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
    const { page, service, sshd } = await serve([], jobStore(kept));
    writeFileSync(path.join(here, 'a'), randomBytes(4 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
    await page.call('jobs.add', { job: { ...copyUp('a', sshd.home), outlivesConnection: false } as never });
    await vi.waitFor(() => expect(kept.jobs[0]?.parts[0]?.bytesDone).toBeGreaterThan(0), { timeout: 5_000 });
    await service.close();
    expect(kept.jobs).toMatchObject([{ state: 'discarded' }]);
    const next = new FilesService(serveAgain(sshd).access, jobStore(kept));
    closing.push(() => next.close());
    await next.restoreJobs();
    await vi.waitFor(() => expect(kept.jobs).toEqual([]), { timeout: 5_000 });
    expect(readdirSync(sshd.home).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(readdirSync(sshd.home)).not.toContain('a');
  });

  it('tells where the shell of the connection is, also within another shell, byte for byte', async () => {
    const { page, access, sshd } = await serve([]);
    expect(await page.call('shellFolder', {})).toBeNull();
    const folder = path.join(sshd.home, "it's\n a folder");
    mkdirSync(folder);
    const client = await access.main;
    const shell = await new Promise<ClientChannel>((resolve, reject) =>
      client.shell((error, channel) => (error ? reject(error) : resolve(channel))),
    );
    shell.resume();
    const where = async () => (await page.call('shellFolder', {}))?.path;
    await vi.waitFor(async () => expect(await where()).toBe(sshd.home), { timeout: 10_000, interval: 100 });
    shell.write('cd it*\n');
    await vi.waitFor(async () => expect(await where()).toBe(folder), { timeout: 10_000, interval: 100 });
    shell.write('sh\ncd /usr\n');
    await vi.waitFor(async () => expect(await where()).toBe('/usr'), { timeout: 10_000, interval: 100 });
    shell.end('exit\nexit\n');
    await vi.waitFor(async () => expect(await where()).toBeUndefined(), { timeout: 10_000, interval: 100 });
  });

  it('asks the page about a conflict, and goes on with its answer', async () => {
    const { page, sshd } = await serve([]);
    writeFileSync(path.join(here, 'a'), 'new');
    writeFileSync(path.join(sshd.home, 'a'), 'old');
    const { jobId } = await page.call('jobs.add', { job: copyUp('a', sshd.home) as never });
    const { question } = await page.until(jobId, ({ state }) => state === 'waiting');
    expect(question?.actions).toContain('rename');
    await page.call('jobs.answer', {
      jobId,
      questionId: question!.questionId,
      action: 'rename',
      name: 'other',
      forAll: false,
    });
    await page.until(jobId, ({ state }) => state === 'done');
    expect(readFileSync(path.join(sshd.home, 'other'), 'utf8')).toBe('new');
  });

  it('get and give hundreds of small files by tar, whole and with times and modes, and keep nothing of those cancelled', async () => {
    const { page, sshd } = await serve([]);
    const many = path.join(here, 'many');
    mkdirSync(path.join(many, 'x'.repeat(200), 'caf\u00e9 $(id)'), { recursive: true });
    for (let i = 0; i < 600; i++) {
      const folder = i % 2 ? path.join(many, 'x'.repeat(200), 'caf\u00e9 $(id)') : many;
      const file = path.join(folder, `file ${i}`);
      writeFileSync(file, randomBytes(i));
      chmodSync(file, i % 3 ? 0o600 : 0o755);
      utimesSync(file, 1_000_000_000 + i, 1_000_000_000 + i);
    }
    // Something is in the way of one: it is replaced whole, as by SFTP.
    mkdirSync(path.join(sshd.home, 'many'));
    writeFileSync(path.join(sshd.home, 'many', 'file 2'), 'old');
    const job = await page.do({ ...copyUp('many', sshd.home), conflicts: 'overwrite' });
    expect(job).toMatchObject({ state: 'done', remarks: [], how: { protocol: 'tar', verified: 'full' } });
    const withoutTop = (folder: string) => describeTree(Buffer.from(folder)).slice(1);
    expect(withoutTop(path.join(sshd.home, 'many'))).toEqual(withoutTop(many));

    const back = path.join(here, 'back');
    mkdirSync(path.join(back, 'many'), { recursive: true });
    writeFileSync(path.join(back, 'many', 'file 4'), 'old');
    const down = await page.do({
      kind: 'copy',
      from: { side: 'remote', paths: [path.join(sshd.home, 'many')] },
      to: { side: 'local', folder: back },
      conflicts: 'overwrite',
    });
    expect(down).toMatchObject({ state: 'done', remarks: [], how: { protocol: 'tar', verified: 'full' } });
    expect(withoutTop(path.join(back, 'many'))).toEqual(withoutTop(many));

    await page.call('jobs.limit', { bytesPerSecond: 20_000 });
    const spec = { ...copyUp('many', path.join(sshd.home, 'other')), conflicts: 'overwrite' as const };
    const { jobId } = await page.call('jobs.add', { job: spec as never });
    await page.until(jobId, ({ progress }) => progress.bytesDone > 0);
    await page.call('jobs.cancel', { jobId });
    const left = readdirSync(path.join(sshd.home, 'other'), { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('copies without a page, as the command line does: with progress, questions and a way to cancel', async () => {
    const { service, sshd } = await serve([]);
    writeFileSync(path.join(here, 'a'), randomBytes(3 * MIB));
    writeFileSync(path.join(sshd.home, 'a'), 'old');
    const seen: number[] = [];
    const skipped = await runJob(service, copyUp('a', sshd.home));
    expect(skipped).toMatchObject({ state: 'done', progress: { itemsSkipped: 1 } });
    expect(readFileSync(path.join(sshd.home, 'a'), 'utf8')).toBe('old');
    const copied = await runJob(service, copyUp('a', sshd.home), {
      onChange: ({ progress }) => seen.push(progress.bytesDone),
      onQuestion: () => Promise.resolve({ action: 'overwrite', forAll: false }),
    });
    expect(copied).toMatchObject({ state: 'done', how: { verified: 'full' } });
    expect(seen.at(-1)).toBe(3 * MIB);
    expect(readFileSync(path.join(sshd.home, 'a')).equals(readFileSync(path.join(here, 'a')))).toBe(true);

    await service.handlers['jobs.limit'](
      { bytesPerSecond: 100_000 },
      {
        signal: new AbortController().signal,
        entries: () => undefined,
      },
    );
    const cancel = new AbortController();
    const cancelled = await runJob(
      service,
      { ...copyUp('a', sshd.home), to: { side: 'remote', folder: path.join(sshd.home, 'new') } },
      {
        signal: cancel.signal,
        onChange: ({ progress }) => {
          if (progress.bytesDone > 0) cancel.abort();
        },
      },
    );
    expect(cancelled.state).toBe('cancelled');
    expect(readdirSync(path.join(sshd.home, 'new'))).toEqual([]);
  });

  it('opens no more sessions than the settings say, and none once it is told so', async () => {
    const { page, sshd, access } = await serve([], jobStore({ jobs: [] }));
    writeFileSync(path.join(here, 'a'), randomBytes(24 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 8_000_000 });
    const { jobId } = await page.call('jobs.add', { job: copyUp('a', sshd.home) as never });
    await page.until(jobId, ({ how }) => how.sessions === 2);
    await page.until(jobId, ({ state }) => state === 'done');
    // The terminal's, and the two of the settings, for work that would have kept twelve busy.
    expect(access.opened).toHaveLength(3);

    const other = await serveFiles(mkdtempSync(path.join(base, 'other-')));
    closing.push(() => other.close());
    await other.page.call('jobs.sessions', { most: 0 });
    await other.page.call('jobs.limit', { bytesPerSecond: 16_000_000 });
    expect(await other.page.do(copyUp('a', other.sshd.home))).toMatchObject({ state: 'done' });
    expect(other.access.opened).toHaveLength(1);
  });

  it.runIf(isRoot)('copies all of it on a retry, when there was no room for it before', async () => {
    const { page, sshd } = await serve([]);
    const disk = path.join(sshd.home, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    closing.push(() => execFileSync('umount', ['-l', disk]));
    mkdirSync(path.join(here, 'tree'));
    for (const name of ['a', 'b', 'c']) writeFileSync(path.join(here, 'tree', name), randomBytes(3 * MIB));
    const job = await page.do(copyUp('tree', disk));
    expect(job).toMatchObject({
      state: 'failed',
      remarks: [{ path: '', problem: { code: 'files.no-room', params: { needed: 9 * MIB, free: 8 * MIB } } }],
    });
    execFileSync('mount', ['-o', 'remount,size=16m', disk]);
    await page.call('jobs.retry', { jobId: job.jobId });
    await page.until(job.jobId, ({ state }) => state === 'done');
    expect(describeTree(Buffer.from(path.join(disk, 'tree')))).toEqual(
      describeTree(Buffer.from(path.join(here, 'tree'))),
    );
  });

  it('says why root’s files are not served where there is no sudo, and goes on as before', async () => {
    const programs = path.join(base, 'programs');
    mkdirSync(programs);
    symlinkSync('/bin/sh', path.join(programs, 'sh'));
    const { page } = await serve([
      `Subsystem sftp ${sftpServerProgram()}`,
      `ForceCommand PATH=${programs} exec sh -c "$SSH_ORIGINAL_COMMAND"`,
    ]);
    expect((await page.call('info', {})).remote.elevated).toBe(false);
    await expect(page.call('elevate', { on: true })).rejects.toMatchObject({
      problem: { code: 'files.no-elevation', details: expect.stringContaining('sudo') as string },
    });
    expect((await page.call('info', {})).remote).toMatchObject({ elevated: false, protocol: 'sftp' });
  });

  it('serves the person’s own files where root’s were chosen once and sudo does not let it any more', async () => {
    const { page } = await serve(
      [
        `Subsystem sftp ${sftpServerProgram()}`,
        'ForceCommand exec env PATH=/nowhere /bin/sh -c "$SSH_ORIGINAL_COMMAND"',
      ],
      jobStore({ jobs: [] }, true),
    );
    expect((await page.call('info', {})).remote).toMatchObject({ elevated: false, protocol: 'sftp' });
    await expect(page.call('elevate', { on: true })).rejects.toMatchObject({
      problem: { code: 'files.no-elevation' },
    });
  });

  it.runIf(isRoot && existsSync('/usr/bin/sudo'))(
    'serves root’s files through sudo’s own sftp-server, and the person’s again',
    async () => {
      const { page, sshd } = await serve([
        `Subsystem sftp ${sftpServerProgram()} -R`,
        // sudo looks for root among the system's users, not among those that this server is given.
        'ForceCommand exec env -u LD_PRELOAD sh -c "$SSH_ORIGINAL_COMMAND"',
      ]);
      writeFileSync(path.join(here, 'a'), 'a');
      const denied = await page.do(copyUp('a', sshd.home));
      expect(denied).toMatchObject({ remarks: [{ problem: { code: 'files.denied' } }] });
      expect((await page.call('elevate', { on: true })).remote.elevated).toBe(true);
      expect(await page.do(copyUp('a', sshd.home))).toMatchObject({ state: 'done' });
      expect(readFileSync(path.join(sshd.home, 'a'), 'utf8')).toBe('a');
      expect((await page.call('elevate', { on: false })).remote.elevated).toBe(false);
      await expect(
        page.call('makeDirectory', { side: 'remote', path: path.join(sshd.home, 'b') }),
      ).rejects.toMatchObject({ problem: { code: 'files.denied' } });
    },
  );

  it.runIf(isRoot && existsSync('/usr/bin/sudo'))(
    'goes on with what was begun as root as root, where that was chosen for the node',
    async () => {
      const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
      const { page, service, sshd } = await serve(
        [
          `Subsystem sftp ${sftpServerProgram()} -R`,
          'ForceCommand exec env -u LD_PRELOAD sh -c "$SSH_ORIGINAL_COMMAND"',
        ],
        jobStore(kept, true),
      );
      expect((await page.call('info', {})).remote.elevated).toBe(true);
      writeFileSync(path.join(here, 'a'), randomBytes(4 * MIB));
      await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
      await page.call('jobs.add', { job: copyUp('a', sshd.home) as never });
      await vi.waitFor(() => expect(kept.jobs[0]?.parts[0]?.bytesDone).toBeGreaterThan(0), {
        timeout: 5_000,
      });
      await service.close();
      const next = new FilesService(serveAgain(sshd).access, jobStore(kept, true));
      closing.push(() => next.close());
      await next.restoreJobs();
      await vi.waitFor(() => expect(kept.jobs).toEqual([]), { timeout: 10_000 });
      expect(readFileSync(path.join(sshd.home, 'a')).equals(readFileSync(path.join(here, 'a')))).toBe(true);
    },
  );
});

describe('other servers', () => {
  it.runIf(isRoot)('internal-sftp in a chroot, where no command runs: copies are sampled', async () => {
    // Not below /tmp: sshd wants each folder on the way to be root's alone.
    const root = mkdtempSync('/run/sallyport-chroot-');
    closing.push(() => rmSync(root, { recursive: true }));
    chmodSync(root, 0o755);
    mkdirSync(path.join(root, 'upload'));
    const { page } = await serve([`ChrootDirectory ${root}`, 'ForceCommand internal-sftp']);
    expect((await page.call('info', {})).remote).toMatchObject({ checksums: false, home: '/' });
    writeFileSync(path.join(here, 'a'), randomBytes(3 * MIB));
    const up = await page.do(copyUp('a', '/upload'));
    expect(up).toMatchObject({ state: 'done', how: { verified: 'sampled' } });
    const down = await page.do(copyDown('/upload/a'));
    expect(down).toMatchObject({ state: 'done', how: { verified: 'sampled' } });
    expect(readFileSync(path.join(base, 'back', 'a')).equals(readFileSync(path.join(here, 'a')))).toBe(true);
  });

  it('one that only gives files out', async () => {
    const { page, sshd } = await serve([`Subsystem sftp ${sftpServerProgram()} -R`]);
    writeFileSync(path.join(here, 'a'), 'a');
    const up = await page.do(copyUp('a', sshd.home));
    expect(up).toMatchObject({ state: 'failed', remarks: [{ problem: { code: 'files.denied' } }] });
    writeFileSync(path.join(sshd.home, 'b'), 'b');
    expect(await page.do(copyDown(path.join(sshd.home, 'b')))).toMatchObject({ state: 'done' });
  });

  it('one whose SFTP is out of order is served by SCP', async () => {
    const { page, sshd } = await serve(['Subsystem sftp /bin/echo Welcome to this machine, dear visitor']);
    expect((await page.call('info', {})).remote).toMatchObject({ protocol: 'scp', home: sshd.home });
  });

  it('one where nothing runs says so', async () => {
    const { page } = await serve(['ForceCommand /bin/echo Welcome to this machine, dear visitor']);
    await expect(page.call('info', {})).rejects.toMatchObject({ problem: { code: 'files.no-access' } });
  });
});
