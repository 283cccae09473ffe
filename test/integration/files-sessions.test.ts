import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Simulator } from '../../simulator/index.js';
import { filesHost } from '../../src/connection/files/files-host.js';
import { FilesService } from '../../src/connection/files/files-service.js';
import type { Side } from '../../src/shared/contract/index.js';
import { MIB } from '../support/copy-place.js';
import { FilesPage } from '../support/files-page.js';
import { tunnelledAccess } from '../support/node-access.js';
import { startSshNode } from '../support/ssh-node.js';
import { describeTree } from '../support/trees.js';

let base: string;
let here: string;
const closing: (() => unknown)[] = [];

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'sallyport-sessions-'));
  here = path.join(base, 'here');
  mkdirSync(here);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(base, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

/** The files of a node behind a simulated agent. */
async function serve() {
  const node = await startSshNode({
    agentPacing: false,
    setEnvironment: (env) => {
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    },
  });
  closing.push(() => node.close());
  const access = tunnelledAccess(node.host, { user: node.user, privateKey: node.privateKey });
  closing.push(() => access.close());
  const service = new FilesService(access, filesHost(node.host));
  closing.push(() => service.close());
  return { node, access, service, page: new FilesPage(service) };
}

const copying = (side: Side, source: string, folder: string) => ({
  kind: 'copy' as const,
  from: { side, paths: [source] },
  to: { side: side === 'local' ? ('remote' as const) : ('local' as const), folder },
});

describe('through Session Manager', () => {
  it.each([
    ['refused', (faults: Simulator['faults']) => faults.denyAction('ssm:StartSession')],
    ['throttled', (faults: Simulator['faults']) => faults.throttle('ssm:StartSession', 1_000)],
  ])(
    'opens more sessions for a big file, survives that they are %s or lost, and ends them',
    async (_, refuse) => {
      const { node, access, service, page } = await serve();
      await page.call('info', {});
      await page.call('jobs.limit', { bytesPerSecond: 6_000_000 });
      const bytes = randomBytes(24 * MIB);
      writeFileSync(path.join(node.home, 'big'), bytes);
      const { jobId } = await page.call('jobs.add', {
        job: copying('remote', path.join(node.home, 'big'), path.join(base, 'back')) as never,
      });
      await page.until(jobId, ({ how }) => how.sessions >= 3);
      await access.opened[2]!.close();
      refuse(node.simulator.faults);
      await page.call('jobs.limit', { bytesPerSecond: null });
      const job = await page.until(jobId, ({ state }) => state === 'done' || state === 'failed');
      expect(job).toMatchObject({ state: 'done', how: { verified: 'full' } });
      expect(readFileSync(path.join(base, 'back', 'big')).equals(bytes)).toBe(true);
      await service.close();
      await access.close();
      expect(node.simulator.sessions.filter(({ state }) => state !== 'Terminated')).toEqual([]);
    },
  );

  it('copies a tree on by itself, and whole, while its paths are cut and sessions are lost', async () => {
    const { node, access, page } = await serve();
    const tree = path.join(here, 'tree');
    for (let i = 0; i < 12; i++) {
      mkdirSync(path.join(tree, `folder ${i}`), { recursive: true });
      for (let j = 0; j < 20; j++)
        writeFileSync(path.join(tree, `folder ${i}`, `file ${j}`), randomBytes(j % 5 ? 3_000 : 100_000));
      utimesSync(path.join(tree, `folder ${i}`), 1_700_000_000, 1_700_000_000 + i);
    }
    await page.call('info', {});
    await page.call('jobs.limit', { bytesPerSecond: 1_000_000 });
    const { jobId } = await page.call('jobs.add', { job: copying('local', tree, node.home) as never });
    await page.until(jobId, ({ progress }) => progress.bytesDone > 0.5 * MIB);
    node.simulator.faults.cutClientSocket();
    await page.until(jobId, ({ progress, how }) => progress.bytesDone > 1.5 * MIB && how.sessions >= 2);
    await access.opened[1]!.close();
    node.simulator.faults.cutClientSocket();
    const job = await page.until(jobId, ({ state }) => state === 'done' || state === 'failed');
    expect(job).toMatchObject({ state: 'done', remarks: [], question: null });
    expect(job.progress.itemsDone).toBe(job.progress.itemsTotal);
    expect(describeTree(Buffer.from(path.join(node.home, 'tree')))).toEqual(describeTree(Buffer.from(tree)));
  });
});
