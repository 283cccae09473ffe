import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsFor, type DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';
import { dropFiles } from '../support/drop.js';

const MIB = 1024 * 1024;

/** What main has asked of the desktop, noted in main itself. */
interface Desktop {
  readonly progress: number[];
  readonly notices: { readonly title: string; readonly body: string }[];
  readonly questions: { readonly message: string; readonly detail: string; readonly buttons: string[] }[];
  /** The button that is pressed in the next question. */
  answer: number;
  isFocused: boolean;
}

let demo: Demo;
let folder: string;
let app: DrivenApp;
let remote: string;
let local: string;

const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 45_000 });
const grid = () => app.page.locator('.file-pane[data-side="remote"] .file-grid');
const job = (text: string) => app.page.getByTestId('job').filter({ hasText: text }).last();
const sheet = () => app.page.getByRole('dialog');
const desktop = () =>
  app.app.evaluate(() => (globalThis as unknown as { readonly desktop: Desktop }).desktop);
const setDesktop = (change: Partial<Desktop>) =>
  app.app.evaluate((_, changed) => {
    Object.assign((globalThis as unknown as { readonly desktop: Desktop }).desktop, changed);
  }, change);
/** A file that takes no room on the disk, and is read like any other. */
function makeSparse(file: string, bytes: number): void {
  writeFileSync(file, 'a');
  truncateSync(file, bytes);
}

beforeAll(async () => {
  demo = await startDemo();
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sallyport-desktop-')));
  remote = path.join(folder, 'node');
  local = path.join(folder, 'here');
  mkdirSync(remote);
  mkdirSync(local);
  const editor = path.join(folder, 'editor');
  writeFileSync(editor, `#!/bin/sh\nprintf %s "$1" > "${folder}/opened"\n`);
  chmodSync(editor, 0o755);
  app = await demo.launch({
    settings: {
      ...settingsFor(demo.fleet.keys),
      files: { pane: { isOpen: true }, jobs: { bytesPerSecond: 1_000_000 }, editor: [editor] },
    },
    userDataDir: path.join(folder, 'user-data'),
  });
  await app.connect(demo.sshNodeId);
  await grid().waitFor();
  await grid().focus();
  await app.page.keyboard.press('Control+l');
  await app.page.locator('.file-pane').getByRole('combobox').fill(remote);
  await app.page.keyboard.press('Enter');
  await app.page.locator(`.path-bar[title=${JSON.stringify(remote)}]`).waitFor();
  await app.app.evaluate(({ BrowserWindow, Notification, dialog }) => {
    const desktop: Desktop = { progress: [], notices: [], questions: [], answer: 1, isFocused: true };
    Object.assign(globalThis, { desktop });
    const window = BrowserWindow.getAllWindows()[0]!;
    const { setProgressBar } = window;
    window.setProgressBar = (...args) => {
      desktop.progress.push(args[0]);
      setProgressBar.apply(window, args);
    };
    window.isFocused = () => desktop.isFocused;
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      desktop.notices.push({ title: this.title, body: this.body });
    };
    dialog.showMessageBoxSync = ((_window: unknown, question: Electron.MessageBoxSyncOptions) => {
      const { message, detail = '', buttons = [] } = question;
      desktop.questions.push({ message, detail, buttons });
      return desktop.answer;
    }) as never;
  });
});
afterAll(async () => {
  await app.close().catch(() => undefined);
  await demo.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a copy that will take long', () => {
  it('to the node is estimated before it begins, and not made when it is cancelled', async () => {
    makeSparse(path.join(local, 'huge'), 3_000_000_000);
    await dropFiles(app.page, grid(), [path.join(local, 'huge')]);
    await sheet().getByText('This will take a while').waitFor();
    expect(await sheet().textContent()).toMatch(/3 GB.*about 6 min/);
    await sheet().getByRole('button', { name: 'Cancel' }).click();
    await sheet().waitFor({ state: 'detached' });
    expect(await app.page.getByTestId('job').count()).toBe(0);
    expect(readdirSync(remote)).toEqual([]);
  });

  it('from the node is, too, and begins when that is wanted', async () => {
    makeSparse(path.join(remote, 'log'), 900_000_000);
    await grid().focus();
    await app.page.keyboard.press('F5');
    await app.page.locator('.file-row', { hasText: 'log' }).click();
    await app.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, local);
    await app.page.keyboard.press('Control+s');
    await sheet().getByText('This will take a while').waitFor();
    expect(await sheet().textContent()).toMatch(/900 MB.*about 4 min/);
    await sheet().getByRole('button', { name: 'Copy' }).click();
    await job('log').getByRole('button', { name: 'Cancel' }).click();
    await soon(() => job('log').textContent()).toContain('Cancelled');
    expect(existsSync(path.join(local, 'log'))).toBe(false);
  });
});

describe('the desktop', () => {
  it('has progress on the taskbar while a job runs, and a notice at its end in the background', async () => {
    writeFileSync(path.join(local, 'long'), randomBytes(12 * MIB));
    const before = (await desktop()).progress.length;
    await setDesktop({ isFocused: false });
    await dropFiles(app.page, grid(), [path.join(local, 'long')]);
    await soon(() => job('long').textContent()).toContain('SHA-256 equal');
    const progress = (await desktop()).progress.slice(before);
    expect(progress.at(-1)).toBe(-1);
    const shares = progress.slice(0, -1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(new Set(shares).size).toBeGreaterThan(5);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    await soon(async () => (await desktop()).notices).toEqual([
      { title: 'Copied: long', body: expect.stringContaining('SHA-256 equal') as string },
    ]);
  });

  it('has no notice of one that ends while the window is in use', async () => {
    const before = (await desktop()).notices.length;
    await setDesktop({ isFocused: true });
    writeFileSync(path.join(local, 'seen'), randomBytes(11 * MIB));
    await dropFiles(app.page, grid(), [path.join(local, 'seen')]);
    await soon(() => job('seen').textContent()).toContain('SHA-256 equal');
    expect((await desktop()).notices).toHaveLength(before);
  });
});

describe('quitting', () => {
  const quit = () => app.app.evaluate(({ app: electron }) => electron.quit());
  const windows = () => app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

  it('asks over a copy that is not finished and a file that is edited, and stays when told to', async () => {
    writeFileSync(path.join(remote, 'notes'), 'draft');
    await grid().focus();
    await app.page.keyboard.press('F5');
    await app.page.locator('.file-row', { hasText: 'notes' }).click();
    await app.page.keyboard.press('Enter');
    await soon(() => existsSync(path.join(folder, 'opened'))).toBe(true);
    writeFileSync(path.join(local, 'left'), randomBytes(30 * MIB));
    await dropFiles(app.page, grid(), [path.join(local, 'left')]);
    const bar = job('left').getByRole('progressbar');
    await soon(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(5);
    await quit();
    await soon(async () => (await desktop()).questions).toEqual([
      {
        message: '1 job is not finished.\n1 file of a node is being edited.',
        detail: expect.stringContaining('Jobs go on where they stopped') as string,
        buttons: ['Quit', 'Keep Working'],
      },
    ]);
    expect(await windows()).toBe(1);
    const done = Number(await bar.getAttribute('aria-valuenow'));
    await soon(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(done);
  });

  it('goes on when that is wanted, and leaves the target as it was', async () => {
    await setDesktop({ answer: 0 });
    const exit = once(app.app.process(), 'exit');
    await quit().catch(() => undefined);
    await exit;
    expect(existsSync(path.join(remote, 'left'))).toBe(false);
    // What is left goes on with the node's next connection.
    expect(readdirSync(path.join(folder, 'user-data', 'jobs'))).toHaveLength(1);
  });
});
