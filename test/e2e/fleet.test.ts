import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsFor, type DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

let demo: Demo;
let fleet: Demo['fleet'];
let folder: string;
let app: DrivenApp;

const row = (id: string) => app.page.locator(`[data-node-id="${id}"]`);
const id = (index: number) => fleet.servers[index]!.node.instanceId;
const view = (name: string) => app.page.getByRole('option', { name: new RegExp(`^${name}`) });
const lookMenu = () => app.page.getByRole('button', { name: 'View', exact: true });
const heading = (name: string) => app.page.getByRole('columnheader', { name });
const headings = () => app.page.getByRole('columnheader').allInnerTexts();
/** The middle of something, for the mouse. */
async function middleOf(element: ReturnType<typeof heading>): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await element.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}
const find = (text: string) => app.page.getByRole('searchbox').fill(text);

async function start(settings: object): Promise<void> {
  app = await demo.launch({ settings, userDataDir: join(folder, 'user-data') });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-e2e-fleet-'));
  demo = await startDemo();
  ({ fleet } = demo);
  await start(settingsFor(fleet.keys));
});

afterAll(async () => {
  await app.close();
  await demo.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the fleet', () => {
  it('is searched by fields, and without what is not wanted', async () => {
    await find('state:stopped');
    const stopped = fleet.nodes.filter(({ state }) => state === 'stopped').length;
    await app.page.getByText(`${stopped} of ${fleet.nodes.length} shown`).waitFor();
    await find('-state:stopped');
    await app.page.getByText(`${fleet.nodes.length - stopped} of ${fleet.nodes.length} shown`).waitFor();
    await find('');
  });

  it('is narrowed by facets, whose values go into the search and out of it', async () => {
    await app.page.getByRole('button', { name: 'State', exact: true }).first().click();
    const stopped = fleet.nodes.filter(({ state }) => state === 'stopped').length;
    const value = app.page.getByRole('listbox', { name: 'State' }).getByRole('option', { name: /^stopped/ });
    await value.click();
    await app.page.getByText(`${stopped} of ${fleet.nodes.length} shown`).waitFor();
    expect(await app.page.getByRole('searchbox').inputValue()).toBe('state:stopped');
    await value.click();
    expect(await app.page.getByRole('searchbox').inputValue()).toBe('');
  });

  it('completes a search by the keyboard', async () => {
    await app.page.getByRole('searchbox').pressSequentially('sta');
    await app.page.keyboard.press('ArrowDown');
    await app.page.keyboard.press('Enter');
    await app.page.keyboard.type('stopped');
    expect(await app.page.getByRole('searchbox').inputValue()).toBe('state:stopped');
    await find('');
  });

  it('acts on several nodes at once: those that are ready are connected to, and count as recent', async () => {
    await find('web-');
    await row(id(0)).click();
    const other = fleet.servers.find(
      ({ node }) => node.name?.startsWith('web-') && node.instanceId !== id(0),
    )!;
    await row(other.node.instanceId).click({ modifiers: ['Control'] });
    await app.page.getByRole('heading', { name: '2 nodes' }).waitFor();
    await app.page.getByRole('button', { name: 'Connect to all 2' }).click();
    await app.page
      .locator('[data-testid="terminal"][data-state="open"]')
      .nth(1)
      .waitFor({ state: 'attached' });
    expect(demo.simulator.sessions.map(({ target }) => target).sort()).toEqual(
      [id(0), other.node.instanceId].sort(),
    );
    await app.page.getByRole('tab', { name: 'Fleet', exact: true }).click();
    await find('');
    await view('Recent').click();
    await expect.poll(() => app.page.locator('[data-node-id]').count()).toBe(2);
    await view('All nodes').click();
  });

  it('has its columns dragged to other places and widths by the mouse, which sorts nothing', async () => {
    const { mouse } = app.page;
    const first = await row(id(0)).getAttribute('aria-rowindex');
    const from = await middleOf(heading('Zone'));
    const to = await middleOf(heading('Instance id'));
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(to.x + 40, to.y, { steps: 8 });
    await mouse.move(to.x - 20, to.y, { steps: 4 });
    await expect.poll(() => app.page.locator('.fleet-heading.is-dragged').innerText()).toBe('Zone');
    await mouse.up();
    expect((await headings()).slice(0, 3)).toEqual(['Name', 'Zone', 'Instance id']);
    expect(await heading('Zone').getAttribute('aria-sort')).toBe('none');
    expect(await row(id(0)).getAttribute('aria-rowindex')).toBe(first);
    // The name says what a row is: nothing goes before it.
    const name = await middleOf(heading('Name'));
    const zone = await middleOf(heading('Zone'));
    await mouse.move(zone.x, zone.y);
    await mouse.down();
    await mouse.move(name.x - 20, name.y, { steps: 8 });
    await mouse.up();
    expect((await headings()).slice(0, 2)).toEqual(['Name', 'Zone']);
    const before = (await heading('Zone').boundingBox())!.width;
    const edge = await middleOf(app.page.getByRole('separator', { name: 'Width of Zone' }));
    await mouse.move(edge.x, edge.y);
    await mouse.down();
    await mouse.move(edge.x + 60, edge.y + 5, { steps: 6 });
    await mouse.up();
    expect((await heading('Zone').boundingBox())!.width).toBeCloseTo(before + 60, 0);
    expect((await row(id(0)).locator('[role="gridcell"]').nth(1).boundingBox())!.width).toBeCloseTo(
      before + 60,
      0,
    );
  });

  it('keeps its look over a restart: groups, columns, favourites and saved filters', async () => {
    const columnsBefore = await headings();
    const zoneWidth = (await heading('Zone').boundingBox())!.width;
    await row(id(0)).scrollIntoViewIfNeeded();
    await row(id(0)).hover();
    await row(id(0)).getByTitle('Add to favourites').click();
    await lookMenu().click();
    await app.page.getByRole('menuitemradio', { name: 'State' }).click();
    await lookMenu().click();
    await app.page.getByRole('menuitemcheckbox', { name: 'Key pair' }).click();
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('columnheader', { name: /Key pair/ }).waitFor();
    await find('state:stopped');
    await app.page.getByRole('button', { name: 'Save this search' }).click();
    await app.page.getByRole('textbox', { name: 'Name' }).fill('Switched off');
    await app.page.keyboard.press('Enter');
    await find('');
    // Changes are written once they have settled.
    const settings = () => readFile(join(folder, 'user-data', 'settings.json'), 'utf8');
    await expect.poll(settings).toContain('Switched off');
    await app.close();
    await start(JSON.parse(await settings()) as object);
    await app.page.getByRole('columnheader', { name: /Key pair/ }).waitFor();
    expect(await headings()).toEqual([...columnsBefore, 'Key pair']);
    expect((await heading('Zone').boundingBox())!.width).toBeCloseTo(zoneWidth, 0);
    // Its group's header stands above the first row.
    await app.page.getByText('running', { exact: true }).first().waitFor();
    await app.page.getByRole('button', { name: 'Switched off', exact: true }).click();
    const stopped = fleet.nodes.filter(({ state }) => state === 'stopped').length;
    await app.page.getByText(`${stopped} of ${fleet.nodes.length} shown`).waitFor();
    await find('');
    await view('Favourites').click();
    await expect.poll(() => app.page.locator('[data-node-id]').count()).toBe(1);
    expect(await row(id(0)).count()).toBe(1);
  });
});
