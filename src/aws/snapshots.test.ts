import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ec2Half, ssmHalf } from './join.js';
import { Snapshots, type SourceSnapshot } from './snapshots.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-snapshots-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const snapshot = (count: number): SourceSnapshot => ({
  listedFrom: 'here',
  accountId: '123456789012',
  accountName: null,
  listedAt: 1e12,
  isSsmListed: true,
  ec2: Array.from({ length: count }, (_, index) => [
    `i-${index}`,
    ec2Half({ PrivateIpAddress: `10.0.0.${index}`, Tags: [{ Key: 'Name', Value: '노드 "1"' }] }),
  ]),
  ssm: Array.from({ length: count }, (_, index) => [`i-${index}`, ssmHalf({ PingStatus: 'Online' })]),
  images: count === 0 ? [] : [['ami-1', 'golden']],
});

it.each([0, 1, 100, 250])('a list of %i nodes is read as it was written', async (count) => {
  const warn = vi.fn();
  const snapshots = new Snapshots(folder, { info: vi.fn(), warn, error: vi.fn() });
  await snapshots.write('prod@', snapshot(count));
  expect(await snapshots.read('prod@')).toMatchObject(snapshot(count));
  expect(warn).not.toHaveBeenCalled();
});
