import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsFor, type DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

let demo: Demo;
let folder: string;
let app: DrivenApp;
/** The folder of the node that tests work in. */
let remote: string;

const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 45_000 });
const grid = () => app.page.locator('.file-pane[data-side="remote"] .file-grid');
const row = (name: string) => app.page.locator('.file-row').filter({ hasText: name });
const edit = (name: string) => app.page.getByTestId('edit').filter({ hasText: name });
const dialog = () => app.page.getByRole('alertdialog');

/** Paths that the editor was given, in order. */
const opened = (): string[] =>
  existsSync(path.join(folder, 'opened'))
    ? readFileSync(path.join(folder, 'opened'), 'utf8').trim().split('\n')
    : [];

const launch = () =>
  demo.launch({
    settings: {
      ...settingsFor(demo.fleet.keys),
      files: { pane: { isOpen: true, width: 560 }, editor: [path.join(folder, 'editor'), '--new window'] },
    },
    userDataDir: path.join(folder, 'user-data'),
  });

async function connect(): Promise<void> {
  await app.connect(demo.sshNodeId);
  await app.page.locator('.file-row').first().waitFor();
  await grid().focus();
  await app.page.keyboard.press('Control+l');
  await app.page.locator('.file-pane').getByRole('combobox').fill(remote);
  await app.page.keyboard.press('Enter');
  await app.page.locator(`.path-bar[title=${JSON.stringify(remote)}]`).waitFor();
}

/** Makes a file on the node and opens it by the keyboard. @returns where its copy is */
async function open(name: string, content: string): Promise<string> {
  writeFileSync(path.join(remote, name), content);
  const before = opened().length;
  await grid().focus();
  await app.page.keyboard.press('F5');
  await row(name).click();
  await app.page.keyboard.press('Enter');
  await soon(() => opened().length).toBe(before + 1);
  return opened().at(-1)!;
}

beforeAll(async () => {
  demo = await startDemo();
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-editing-'));
  remote = realpathSync(mkdtempSync(path.join(tmpdir(), 'sallyport-edited-')));
  // An editor that does not end by itself when the file is saved, as those with windows do not.
  writeFileSync(
    path.join(folder, 'editor'),
    `#!/bin/sh\n[ "$1" = "--new window" ] || exit 1\nprintf '%s\\n' "$2" >> "${folder}/opened"\nexec sleep 10\n`,
  );
  chmodSync(path.join(folder, 'editor'), 0o755);
  writeFileSync(path.join(remote, 'first'), '');
  app = await launch();
  await connect();
});

afterAll(async () => {
  await app.close();
  await demo.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(remote, { recursive: true, force: true });
});

describe('a file of the node that is edited on this computer', () => {
  it('is uploaded when it is saved, whole and with its mode, and the row and the drawer say so', async () => {
    const target = path.join(remote, 'main.conf');
    writeFileSync(target, '');
    chmodSync(target, 0o754);
    const copy = await open('main.conf', 'port 80\n');
    expect(path.basename(copy)).toBe('main.conf');
    expect(readFileSync(copy, 'utf8')).toBe('port 80\n');
    expect(statSync(path.dirname(copy)).mode & 0o077).toBe(0);
    await soon(() => row('main.conf').textContent()).toContain('open for editing');
    writeFileSync(copy, 'port 443\n');
    await soon(() => readFileSync(target, 'utf8')).toBe('port 443\n');
    expect(statSync(target).mode & 0o777).toBe(0o754);
    await soon(() => edit('main.conf').textContent()).toContain('Uploaded at');
  });

  it('is uploaded again when an editor puts a new file in its place', async () => {
    const copy = opened().at(-1)!;
    writeFileSync(`${copy}.new`, 'port 8080\n');
    renameSync(`${copy}.new`, copy);
    await soon(() => readFileSync(path.join(remote, 'main.conf'), 'utf8')).toBe('port 8080\n');
  });

  it('is asked about when somebody else has changed it on the node, even within its second and size', async () => {
    const target = path.join(remote, 'main.conf');
    const { mtimeMs } = statSync(target);
    writeFileSync(target, 'port 9090\n');
    utimesSync(target, mtimeMs / 1000, mtimeMs / 1000);
    const copy = opened().at(-1)!;
    writeFileSync(copy, 'port 1234, mine\n');
    await dialog().waitFor();
    expect(await dialog().textContent()).toMatch(/changed by somebody else.*Yours.*16B.*On the node.*10B/);
    expect(readFileSync(target, 'utf8')).toBe('port 9090\n');
    await dialog().getByRole('button', { name: 'Decide later' }).click();
    await soon(() => row('main.conf').textContent()).toContain('edited here and on the node');
    await edit('main.conf').getByRole('button', { name: 'Decide…' }).click();
    await dialog().getByRole('button', { name: 'Upload mine' }).click();
    await soon(() => readFileSync(target, 'utf8')).toBe('port 1234, mine\n');
    await soon(() => edit('main.conf').textContent()).toContain('Uploaded at');
  });

  it('takes what the node has where that is chosen, and goes on from there', async () => {
    const target = path.join(remote, 'main.conf');
    const copy = opened().at(-1)!;
    writeFileSync(target, 'theirs\n');
    writeFileSync(copy, 'mine\n');
    await dialog().getByRole('button', { name: 'Take the node’s' }).click();
    await soon(() => readFileSync(copy, 'utf8')).toBe('theirs\n');
    await soon(() => edit('main.conf').textContent()).toContain('what you save is uploaded');
    writeFileSync(copy, 'theirs, and mine\n');
    await soon(() => readFileSync(target, 'utf8')).toBe('theirs, and mine\n');
  });

  it('is put there again where it was deleted meanwhile, if that is wanted', async () => {
    const target = path.join(remote, 'main.conf');
    unlinkSync(target);
    writeFileSync(opened().at(-1)!, 'still here\n');
    await dialog().waitFor();
    expect(await dialog().textContent()).toContain('deleted');
    await dialog().getByRole('button', { name: 'Upload mine' }).click();
    await soon(() => existsSync(target) && readFileSync(target, 'utf8')).toBe('still here\n');
  });

  it('is no second copy when it is opened again, and what a link leads to is what is edited', async () => {
    symlinkSync('main.conf', path.join(remote, 'link'));
    const before = opened();
    await grid().focus();
    await app.page.keyboard.press('F5');
    await row('link').first().click();
    await app.page.keyboard.press('Enter');
    await soon(() => opened().length).toBe(before.length + 1);
    expect(opened().at(-1)).toBe(before.at(-1));
  });

  it('says why what was saved is not on the node, and uploads it when that is tried again', async () => {
    const { uid } = statSync(remote);
    const copy = opened().at(-1)!;
    const target = path.join(remote, 'main.conf');
    // A folder in the way is refused for root as for anybody.
    rmSync(target);
    mkdirSync(target);
    writeFileSync(path.join(target, 'x'), '');
    writeFileSync(copy, 'once more\n');
    await dialog().getByRole('button', { name: 'Upload mine' }).click();
    await soon(() => edit('main.conf').textContent()).toContain('Not uploaded:');
    rmSync(target, { recursive: true });
    await edit('main.conf').getByRole('button', { name: 'Upload again' }).click();
    await dialog().getByRole('button', { name: 'Upload mine' }).click();
    await soon(() => existsSync(target) && readFileSync(target, 'utf8')).toBe('once more\n');
    await soon(() => edit('main.conf').textContent()).toContain('Uploaded at');
    expect(statSync(target).uid).toBe(uid);
  });

  it('is asked about when its tab is closed, which then stays if that is wanted', async () => {
    await app.page.keyboard.press('Control+Shift+W');
    expect(await dialog().textContent()).toContain('main.conf is open for editing');
    await app.page.keyboard.press('Enter');
    expect(await dialog().count()).toBe(0);
    expect(await row('main.conf').count()).toBe(2);
  });

  it('leaves nothing on this computer when it is ended', async () => {
    const copy = opened().at(-1)!;
    await edit('main.conf').getByRole('button', { name: 'End editing' }).click();
    await soon(() => existsSync(path.dirname(copy))).toBe(false);
    expect(await edit('main.conf').count()).toBe(0);
    expect(readdirSync(path.join(folder, 'user-data', 'editing'))).toEqual([]);
  });

  it('with changes that the node has not got outlives a kill of the app, and goes there with the next connection', async () => {
    const copy = await open('kept.conf', 'as it was\n');
    const other = await open('clean.conf', 'no changes\n');
    app.app.process().kill('SIGKILL');
    await app.close().catch(() => undefined);
    writeFileSync(copy, 'saved when nobody looked\n');
    app = await launch();
    await soon(() => edit('kept.conf').textContent()).toContain('not on the node');
    expect(existsSync(other)).toBe(false);
    await edit('kept.conf').getByRole('button', { name: 'Connect' }).click();
    await soon(() => readFileSync(path.join(remote, 'kept.conf'), 'utf8')).toBe('saved when nobody looked\n');
    await soon(() => edit('kept.conf').textContent()).toContain('Uploaded at');
    expect(readdirSync(remote).filter((name) => name.endsWith('.part'))).toEqual([]);
    // Else the app would ask whether it may quit.
    await edit('kept.conf').getByRole('button', { name: 'End editing' }).click();
    await soon(() => edit('kept.conf').count()).toBe(0);
  });
});
