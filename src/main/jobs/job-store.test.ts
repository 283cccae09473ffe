import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredJob } from '../../shared/contract/index.js';
import { JobStore } from './job-store.js';

const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const NODE = 'i-0123456789abcdef0';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-jobs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const job = (jobId: string): StoredJob => ({
  jobId,
  addedAt: 1,
  state: 'queued',
  spec: {
    kind: 'copy',
    from: { side: 'local', paths: ['/tmp/caf\udce9'] },
    to: { side: 'remote', folder: '/srv' },
    conflicts: 'ask',
    verify: 'full',
    move: false,
  },
  answerForAll: null,
  parts: [],
  madeFolders: [],
});

describe('unfinished jobs on disk', () => {
  it('are there after a restart, names that are no UTF-8 included', async () => {
    const store = await JobStore.load(folder, log);
    await store.save('tab-1', NODE, [job('a'), job('b')]);
    const next = await JobStore.load(folder, log);
    expect(next.stored()).toEqual([{ nodeId: NODE, jobs: [job('a'), job('b')] }]);
    expect(next.take('tab-9', NODE)).toEqual([job('a'), job('b')]);
    expect(next.stored()).toEqual([]);
  });

  it('belong to one connection at a time, and wait when it is gone', async () => {
    const store = await JobStore.load(folder, log);
    await store.save('tab-1', NODE, [job('a')]);
    expect(store.take('tab-2', NODE)).toEqual([]);
    await store.save('tab-2', NODE, [job('b')]);
    store.release('tab-1');
    expect(store.take('tab-2', NODE)).toEqual([job('a')]);
    await store.save('tab-2', NODE, [job('b')]);
    expect((await JobStore.load(folder, log)).stored()).toEqual([{ nodeId: NODE, jobs: [job('b')] }]);
  });

  it('can be discarded while nobody works on them, and leave no empty file', async () => {
    const store = await JobStore.load(folder, log);
    await store.save('tab-1', NODE, [
      { ...job('a'), spec: { kind: 'remove', side: 'remote', paths: ['/a'] } },
    ]);
    await store.discard(NODE, 'a');
    expect(readdirSync(folder)).toHaveLength(1);
    store.release('tab-1');
    await store.discard(NODE, 'a');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are kept in mind when they are discarded and may have left parts on the node, for whoever can remove those', async () => {
    const store = await JobStore.load(folder, log);
    await store.save('tab-1', NODE, [job('a')]);
    store.release('tab-1');
    expect(await store.discard(NODE, 'a')).toMatchObject({ jobId: 'a' });
    expect(await store.discard(NODE, 'a')).toBeNull();
    const next = await JobStore.load(folder, log);
    expect(next.stored()).toEqual([]);
    expect(next.take('tab-2', NODE)).toEqual([{ ...job('a'), state: 'discarded' }]);
  });

  it('leave a file that is broken alone, and say so in the log', async () => {
    writeFileSync(join(folder, `${NODE}.json`), '[{"jobId":');
    const store = await JobStore.load(folder, log);
    expect(store.stored()).toEqual([]);
    expect(log.warn).toHaveBeenCalledOnce();
    expect(readdirSync(folder)).toEqual([`${NODE}.json`]);
  });
});
