import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { Snapshots } from '../../src/aws/snapshots.js';
import { launchApp, type DrivenApp } from '../support/app.js';

let folder: string;
let app: DrivenApp | undefined;

/** The fleet's own folder and that of the window's data, among what is temporary. */
const FLEET = /^sallyport-demo-fleet-/;
const WINDOW = /^sallyport-demo-(?!fleet-)/;
const WAIT = { timeout: 30_000, interval: 200 };

const left = async (name: RegExp) => (await readdir(folder)).filter((each) => name.test(each));
const open = () => app!.page.getByRole('button', { name: 'Open the demo fleet' }).press('Enter');

/** How many nodes the demo's window has listed; it keeps that list for its next start. */
async function listed(): Promise<number> {
  const [name = ''] = await left(WINDOW);
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const kept = await new Snapshots(join(folder, name, 'fleet'), log).read('@');
  return kept?.ec2.length ?? 0;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-e2e-demo-'));
});
afterEach(async () => {
  await app?.close();
  app = undefined;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('the demo fleet is opened by somebody without AWS, in a window of its own that ends with the app', async () => {
  app = await launchApp({ env: { TMPDIR: folder } });
  await open();
  await vi.waitFor(async () => expect(await listed()).toBeGreaterThan(30), WAIT);
  expect(await left(FLEET)).toHaveLength(1);
  // The app itself sees as little of AWS as before.
  expect(await app.page.locator('[data-problem="aws.not-configured"]').count()).toBe(1);
  // Once more only brings it to the front.
  await open();
  await app.page.getByRole('button', { name: 'Open the demo fleet' }).waitFor();
  expect(await left(WINDOW)).toHaveLength(1);
  await app.close();
  app = undefined;
  await vi.waitFor(async () => expect([...(await left(FLEET)), ...(await left(WINDOW))]).toEqual([]), WAIT);
});
