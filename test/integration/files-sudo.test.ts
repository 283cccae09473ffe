import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { FilesService } from '../../src/connection/files/files-service.js';
import type { StoredJob } from '../../src/shared/contract/index.js';
import { jobStore, servedFiles } from '../support/served-files.js';
import { sftpServerProgram } from '../support/sftp-process.js';

const MIB = 1024 * 1024;
const isRoot = process.getuid?.() === 0;
const node = servedFiles();

describe('the files of root, through sudo', () => {
  it('says why root’s files are not served where there is no sudo, and goes on as before', async () => {
    const programs = path.join(node.base, 'programs');
    mkdirSync(programs);
    symlinkSync('/bin/sh', path.join(programs, 'sh'));
    const { page } = await node.serve([
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
    const { page } = await node.serve(
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
      const { page, sshd } = await node.serve([
        `Subsystem sftp ${sftpServerProgram()} -R`,
        // sudo looks for root among the system's users, not among those that this server is given.
        'ForceCommand exec env -u LD_PRELOAD sh -c "$SSH_ORIGINAL_COMMAND"',
      ]);
      writeFileSync(path.join(node.here, 'a'), 'a');
      const denied = await page.do(node.copyUp('a', sshd.home));
      expect(denied).toMatchObject({ remarks: [{ problem: { code: 'files.denied' } }] });
      expect((await page.call('elevate', { on: true })).remote.elevated).toBe(true);
      expect(await page.do(node.copyUp('a', sshd.home))).toMatchObject({ state: 'done' });
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
      const { page, service, sshd } = await node.serve(
        [
          `Subsystem sftp ${sftpServerProgram()} -R`,
          'ForceCommand exec env -u LD_PRELOAD sh -c "$SSH_ORIGINAL_COMMAND"',
        ],
        jobStore(kept, true),
      );
      expect((await page.call('info', {})).remote.elevated).toBe(true);
      writeFileSync(path.join(node.here, 'a'), randomBytes(4 * MIB));
      await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
      await page.call('jobs.add', { job: node.copyUp('a', sshd.home) as never });
      await vi.waitFor(() => expect(kept.jobs[0]?.parts[0]?.bytesDone).toBeGreaterThan(0), {
        timeout: 5_000,
      });
      await service.close();
      const next = new FilesService(node.serveAgain(sshd).access, jobStore(kept, true));
      node.closing.push(() => next.close());
      await next.restoreJobs();
      await vi.waitFor(() => expect(kept.jobs).toEqual([]), { timeout: 10_000 });
      expect(readFileSync(path.join(sshd.home, 'a')).equals(readFileSync(path.join(node.here, 'a')))).toBe(
        true,
      );
    },
  );
});
