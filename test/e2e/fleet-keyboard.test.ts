import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

// No test here touches the mouse.
let demo: Demo;
let fleet: Demo['fleet'];
let folder: string;
let app: DrivenApp;

/** More presses than any walk through the window takes. */
const MOST_PRESSES = 80;

const press = (key: string) => app.page.keyboard.press(key);
const shownCount = (text: string) => app.page.getByText(text).waitFor();
const headings = () => app.page.getByRole('columnheader').allInnerTexts();
const heading = (name: string) => app.page.getByRole('columnheader', { name: new RegExp(name) });
const row = (id: string) => app.page.locator(`[data-node-id="${id}"]`);
const stoppedCount = () => fleet.nodes.filter(({ state }) => state === 'stopped').length;

/** As much of the page's document as is asked for here: tests are typed without that library. */
interface Focused {
  getAttribute(name: string): string | null;
  readonly tagName: string;
  readonly textContent: string | null;
}
declare const document: {
  readonly activeElement: Focused | null;
  getElementById(id: string): Focused | null;
};

/** What a screen reader would call the element that has the keyboard: its role and name. */
const focused = () =>
  app.page.evaluate(() => {
    const element = document.activeElement;
    const role = element?.getAttribute('role') ?? element?.tagName.toLowerCase() ?? '';
    const labelled = element?.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const label = labelled.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    return `${role} ${element?.getAttribute('aria-label') ?? (label || (element?.textContent ?? ''))}`;
  });

/** Presses a key until something has the keyboard. */
async function walk(key: string, to: RegExp): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    const now = await focused();
    if (to.test(now)) return;
    seen.push(now);
    await press(key);
  }
  throw new Error(`${key} does not lead to ${to}: ${seen.join(' | ')}`);
}

/** Types a search, from wherever the keyboard is, and goes to the table. */
async function search(text: string): Promise<void> {
  await walk('Tab', /^grid|^treegrid/);
  await press('/');
  await press('Control+A');
  await press('Delete');
  await app.page.keyboard.type(text);
  await walk('Tab', /^grid|^treegrid/);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-e2e-fleet-keyboard-'));
  demo = await startDemo({ powerStepMs: 300 });
  ({ fleet } = demo);
  app = await demo.launch();
});

afterAll(async () => {
  await app.close();
  await demo.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the fleet by the keyboard alone', () => {
  it('chooses columns, orders, widens and hides them, and takes those of a new table again', async () => {
    const before = await headings();
    await walk('Tab', /^button View/);
    await press('Enter');
    await walk('ArrowDown', /^menuitemcheckbox Key pair/);
    await press('Enter');
    await press('Escape');
    await heading('Key pair').waitFor();
    await walk('Tab', /^button Instance id/);
    await press('Control+Shift+ArrowRight');
    expect((await headings()).slice(0, 3)).toEqual(['Name', 'Reachable', 'Instance id']);
    await expect.poll(focused).toBe('button Instance id');
    const width = async () => (await heading('Instance id').boundingBox())!.width;
    const narrow = await width();
    await walk('Tab', /^separator Width of Instance id/);
    await press('ArrowRight');
    expect(await width()).toBe(narrow + 16);
    await press('Home');
    expect(await width()).toBe(narrow);
    await walk('Shift+Tab', /^button Platform|^button Instance id/);
    await press('Shift+F10');
    await walk('ArrowDown', /^menuitem Hide/);
    await press('Enter');
    await heading('Instance id').waitFor({ state: 'detached' });
    await expect.poll(focused).toMatch(/^grid/);
    await walk('Tab', /^button Platform/);
    await press('Shift+F10');
    await walk('ArrowDown', /^menuitem Reset columns/);
    await press('Enter');
    await expect.poll(headings).toEqual(before);
  });

  it('groups rows, closes and opens groups, and goes from a node to its group', async () => {
    await walk('Tab', /^button View/);
    await press('Enter');
    await walk('ArrowDown', /^menuitemradio State/);
    await press('Enter');
    await press('Escape');
    const grid = app.page.getByRole('treegrid', { name: 'Nodes' });
    await grid.waitFor();
    await walk('Tab', /^treegrid/);
    await press('Home');
    const group = app.page.locator('.fleet-group').first();
    await expect.poll(() => group.getAttribute('aria-expanded')).toBe('true');
    await press('ArrowLeft');
    await expect.poll(() => group.getAttribute('aria-expanded')).toBe('false');
    await press('ArrowRight');
    await press('ArrowDown');
    await press('ArrowLeft');
    expect(await grid.getAttribute('aria-activedescendant')).toBe(await group.getAttribute('id'));
    await walk('Shift+Tab', /^button View/);
    await press('Enter');
    await walk('ArrowUp', /^menuitemradio No groups/);
    await press('Enter');
    await press('Escape');
    await app.page.getByRole('grid', { name: 'Nodes' }).waitFor();
  });

  it('stars a node, and shows the favourites', async () => {
    const { instanceId } = fleet.servers[0]!.node;
    await search(instanceId);
    await press('*');
    await search('');
    await walk('Tab', /^option All nodes/);
    await walk('ArrowDown', /^option Favourites/);
    await press('Space');
    await expect.poll(() => app.page.locator('[data-node-id]').count()).toBe(1);
    expect(await row(instanceId).count()).toBe(1);
    // In its details the star is a button.
    await walk('Tab', /^button Add to favourites/);
    await press('Space');
    await app.page.getByText('No nodes in this view').waitFor();
    await walk('Tab', /^option Favourites/);
    await walk('ArrowUp', /^option All nodes/);
    await press('Space');
  });

  it('narrows by a facet, and keeps the search under a name', async () => {
    await walk('Tab', /^button State/);
    await press('Enter');
    await walk('Tab', /^option/);
    await walk('ArrowDown', /^option stopped/);
    await press('Space');
    await shownCount(`${stoppedCount()} of ${fleet.nodes.length} shown`);
    await walk('Shift+Tab', /^button Save this search/);
    await press('Enter');
    await app.page.getByRole('textbox', { name: 'Name' }).waitFor();
    await app.page.keyboard.type('Switched off');
    await press('Enter');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    await search('');
    await shownCount(`${fleet.nodes.length} nodes`);
    await walk('Tab', /^button Switched off/);
    await press('Enter');
    await shownCount(`${stoppedCount()} of ${fleet.nodes.length} shown`);
    await walk('Tab', /^button Actions for the filter/);
    await press('Enter');
    await walk('ArrowDown', /^menuitem Delete/);
    await press('Enter');
    await app.page.getByRole('button', { name: 'Switched off' }).waitFor({ state: 'detached' });
    await search('');
  });

  it('stops an instance from the menu of its row, after a confirmation', async () => {
    const { instanceId } = fleet.servers[1]!.node;
    await search(instanceId);
    await press('Shift+F10');
    await walk('ArrowDown', /^menuitem Power/);
    await press('ArrowRight');
    await walk('ArrowDown', /^menuitem Stop/);
    await press('Enter');
    await app.page.getByRole('alertdialog').waitFor();
    await press('Escape');
    await app.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await expect.poll(focused).toMatch(/^grid/);
    await press('Shift+F10');
    await walk('ArrowDown', /^menuitem Power/);
    await press('ArrowRight');
    await walk('ArrowDown', /^menuitem Stop/);
    await press('Enter');
    await walk('Tab', /^button Stop/);
    await press('Enter');
    await app.page.locator('.power-progress').getByText('Stopped.').waitFor();
    expect(await row(instanceId).getAttribute('data-reach')).toBe('stopped');
    await search('');
  });

  it('copies what a node is called', async () => {
    const { instanceId } = fleet.servers[0]!.node;
    await search(instanceId);
    await press('Shift+F10');
    await walk('ArrowDown', /^menuitem Copy/);
    await press('Enter');
    await walk('ArrowDown', /^menuitem Copy ARN/);
    await press('Enter');
    await expect
      .poll(() => app.app.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe(`arn:aws:ec2:eu-central-1:123456789012:instance/${instanceId}`);
  });

  it('exports all rows that are shown, by the palette and by the menu of the app', async () => {
    const save = (path: string) =>
      app.app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, path);
    const csv = join(folder, 'nodes.csv');
    const json = join(folder, 'nodes.json');
    await search('state:stopped');
    await save(csv);
    await press('Control+K');
    await app.page.getByRole('dialog').waitFor();
    await app.page.keyboard.type('export csv');
    await app.page.getByRole('menuitem', { name: /CSV/ }).waitFor();
    await press('Enter');
    await app.page.getByText(`${stoppedCount()} nodes written to ${csv}`).waitFor();
    const lines = (await readFile(csv, 'utf8')).trimEnd().split('\r\n');
    expect(lines[0]).toBe('name,id,reach,platform,type,privateIp,zone');
    expect(lines).toHaveLength(stoppedCount() + 1);
    await save(json);
    await app.app.evaluate(({ Menu }) => {
      Menu.getApplicationMenu()?.getMenuItemById('export-json')?.click();
    });
    await app.page.getByText(`written to ${json}`).waitFor();
    const written = JSON.parse(await readFile(json, 'utf8')) as { state: string }[];
    expect(written.map(({ state }) => state)).toEqual(Array(stoppedCount()).fill('stopped'));
    await search('');
  });

  it('says why rows could not be exported', async () => {
    await app.app.evaluate(
      ({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      },
      join(folder, 'nodes.csv', 'below-a-file.csv'),
    );
    await press('Control+K');
    await app.page.getByRole('dialog').waitFor();
    await app.page.keyboard.type('export csv');
    await app.page.getByRole('menuitem', { name: /CSV/ }).waitFor();
    await press('Enter');
    await app.page.getByRole('heading', { name: 'The rows were not exported' }).waitFor();
    await press('Escape');
  });

  it('opens several nodes side by side', async () => {
    await search(`${fleet.servers[0]!.node.name} state:running`);
    await press('Home');
    await press('Shift+ArrowDown');
    await app.page.getByRole('heading', { name: '2 nodes' }).waitFor();
    await press('Shift+F10');
    await walk('ArrowDown', /^menuitem Open in split/);
    await press('Enter');
    await app.page.locator('[data-testid="terminal"][data-state="open"]:visible').nth(1).waitFor();
    expect(await app.page.getByRole('tab').count()).toBe(2);
    // The keyboard is in one of them.
    await expect.poll(focused).toMatch(/^textarea/);
  });
});
