import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';
import { dropFiles } from '../support/drop.js';

const MIB = 1024 * 1024;

let demo: Demo;
let folder: string;
let app: DrivenApp;
/** The folder of the node that tests work in. */
let remote: string;
/** And that of this computer. */
let local: string;

/** Expects something to become true of what is read again and again. */
const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 45_000 });
const pane = (side: 'remote' | 'local') => app.page.locator(`.file-pane[data-side="${side}"]`);
const grid = (side: 'remote' | 'local') => pane(side).locator('.file-grid');
const row = (side: 'remote' | 'local', name: string) =>
  pane(side)
    .locator('.file-row')
    .filter({ has: app.page.locator('.file-text').getByText(name, { exact: true }) });
const job = (text: string | RegExp) => app.page.getByTestId('job').filter({ hasText: text }).last();

async function goTo(side: 'remote' | 'local', to: string): Promise<void> {
  await grid(side).focus();
  await app.page.keyboard.press('Control+l');
  await pane(side).getByRole('combobox').fill(to);
  await app.page.keyboard.press('Enter');
  await pane(side)
    .locator(`.path-bar[title=${JSON.stringify(realpathSync(to))}]`)
    .waitFor();
}

const launch = () =>
  demo.launch({
    userDataDir: path.join(folder, 'user-data'),
  });

async function openPanes(): Promise<void> {
  await app.connect(demo.sshNodeId);
  await app.page.keyboard.press('Control+Shift+E');
  await pane('remote').locator('.file-row').first().waitFor();
}

beforeAll(async () => {
  demo = await startDemo();
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sallyport-e2e-pane-')));
  remote = path.join(folder, 'node');
  local = path.join(folder, 'here');
  mkdirSync(remote);
  mkdirSync(local);
  app = await launch();
  await openPanes();
  await goTo('remote', remote);
});
afterAll(async () => {
  await app.close();
  await demo.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('files that are dropped from the desktop', () => {
  it('are copied onto the pane, a tree bit for bit with its empty folder, link and times', async () => {
    const tree = path.join(local, 'tree');
    mkdirSync(path.join(tree, 'deep', 'empty'), { recursive: true });
    writeFileSync(path.join(tree, '한국어 파일.bin'), randomBytes(300_000));
    writeFileSync(path.join(tree, 'deep', '-leading dash\nand newline'), 'odd');
    writeFileSync(path.join(tree, 'deep', 'n'.repeat(255)), 'long');
    writeFileSync(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0x72, 0xe9, 0x73])]), 'bytes');
    symlinkSync('deep', path.join(tree, 'link'));
    utimesSync(path.join(tree, 'deep', '-leading dash\nand newline'), 1_500_000_000, 1_500_000_000);
    writeFileSync(path.join(local, 'one.bin'), randomBytes(MIB));
    await dropFiles(app.page, grid('remote'), [tree, path.join(local, 'one.bin')]);
    await soon(() => job('tree and 1 more').textContent()).toContain('SHA-256 equal');
    for (const name of ['tree', 'one.bin'])
      execFileSync('diff', ['-r', '--no-dereference', path.join(local, name), path.join(remote, name)]);
    expect(statSync(path.join(remote, 'tree', 'deep', '-leading dash\nand newline')).mtimeMs).toBe(
      1_500_000_000_000,
    );
    expect(statSync(path.join(remote, 'tree', 'deep', 'empty')).isDirectory()).toBe(true);
    await row('remote', 'one.bin').waitFor();
  });

  it('go into the folder that they are dropped on', async () => {
    mkdirSync(path.join(remote, 'inbox'));
    await grid('remote').focus();
    await app.page.keyboard.press('F5');
    await dropFiles(app.page, row('remote', 'inbox'), [path.join(local, 'one.bin')]);
    await soon(() => existsSync(path.join(remote, 'inbox', 'one.bin'))).toBe(true);
    expect(
      readFileSync(path.join(remote, 'inbox', 'one.bin')).equals(readFileSync(path.join(local, 'one.bin'))),
    ).toBe(true);
  });

  it('are asked about where something has their name, with both to compare, and skipped for all', async () => {
    writeFileSync(path.join(local, 'a.txt'), 'new a');
    writeFileSync(path.join(local, 'b.txt'), 'new b');
    writeFileSync(path.join(remote, 'a.txt'), 'the old a');
    writeFileSync(path.join(remote, 'b.txt'), 'the old b');
    // Either may be asked about first.
    for (const name of ['a.txt', 'b.txt']) utimesSync(path.join(remote, name), 1_500_000_000, 1_500_000_000);
    await dropFiles(
      app.page,
      grid('remote'),
      ['a.txt', 'b.txt'].map((name) => path.join(local, name)),
    );
    const sheet = app.page.getByRole('alertdialog');
    await sheet.waitFor();
    expect(await sheet.textContent()).toContain('is already there');
    expect(await sheet.locator('.conflict').textContent()).toMatch(/5B.*newer.*9B.*2017/);
    await sheet.getByText('Do the same with all further ones').click();
    await sheet.getByRole('button', { name: 'Skip' }).click();
    await soon(() => job('a.txt and 1 more').textContent()).toContain('2 skipped');
    expect(readFileSync(path.join(remote, 'a.txt'), 'utf8')).toBe('the old a');
    await dropFiles(app.page, grid('remote'), [path.join(local, 'a.txt')]);
    await app.page.getByRole('alertdialog').getByRole('button', { name: 'Overwrite' }).click();
    await soon(() => readFileSync(path.join(remote, 'a.txt'), 'utf8')).toBe('new a');
  });

  it('are pasted as a quoted path, or uploaded, by where on the terminal they are let go', async () => {
    const name = path.join(local, "it's here.txt");
    writeFileSync(name, 'hello');
    const place = app.page.locator('.terminal-place:visible');
    // The shell is not where the pane is: what is uploaded goes to the shell's folder.
    const shellFolder = path.join(folder, "shell's folder");
    mkdirSync(shellFolder);
    await place.click();
    await app.page.keyboard.type(`cd ${JSON.stringify(shellFolder)}; echo arriv''ed\n`);
    await app.waitForText('arrived');
    const client = await app.page.context().newCDPSession(app.page);
    const box = (await place.boundingBox())!;
    const data = { items: [], files: [name], dragOperationsMask: 1 };
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data };
    await client.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at });
    await client.send('Input.dispatchDragEvent', { type: 'dragOver', ...at });
    await dropFiles(app.page, app.page.locator('[data-zone="path"]'), [name]);
    await app.waitForText(String.raw`it'\''s`);
    await app.page.keyboard.press('Control+c');
    await client.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at });
    await client.send('Input.dispatchDragEvent', { type: 'dragOver', ...at });
    await dropFiles(app.page, app.page.locator('[data-zone="here"]'), [name]);
    await soon(() => existsSync(path.join(shellFolder, "it's here.txt"))).toBe(true);
  });
});

describe('the pane', () => {
  it('shows names that are no text, links with where they lead, and hidden files when asked', async () => {
    symlinkSync('nowhere', path.join(remote, 'broken'));
    writeFileSync(path.join(remote, '.hidden'), '');
    await goTo('remote', path.join(remote, 'tree'));
    await row('remote', String.raw`r\xE9s`).waitFor();
    await goTo('remote', remote);
    expect(await pane('remote').locator('.file-row', { hasText: 'broken' }).textContent()).toContain(
      '(leads nowhere)',
    );
    expect(await row('remote', '.hidden').count()).toBe(0);
    await pane('remote').getByRole('button', { name: 'More' }).click();
    await app.page.getByRole('menuitemcheckbox', { name: 'Hidden files' }).click();
    await row('remote', '.hidden').waitFor();
    await app.page.keyboard.press('Escape');
  });

  it('has its columns dragged to other places and widths by the mouse, which sorts nothing and is kept', async () => {
    const { mouse } = app.page;
    const heading = (name: string) => pane('remote').getByRole('columnheader', { name });
    const shown = async () =>
      (await pane('remote').getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
    const middle = async (name: string) => {
      const box = (await heading(name).boundingBox())!;
      return { x: box.x + box.width / 2, y: box.y + box.height / 2, left: box.x, width: box.width };
    };
    expect((await shown()).slice(0, 3)).toEqual(['Name', 'Size', 'Modified']);
    const [size, modified] = [await middle('Size'), await middle('Modified')];
    await mouse.move(size.x, size.y);
    await mouse.down();
    await mouse.move(modified.x + 30, modified.y, { steps: 8 });
    await mouse.up();
    await soon(async () => (await shown()).slice(0, 3)).toEqual(['Name', 'Modified', 'Size']);
    const before = await middle('Size');
    await mouse.move(before.left, before.y);
    await mouse.down();
    await mouse.move(before.left - 40, before.y + 3, { steps: 6 });
    await mouse.up();
    await soon(async () => Math.round((await middle('Size')).width)).toBe(Math.round(before.width) + 40);
    expect(await heading('Name').getAttribute('aria-sort')).toBe('ascending');
    await soon(() => readFileSync(path.join(folder, 'user-data', 'settings.json'), 'utf8')).toMatch(
      /"widths":\s*\{\s*"size":\s*116/,
    );
    await heading('Size').click({ button: 'right' });
    await app.page.getByRole('menuitem', { name: 'As many columns as fit' }).click();
    await soon(async () => (await shown()).slice(0, 3)).toEqual(['Name', 'Size', 'Modified']);
  });

  it('says why a folder cannot be shown, and leads back', async () => {
    await grid('remote').focus();
    await app.page.keyboard.press('Control+l');
    await pane('remote').getByRole('combobox').fill('/no/such/folder');
    await app.page.keyboard.press('Enter');
    await pane('remote').locator('[data-problem="files.not-found"]').waitFor();
    await pane('remote').locator('.file-state').getByRole('button', { name: 'Back' }).click();
    await row('remote', 'one.bin').waitFor();
  });

  it('goes where the shell is when asked, follows it, and stays where it is told until the shell moves', async () => {
    const { keyboard } = app.page;
    const at = (to: string) =>
      pane('remote')
        .locator(`.path-bar[title=${JSON.stringify(to)}]`)
        .waitFor();
    const type = async (command: string) => {
      await app.page.locator('.terminal-place:visible').click();
      await keyboard.type(`${command}\n`);
    };
    await grid('remote').focus();
    await keyboard.press('Control+g');
    await at(path.join(folder, "shell's folder"));
    await goTo('remote', remote);
    await pane('remote').getByRole('button', { name: 'More' }).click();
    await app.page.getByRole('menuitemcheckbox', { name: 'Follow the shell' }).click();
    await keyboard.press('Escape');
    await at(path.join(folder, "shell's folder"));
    await type('cd /usr/bin');
    await at('/usr/bin');
    await goTo('remote', remote);
    await type('true');
    // By OSC 7, which is believed before anything is asked.
    const named = path.join(folder, 'named 이름');
    mkdirSync(named);
    await type(String.raw`printf '\033]7;%s\033\\' ${JSON.stringify(encodeURI(`file://host${named}`))}`);
    await at(named);
    await pane('remote').getByRole('button', { name: 'More' }).click();
    await app.page.getByRole('menuitemcheckbox', { name: 'Follow the shell' }).click();
    await keyboard.press('Escape');
    await goTo('remote', remote);
  });

  it('renames, makes folders, changes modes and deletes by keyboard alone', async () => {
    const { keyboard } = app.page;
    await grid('remote').focus();
    await keyboard.press('Control+Shift+N');
    await keyboard.type('made here');
    await keyboard.press('Enter');
    await soon(() => existsSync(path.join(remote, 'made here'))).toBe(true);
    await row('remote', 'made here').waitFor();
    await grid('remote').focus();
    await keyboard.press('F2');
    await keyboard.type('renamed');
    await keyboard.press('Enter');
    await soon(() => existsSync(path.join(remote, 'renamed'))).toBe(true);
    await row('remote', 'renamed').waitFor();
    await grid('remote').focus();
    await keyboard.press('Control+m');
    await app.page.getByLabel('As a number').fill('0700');
    await keyboard.press('Enter');
    await soon(() => statSync(path.join(remote, 'renamed')).mode & 0o777).toBe(0o700);
    writeFileSync(path.join(remote, 'renamed', 'inside'), 'x');
    await grid('remote').focus();
    await keyboard.press('Delete');
    const sheet = app.page.getByRole('alertdialog');
    await soon(() => sheet.textContent()).toContain('files 1, folders 1');
    await sheet.getByRole('button', { name: 'Delete' }).click();
    await soon(() => existsSync(path.join(remote, 'renamed'))).toBe(false);
  });

  it('copies to the local pane by copy and paste, and from pane to pane by dragging', async () => {
    const { keyboard } = app.page;
    const target = path.join(local, 'got');
    mkdirSync(target);
    await grid('remote').focus();
    await keyboard.press('Control+o');
    await soon(() => pane('local').locator('.path-bar').getAttribute('title')).toBeTruthy();
    await goTo('local', target);
    await row('remote', 'tree').click();
    await keyboard.press('Control+c');
    await grid('local').focus();
    await keyboard.press('Control+v');
    await row('local', 'tree').waitFor();
    await soon(
      () =>
        spawnSync('diff', ['-r', '--no-dereference', path.join(remote, 'tree'), path.join(target, 'tree')])
          .status,
    ).toBe(0);
    // Panes are listed anew when a job ends, and rows that are drawn anew end a drag.
    await soon(() => job('tree').textContent()).toContain('SHA-256 equal');
    await row('remote', 'one.bin').dragTo(grid('local'));
    await row('local', 'one.bin').waitFor({ timeout: 60_000 });
    expect(
      readFileSync(path.join(target, 'one.bin')).equals(readFileSync(path.join(remote, 'one.bin'))),
    ).toBe(true);
  });

  it('fetches files for other programs, which get them by the clipboard and by the system’s own drag', async () => {
    await grid('remote').focus();
    await row('remote', 'one.bin').click();
    await app.page.keyboard.press('Control+Shift+S');
    const strip = app.page.getByRole('region', { name: 'Files for other programs' });
    await strip.getByRole('button', { name: 'Copy for pasting' }).click();
    // By the older of Electron's two clipboards, which the development runtime has.
    const copied = () =>
      app.app.evaluate(({ clipboard }) =>
        (clipboard as unknown as { readBuffer(type: string): Buffer })
          .readBuffer('x-special/gnome-copied-files')
          .toString(),
      );
    await soon(copied).toContain('copy\nfile://');
    const staged = fileURLToPath((await copied()).split('\n')[1]!);
    expect(path.basename(staged)).toBe('one.bin');
    expect(readFileSync(staged)).toEqual(readFileSync(path.join(remote, 'one.bin')));
    // A drag of the system needs somebody to let go: that it is begun, and with what, is all that is seen here.
    await app.app.evaluate(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      webContents.startDrag = ({ files, icon }) => {
        Object.assign(globalThis, {
          dragged: { files, hasIcon: typeof icon === 'object' && !icon.isEmpty() },
        });
      };
    });
    await strip.locator('[draggable]').dispatchEvent('dragstart');
    await soon(() => app.app.evaluate(() => (globalThis as { dragged?: unknown }).dragged)).toEqual({
      files: [staged],
      hasIcon: true,
    });
    await strip.getByRole('button', { name: 'Remove these copies' }).click();
    await soon(() => existsSync(staged)).toBe(false);
  });

  it('has the roles and names that screen readers go by', async () => {
    const table = app.page.getByRole('grid', { name: 'Files on the node' });
    expect(await table.getAttribute('aria-multiselectable')).toBe('true');
    expect(Number(await table.getAttribute('aria-rowcount'))).toBeGreaterThan(3);
    await grid('remote').focus();
    await app.page.keyboard.press('Home');
    const lead = await table.getAttribute('aria-activedescendant');
    expect(await app.page.locator(`[id="${lead}"]`).getAttribute('aria-selected')).toBe('true');
    expect(await app.page.getByRole('region', { name: 'Jobs' }).count()).toBe(1);
  });
});

describe('a job', () => {
  it('pauses, goes on after the app was killed and started again, and the file is whole', async () => {
    const bytes = randomBytes(12 * MIB);
    writeFileSync(path.join(local, 'big'), bytes);
    writeFileSync(path.join(remote, 'big'), 'the old one');
    await app.page.getByRole('button', { name: 'Speed and sessions' }).click();
    await app.page.getByRole('menuitemradio', { name: '2 MB/s' }).click();
    await app.page.keyboard.press('Escape');
    await dropFiles(app.page, grid('remote'), [path.join(local, 'big')]);
    await app.page.getByRole('alertdialog').getByRole('button', { name: 'Overwrite' }).click();
    const bar = job('big').getByRole('progressbar');
    await soon(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(15);
    await job('big').getByRole('button', { name: 'Pause' }).click();
    await soon(() => job('big').textContent()).toContain('Paused');
    await job('big').getByRole('button', { name: 'Resume' }).click();
    await soon(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(60);
    app.app.process().kill('SIGKILL');
    // It says that it was killed.
    await app.close().catch(() => undefined);
    expect(readFileSync(path.join(remote, 'big'), 'utf8')).toBe('the old one');

    app = await demo.launch({
      userDataDir: path.join(folder, 'user-data'),
    });
    await soon(() => job('big').textContent()).toContain('Not finished');
    await job('big').getByRole('button', { name: 'Connect' }).click();
    await soon(() => job('big').textContent()).toContain('SHA-256 equal');
    expect(readFileSync(path.join(remote, 'big')).equals(bytes)).toBe(true);
    expect(readdirSync(remote).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
