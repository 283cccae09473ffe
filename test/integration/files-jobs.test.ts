import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { FilesService } from '../../src/connection/files/files-service.js';
import { runJob } from '../../src/connection/files/run-job.js';
import type { StoredJob } from '../../src/shared/contract/index.js';
import { serveFiles } from '../support/files-server.js';
import { jobStore, servedFiles } from '../support/served-files.js';
import { describeTree } from '../support/trees.js';

const MIB = 1024 * 1024;
const isRoot = process.getuid?.() === 0;
const node = servedFiles();

describe('jobs of a connection', () => {
  it('copies with jobs that run in order, can be moved, and are kept until they have ended', async () => {
    const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
    const { page, sshd } = await node.serve([], jobStore(kept));
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(path.join(node.here, name), randomBytes(2 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd'])
      ids.push((await page.call('jobs.add', { job: node.copyUp(name, sshd.home) as never })).jobId);
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
      expect(readFileSync(path.join(sshd.home, name)).equals(readFileSync(path.join(node.here, name)))).toBe(
        true,
      );
    expect(readdirSync(sshd.home)).not.toContain('c');
  });

  it('is rid of the parts of a discarded job at the next connection, and of nothing else', async () => {
    const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
    const { page, service, sshd } = await node.serve([], jobStore(kept));
    writeFileSync(path.join(node.here, 'a'), randomBytes(4 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
    await page.call('jobs.add', { job: node.copyUp('a', sshd.home) as never });
    await vi.waitFor(() => expect(kept.jobs[0]?.parts[0]?.bytesDone).toBeGreaterThan(0), { timeout: 5_000 });
    await service.close();
    const [job] = kept.jobs;
    const part = path.basename(job!.parts[0]!.partPath);
    expect(readdirSync(sshd.home)).toContain(part);
    // One that somebody has put into a job's list.
    writeFileSync(path.join(sshd.home, 'mine'), 'm');
    const other = { ...job!.parts[0]!, partPath: path.join(sshd.home, 'mine') };
    kept.jobs = [{ ...job!, state: 'discarded', parts: [...job!.parts, other] }];
    const { access } = node.serveAgain(sshd);
    const next = new FilesService(access, jobStore(kept));
    node.closing.push(() => next.close());
    await next.restoreJobs();
    await vi.waitFor(() => expect(kept.jobs).toEqual([]), { timeout: 5_000 });
    expect(readdirSync(sshd.home)).not.toContain(part);
    expect(readdirSync(sshd.home)).toContain('mine');
  });

  it('is rid of parts of a discarded job that nobody had time to note, and of nothing else', async () => {
    const { sshd } = await node.serve([]);
    const place = path.join(sshd.home, 'place');
    mkdirSync(path.join(place, 'tree', 'deep'), { recursive: true });
    mkdirSync(path.join(place, 'other'));
    // Of the job `a`, and of another one.
    const part = '.sallyport-ca978112-0123456789ab.part';
    const foreign = '.sallyport-01234567-0123456789ab.part';
    const left = [part, `tree/${part}`, `tree/deep/${part}`];
    const others = [`other/${part}`, `tree/${foreign}`, `tree/deep/${part}.old`, 'tree/file'];
    for (const name of [...left, ...others]) writeFileSync(path.join(place, name), 'x');
    const job: StoredJob = {
      jobId: 'a',
      addedAt: 1,
      state: 'discarded',
      spec: { ...node.copyUp('tree', place), conflicts: 'ask', move: false },
      answerForAll: null,
      madeFolders: [],
      parts: [],
    };
    const kept: { jobs: readonly StoredJob[] } = { jobs: [job] };
    const next = new FilesService(node.serveAgain(sshd).access, jobStore(kept));
    node.closing.push(() => next.close());
    await next.restoreJobs();
    await vi.waitFor(() => expect(kept.jobs).toEqual([]), { timeout: 5_000 });
    expect([...left, ...others].filter((name) => existsSync(path.join(place, name)))).toEqual(others);
  });

  it('keeps what a person has decided at once, for the case that the app is killed right after it', async () => {
    const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
    const store = jobStore(kept);
    const saved: StoredJob['state'][] = [];
    const { page, sshd } = await node.serve([], {
      ...store,
      saveJobs: (jobs) => {
        saved.push(...jobs.map(({ state }) => state));
        return store.saveJobs(jobs);
      },
    });
    writeFileSync(path.join(node.here, 'a'), randomBytes(4 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
    const { jobId } = await page.call('jobs.add', { job: node.copyUp('a', sshd.home) as never });
    expect(kept.jobs).toMatchObject([{ jobId, state: 'queued' }]);
    await page.call('jobs.pause', { jobId });
    expect(kept.jobs).toMatchObject([{ jobId, state: 'paused' }]);
    await page.call('jobs.resume', { jobId });
    expect(kept.jobs).toMatchObject([{ jobId, state: 'queued' }]);
    await page.call('jobs.cancel', { jobId });
    // Until its part was gone.
    expect(saved.at(-1)).toBe('discarded');
    expect(kept.jobs).toEqual([]);
  });

  it('leaves of a copy that does not outlive its connection only what is to be removed', async () => {
    const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
    const { page, service, sshd } = await node.serve([], jobStore(kept));
    writeFileSync(path.join(node.here, 'a'), randomBytes(4 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
    await page.call('jobs.add', {
      job: { ...node.copyUp('a', sshd.home), outlivesConnection: false } as never,
    });
    await vi.waitFor(() => expect(kept.jobs[0]?.parts[0]?.bytesDone).toBeGreaterThan(0), { timeout: 5_000 });
    await service.close();
    expect(kept.jobs).toMatchObject([{ state: 'discarded' }]);
    const next = new FilesService(node.serveAgain(sshd).access, jobStore(kept));
    node.closing.push(() => next.close());
    await next.restoreJobs();
    await vi.waitFor(() => expect(kept.jobs).toEqual([]), { timeout: 5_000 });
    expect(readdirSync(sshd.home).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(readdirSync(sshd.home)).not.toContain('a');
  });

  it('asks the page about a conflict, and goes on with its answer', async () => {
    const { page, sshd } = await node.serve([]);
    writeFileSync(path.join(node.here, 'a'), 'new');
    writeFileSync(path.join(sshd.home, 'a'), 'old');
    const { jobId } = await page.call('jobs.add', { job: node.copyUp('a', sshd.home) as never });
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

  it('is paused also while it waits for an answer, and after that, and a restart', async () => {
    const kept: { jobs: readonly StoredJob[] } = { jobs: [] };
    const { page, sshd } = await node.serve([], jobStore(kept));
    writeFileSync(path.join(node.here, 'a'), 'new');
    writeFileSync(path.join(sshd.home, 'a'), 'old');
    const { jobId } = await page.call('jobs.add', { job: node.copyUp('a', sshd.home) as never });
    const { question } = await page.until(jobId, ({ state }) => state === 'waiting');
    await page.call('jobs.pause', { jobId });
    expect(kept.jobs).toMatchObject([{ jobId, state: 'paused' }]);
    const answer = { action: 'overwrite', forAll: false } as const;
    await page.call('jobs.answer', { jobId, questionId: question!.questionId, ...answer });
    await page.until(jobId, ({ state }) => state === 'paused');
    expect(readFileSync(path.join(sshd.home, 'a'), 'utf8')).toBe('old');
    await page.call('jobs.resume', { jobId });
    await page.until(jobId, ({ state }) => state === 'done');
    expect(readFileSync(path.join(sshd.home, 'a'), 'utf8')).toBe('new');
  });

  it('copies without a page, as the command line does: with progress, questions and a way to cancel', async () => {
    const { service, sshd } = await node.serve([]);
    writeFileSync(path.join(node.here, 'a'), randomBytes(3 * MIB));
    writeFileSync(path.join(sshd.home, 'a'), 'old');
    const seen: number[] = [];
    const skipped = await runJob(service, node.copyUp('a', sshd.home));
    expect(skipped).toMatchObject({ state: 'done', progress: { itemsSkipped: 1 } });
    expect(readFileSync(path.join(sshd.home, 'a'), 'utf8')).toBe('old');
    const copied = await runJob(service, node.copyUp('a', sshd.home), {
      onChange: ({ progress }) => seen.push(progress.bytesDone),
      onQuestion: () => Promise.resolve({ action: 'overwrite', forAll: false }),
    });
    expect(copied).toMatchObject({ state: 'done', how: { verified: 'full' } });
    expect(seen.at(-1)).toBe(3 * MIB);
    expect(readFileSync(path.join(sshd.home, 'a')).equals(readFileSync(path.join(node.here, 'a')))).toBe(
      true,
    );

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
      { ...node.copyUp('a', sshd.home), to: { side: 'remote', folder: path.join(sshd.home, 'new') } },
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
    const { page, sshd, access } = await node.serve([], jobStore({ jobs: [] }));
    writeFileSync(path.join(node.here, 'a'), randomBytes(24 * MIB));
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 8_000_000 });
    const { jobId } = await page.call('jobs.add', { job: node.copyUp('a', sshd.home) as never });
    await page.until(jobId, ({ how }) => how.sessions === 2);
    await page.until(jobId, ({ state }) => state === 'done');
    // What was used stays to be read in its details.
    expect(page.jobs.get(jobId)?.how.sessions).toBe(2);
    // The terminal's, and the two of the settings, for work that would have kept twelve busy.
    expect(access.opened).toHaveLength(3);

    const other = await serveFiles(mkdtempSync(path.join(node.base, 'other-')));
    node.closing.push(() => other.close());
    await other.page.call('jobs.sessions', { most: 0 });
    await other.page.call('jobs.limit', { bytesPerSecond: 16_000_000 });
    expect(await other.page.do(node.copyUp('a', other.sshd.home))).toMatchObject({ state: 'done' });
    expect(other.access.opened).toHaveLength(1);
  });

  it.runIf(isRoot)('copies all of it on a retry, when there was no room for it before', async () => {
    const { page, sshd } = await node.serve([]);
    const disk = path.join(sshd.home, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    node.closing.push(() => execFileSync('umount', ['-l', disk]));
    mkdirSync(path.join(node.here, 'tree'));
    for (const name of ['a', 'b', 'c'])
      writeFileSync(path.join(node.here, 'tree', name), randomBytes(3 * MIB));
    const job = await page.do(node.copyUp('tree', disk));
    expect(job).toMatchObject({
      state: 'failed',
      remarks: [{ path: '', problem: { code: 'files.no-room', params: { needed: 9 * MIB, free: 8 * MIB } } }],
    });
    execFileSync('mount', ['-o', 'remount,size=16m', disk]);
    await page.call('jobs.retry', { jobId: job.jobId });
    await page.until(job.jobId, ({ state }) => state === 'done');
    expect(describeTree(Buffer.from(path.join(disk, 'tree')))).toEqual(
      describeTree(Buffer.from(path.join(node.here, 'tree'))),
    );
  });
});
