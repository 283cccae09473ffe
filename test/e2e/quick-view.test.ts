import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsFor, type DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

let demo: Demo;
let folder: string;
let app: DrivenApp;

const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 45_000 });
const view = () => app.page.getByRole('complementary', { name: 'Quick view' });
const grid = () => app.page.locator('.file-grid');
const press = (key: string) => app.page.keyboard.press(key);

beforeAll(async () => {
  demo = await startDemo();
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sallyport-quick-view-')));
  writeFileSync(path.join(folder, 'a.txt'), 'in UTF-8: 가나다\n');
  writeFileSync(path.join(folder, 'b.bin'), Buffer.from([1, 0, 2, 0x41]));
  writeFileSync(path.join(folder, 'c.png'), readFileSync('resources/icons/1024x1024.png'));
  writeFileSync(
    path.join(folder, 'd.svg'),
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" onload="parent.wasRun = true">
       <script>parent.wasRun = true; top.wasRun = true</script><rect width="40" height="30" fill="green"/>
     </svg>`,
  );
  writeFileSync(path.join(folder, 'e.log'), 'x'.repeat(300 * 1024));
  writeFileSync(path.join(folder, 'f.html'), '<script>window.wasRun = true</script>');
  symlinkSync('a.txt', path.join(folder, 'g link'));
  app = await demo.launch({
    settings: { ...settingsFor(demo.fleet.keys), files: { pane: { isOpen: true } } },
  });
  await app.connect(demo.sshNodeId);
  await app.page.locator('.file-row').first().waitFor();
  await grid().focus();
  await press('Control+l');
  await app.page.getByRole('combobox', { name: 'Folder' }).fill(folder);
  await press('Enter');
  await app.page.locator('.file-row', { hasText: 'a.txt' }).first().click();
});
afterAll(async () => {
  await app.close();
  await demo.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the quick view', () => {
  it('shows a text with the space bar, and goes on to the next file with the arrow keys', async () => {
    await press('Space');
    await soon(() => view().textContent()).toContain('in UTF-8: 가나다');
    expect(await view().textContent()).toContain('UTF-8');
    await press('ArrowDown');
    await soon(() => view().textContent()).toContain('01 00 02 41');
    expect(await view().textContent()).toContain('binary');
  });

  it('shows pictures as pictures, and runs nothing that is in them', async () => {
    const picture = view().getByRole('img', { name: 'c.png' });
    const width = () => app.page.evaluate<number>('document.querySelector(".quick-view img").naturalWidth');
    await press('ArrowDown');
    await picture.waitFor();
    await soon(width).toBeGreaterThan(100);
    await press('ArrowDown');
    const drawing = view().getByRole('img', { name: 'd.svg' });
    await drawing.waitFor();
    await soon(width).toBe(40);
    expect(await app.page.evaluate('"wasRun" in window')).toBe(false);
  });

  it('shows the beginning of a long file and says so, and pages as text', async () => {
    await press('ArrowDown');
    await soon(() => view().textContent()).toContain('only the first');
    expect((await view().locator('pre').textContent())?.length).toBe(256 * 1024);
    await press('ArrowDown');
    await soon(() => view().textContent()).toContain('<script>window.wasRun = true</script>');
    expect(await app.page.evaluate('"wasRun" in window')).toBe(false);
  });

  it('follows links, and says why a file cannot be shown', async () => {
    await press('ArrowDown');
    await soon(() => view().textContent()).toContain('in UTF-8: 가나다');
    rmSync(path.join(folder, 'f.html'));
    await press('ArrowUp');
    await view().locator('[data-problem="files.not-found"]').waitFor();
  });

  it('is left by Escape, also from within, and the table has the keyboard', async () => {
    await press('Escape');
    await soon(() => view().count()).toBe(0);
    await press('Home');
    await press('Space');
    await view().locator('pre').focus();
    await press('Escape');
    await soon(() => view().count()).toBe(0);
    expect(await app.page.evaluate('document.activeElement.matches(".file-grid")')).toBe(true);
  });
});
