import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Bridge, FilesInfo, FilesToPage, Job, SignIn } from '../../src/shared/contract/index.js';
import type { DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

const MIB = 1024 * 1024;

interface Port {
  onmessage: (event: { data: FilesToPage }) => void;
  postMessage(message: unknown): void;
}

/** What the test keeps in the page: a `files` port, without any of the page's own code in between. */
interface Page {
  readonly sallyport: Bridge;
  addEventListener(
    type: 'message',
    listener: (event: { data: { kind?: string }; ports: readonly Port[] }) => void,
  ): void;
  files: { call(name: string, args: unknown): Promise<unknown>; readonly jobs: Record<string, Job> };
}

let demo: Demo;
let folder: string;
let app: DrivenApp;

beforeAll(async () => {
  demo = await startDemo();
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-e2e-files-'));
});
afterAll(async () => {
  await app.close();
  await demo.close();
  rmSync(folder, { recursive: true, force: true });
});

const launch = () =>
  demo.launch({
    userDataDir: path.join(folder, 'user-data'),
  });

/** Connects to the first node that can be, and opens its files. */
async function openFiles(): Promise<void> {
  await app.page.getByRole('searchbox').fill(demo.sshNodeId);
  await app.page.locator(`[data-node-id="${demo.sshNodeId}"]`).waitFor();
  await app.page.evaluate(
    async ({ nodeId, connectionId }) => {
      const page = globalThis as unknown as Page;
      const { sallyport } = page;
      const resolved = await sallyport.call('signIn.resolve', { nodeId });
      const { signIn } = (resolved as { value: { signIn: SignIn } }).value;
      const port = new Promise<Port>((resolve) => {
        page.addEventListener('message', (event) => {
          if (event.data.kind === 'files') resolve(event.ports[0]!);
        });
      });
      await sallyport.call('connection.open', { connectionId, nodeId, signIn, cols: 80, rows: 24 });
      await sallyport.call('files.open', { connectionId });
      const files = await port;
      const waiting = new Map<number, (reply: unknown) => void>();
      const jobs: Record<string, Job> = {};
      files.onmessage = ({ data }) => {
        if (data.type === 'reply') waiting.get(data.id)?.(data.reply);
        if (data.type === 'event' && data.name === 'jobs')
          for (const job of (data.payload as { jobs: Job[] }).jobs) jobs[job.jobId] = job;
      };
      let id = 0;
      page.files = {
        jobs,
        call: (name, args) =>
          new Promise((resolve) => {
            waiting.set(++id, resolve);
            files.postMessage({ type: 'call', id, name, args });
          }),
      };
    },
    { nodeId: demo.sshNodeId, connectionId: `test-${Date.now()}` },
  );
}

const call = (name: string, args: unknown) =>
  app.page.evaluate(
    async ([called, values]) =>
      (await (globalThis as unknown as Page).files.call(called, values)) as { value: never },
    [name, args] as const,
  );
const job = () => app.page.evaluate(() => Object.values((globalThis as unknown as Page).files.jobs)[0]);

it('a copy goes on after the app was killed, and what it replaces is whole all the time', async () => {
  const bytes = randomBytes(12 * MIB);
  writeFileSync(path.join(folder, 'big'), bytes);
  app = await launch();
  await openFiles();
  const { remote } = (await call('info', {})).value as { remote: FilesInfo['remote'] };
  const { home } = remote;
  writeFileSync(path.join(home, 'big'), 'the old one');
  await call('jobs.limit', { bytesPerSecond: 2_000_000 });
  await call('jobs.add', {
    job: {
      kind: 'copy',
      from: { side: 'local', paths: [path.join(folder, 'big')] },
      to: { side: 'remote', folder: home },
      conflicts: 'overwrite',
    },
  });
  await expect
    .poll(async () => (await job())?.progress.bytesDone ?? 0, { timeout: 30_000 })
    .toBeGreaterThan(4 * MIB);
  app.app.process().kill('SIGKILL');
  // It says that it was killed.
  await app.close().catch(() => undefined);
  expect(readFileSync(path.join(home, 'big'), 'utf8')).toBe('the old one');

  app = await launch();
  await openFiles();
  await expect.poll(async () => (await job())?.state, { timeout: 60_000 }).toBe('done');
  expect(await job()).toMatchObject({ restored: true, remarks: [], how: { verified: 'full' } });
  expect(readFileSync(path.join(home, 'big')).equals(bytes)).toBe(true);
  expect(readdirSync(home).filter((name) => name.endsWith('.part'))).toEqual([]);
});
