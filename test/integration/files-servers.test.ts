import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { ClientChannel } from 'ssh2';
import { describe, expect, it, vi } from 'vitest';
import { servedFiles } from '../support/served-files.js';
import { sftpServerProgram } from '../support/sftp-process.js';
import { describeTree } from '../support/trees.js';

const MIB = 1024 * 1024;
/** Several times what a job begins before it has a second session: only those that begin later go by tar. */
const MANY = 2_000;
const isRoot = process.getuid?.() === 0;
const node = servedFiles();

describe('OpenSSH’s sftp-server', () => {
  it('is listed, written to and read from, and says what it can do', async () => {
    const { page, sshd } = await node.serve([`Subsystem sftp ${sftpServerProgram()}`]);
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
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    await expect(
      page.call('read', { side: 'remote', path: path.join(folder, 'pipe'), offset: 0, length: 9 }),
    ).rejects.toMatchObject({ problem: { code: 'files.special', params: { kind: 'fifo' } } });
    const removed = await page.do({ kind: 'remove', side: 'remote', paths: [folder] });
    expect(removed).toMatchObject({ state: 'done', progress: { itemsDone: 5 } });
    expect(readdirSync(sshd.home)).not.toContain('a folder');
  });

  it('lists a folder of 20,000 entries as they come', async () => {
    const { page, sshd } = await node.serve([`Subsystem sftp ${sftpServerProgram()}`]);
    const folder = path.join(sshd.home, 'many');
    mkdirSync(folder);
    for (let i = 0; i < 20_000; i++) writeFileSync(path.join(folder, `entry ${i}`), '');
    const { count } = await page.call('list', { side: 'remote', path: folder });
    expect(count).toBe(20_000);
    expect(page.batches.length).toBeGreaterThan(20);
    expect(new Set(page.batches.flat().map(({ name }) => name)).size).toBe(20_000);
  });

  it('tells where the shell of the connection is, also within another shell, byte for byte', async () => {
    const { page, access, sshd } = await node.serve([]);
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

  it('get and give many small files by tar, whole and with times and modes, and keep nothing of those cancelled', async () => {
    const { page, sshd } = await node.serve([]);
    const many = path.join(node.here, 'many');
    mkdirSync(path.join(many, 'x'.repeat(200), 'caf\u00e9 $(id)'), { recursive: true });
    for (let i = 0; i < MANY; i++) {
      const folder = i % 2 ? path.join(many, 'x'.repeat(200), 'caf\u00e9 $(id)') : many;
      const file = path.join(folder, `file ${i}`);
      writeFileSync(file, randomBytes(i % 500));
      chmodSync(file, i % 3 ? 0o600 : 0o755);
      utimesSync(file, 1_000_000_000 + i, 1_000_000_000 + i);
    }
    // Something is in the way of one: it is replaced whole, as by SFTP.
    mkdirSync(path.join(sshd.home, 'many'));
    writeFileSync(path.join(sshd.home, 'many', 'file 2'), 'old');
    // Else it would be over before another session is worth opening, and only those use tar.
    await page.call('jobs.limit', { bytesPerSecond: 40_000 });
    const up = { ...node.copyUp('many', sshd.home), conflicts: 'overwrite' as const };
    const { jobId: upId } = await page.call('jobs.add', { job: up as never });
    await page.until(upId, ({ how }) => how.protocol === 'tar');
    await page.call('jobs.limit', { bytesPerSecond: null });
    const job = await page.until(upId, ({ endedAt }) => endedAt !== null);
    expect(job).toMatchObject({ state: 'done', remarks: [], how: { protocol: 'tar', verified: 'full' } });
    const withoutTop = (folder: string) => describeTree(Buffer.from(folder)).slice(1);
    expect(withoutTop(path.join(sshd.home, 'many'))).toEqual(withoutTop(many));

    const back = path.join(node.here, 'back');
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
    const spec = { ...node.copyUp('many', path.join(sshd.home, 'other')), conflicts: 'overwrite' as const };
    const { jobId } = await page.call('jobs.add', { job: spec as never });
    await page.until(jobId, ({ progress }) => progress.bytesDone > 0);
    await page.call('jobs.cancel', { jobId });
    const left = readdirSync(path.join(sshd.home, 'other'), { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('other servers', () => {
  it.runIf(isRoot)('internal-sftp in a chroot, where no command runs: copies are sampled', async () => {
    // Not below /tmp: sshd wants each folder on the way to be root's alone.
    const root = mkdtempSync('/run/sallyport-chroot-');
    node.closing.push(() => rmSync(root, { recursive: true }));
    chmodSync(root, 0o755);
    mkdirSync(path.join(root, 'upload'));
    const { page } = await node.serve([`ChrootDirectory ${root}`, 'ForceCommand internal-sftp']);
    expect((await page.call('info', {})).remote).toMatchObject({ checksums: false, home: '/' });
    writeFileSync(path.join(node.here, 'a'), randomBytes(3 * MIB));
    const up = await page.do(node.copyUp('a', '/upload'));
    expect(up).toMatchObject({ state: 'done', how: { verified: 'sampled' } });
    const down = await page.do(node.copyDown('/upload/a'));
    expect(down).toMatchObject({ state: 'done', how: { verified: 'sampled' } });
    expect(
      readFileSync(path.join(node.base, 'back', 'a')).equals(readFileSync(path.join(node.here, 'a'))),
    ).toBe(true);
  });

  it('one that only gives files out', async () => {
    const { page, sshd } = await node.serve([`Subsystem sftp ${sftpServerProgram()} -R`]);
    writeFileSync(path.join(node.here, 'a'), 'a');
    const up = await page.do(node.copyUp('a', sshd.home));
    expect(up).toMatchObject({ state: 'failed', remarks: [{ problem: { code: 'files.denied' } }] });
    writeFileSync(path.join(sshd.home, 'b'), 'b');
    expect(await page.do(node.copyDown(path.join(sshd.home, 'b')))).toMatchObject({ state: 'done' });
  });

  it('one whose SFTP is out of order is served by SCP', async () => {
    const { page, sshd } = await node.serve([
      'Subsystem sftp /bin/echo Welcome to this machine, dear visitor',
    ]);
    expect((await page.call('info', {})).remote).toMatchObject({ protocol: 'scp', home: sshd.home });
  });

  it('one where nothing runs says so', async () => {
    const { page } = await node.serve(['ForceCommand /bin/echo Welcome to this machine, dear visitor']);
    await expect(page.call('info', {})).rejects.toMatchObject({ problem: { code: 'files.no-access' } });
  });
});
