import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { FilesService } from '../../src/connection/files/files-service.js';
import type { StoredJob } from '../../src/shared/contract/index.js';
import { FilesPage } from '../support/files-page.js';
import { jobStore, servedFiles } from '../support/served-files.js';

const isRoot = process.getuid?.() === 0;
const node = servedFiles();

/** A folder of the node with files in it. @returns their paths */
function makeFiles(home: string, count: number): string[] {
  const folder = path.join(home, 'many');
  mkdirSync(folder);
  const paths = Array.from({ length: count }, (_, index) => path.join(folder, `file ${index}`));
  for (const file of paths) writeFileSync(file, '');
  return paths;
}

it('takes what somebody else has removed meanwhile for done', async () => {
  const { page, sshd } = await node.serve([]);
  const paths = makeFiles(sshd.home, 3);
  rmSync(paths[1]!);
  const removed = await page.do({ kind: 'remove', side: 'remote', paths });
  expect(removed).toMatchObject({ state: 'done', remarks: [], progress: { itemsDone: 3, itemsTotal: 3 } });
});

it('goes on after a restart with what is left, and does not fail for what is gone', async () => {
  const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
  const { page, service, sshd } = await node.serve([], jobStore(kept));
  const paths = makeFiles(sshd.home, 20_000);
  const { jobId } = await page.call('jobs.add', { job: { kind: 'remove', side: 'remote', paths } });
  await page.until(jobId, ({ progress }) => progress.itemsDone > 0);
  await service.close();
  expect(kept.jobs).toMatchObject([{ jobId }]);
  // Some are gone for certain, whichever the first run has got to.
  for (const file of paths.slice(0, 10)) rmSync(file, { force: true });
  const next = new FilesService(node.serveAgain(sshd).access, jobStore(kept));
  node.closing.push(() => next.close());
  await next.restoreJobs();
  const nextPage = new FilesPage(next);
  const done = await nextPage.until(jobId, ({ endedAt }) => endedAt !== null);
  expect(done).toMatchObject({ state: 'done', remarks: [] });
  expect(readdirSync(path.join(sshd.home, 'many'))).toEqual([]);
});

it('takes more than a hundred thousand paths in one job', async () => {
  const { page, sshd } = await node.serve([]);
  const paths = Array.from({ length: 100_001 }, (_, index) => path.join(sshd.home, `gone ${index}`));
  const { jobId } = await page.call('jobs.add', { job: { kind: 'remove', side: 'remote', paths } });
  await page.call('jobs.cancel', { jobId });
  await vi.waitFor(() =>
    expect(page.jobs.get(jobId)).toMatchObject({ state: 'cancelled', pathCount: 100_001 }),
  );
});

it.runIf(isRoot)('of some that are refused is tried again for those only', async () => {
  const { page, sshd } = await node.serve([]);
  const [free = ''] = makeFiles(sshd.home, 1);
  const disk = path.join(sshd.home, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', disk]);
  let isMounted = true;
  const unmount = () => {
    if (isMounted) execFileSync('umount', ['-l', disk]);
    isMounted = false;
  };
  node.closing.push(unmount);
  const failed = await page.do({ kind: 'remove', side: 'remote', paths: [free, disk] });
  expect(failed).toMatchObject({ state: 'failed', remarks: [{ path: disk }] });
  expect(existsSync(free)).toBe(false);
  unmount();
  await page.call('jobs.retry', { jobId: failed.jobId });
  const retried = await page.until(
    failed.jobId,
    ({ state, remarks }) => state === 'done' || remarks.length > 1,
  );
  expect(retried).toMatchObject({ state: 'done', remarks: [] });
  expect(existsSync(disk)).toBe(false);
});
