import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { jobSpecSchema, type Job } from '../../shared/contract/index.js';
import { JobQueue } from './job-queue.js';
import { Lane } from './lane.js';
import { LanePool } from './lane-pool.js';
import { LocalFiles } from './local-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-queue-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

it('says at once what has become of a job, without waiting for the next report of progress', async () => {
  writeFileSync(path.join(folder, 'a'), 'a');
  mkdirSync(path.join(folder, 'to'));
  // No timer runs at all.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const local = new LocalFiles();
  const queue = new JobQueue({
    local,
    lanes: new LanePool(new Lane(local, false), () => Promise.reject(new Error('Not needed'))),
    checksums: { local: null, remote: null },
    protocol: 'sftp',
    save: () => Promise.resolve(),
    isCompressible: () => Promise.resolve(false),
  });
  const states: Job['state'][] = [];
  let sessions = 0;
  const ended = new Promise<void>((resolve) => {
    queue.listen({
      jobs: (jobs) => {
        for (const { state, how } of jobs) {
          states.push(state);
          sessions = how.sessions;
          if (state === 'done') resolve();
        }
      },
      order: () => undefined,
    });
  });
  queue.add(
    jobSpecSchema.parse({
      kind: 'copy',
      from: { side: 'local', paths: [path.join(folder, 'a')] },
      to: { side: 'local', folder: path.join(folder, 'to') },
    }),
  );
  await ended;
  expect(states).toEqual(['running', 'done']);
  expect(sessions).toBe(1);
  await queue.close();
});
