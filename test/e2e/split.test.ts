import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTerminal } from '../../scripts/terminal-text.js';
import { settingsFor, type DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

let demo: Demo;
let fleet: Demo['fleet'];
let app: DrivenApp;

beforeAll(async () => {
  demo = await startDemo();
  ({ fleet } = demo);
  app = await demo.launch();
});

afterAll(async () => {
  await app.close();
  await demo.close();
});

const button = (name: string | RegExp) => app.page.getByRole('button', { name });
const row = (id: string) => app.page.locator(`[data-node-id="${id}"]`);
const terminals = () => app.page.locator('[data-testid="terminal"]:visible');
const text = (place: number) => terminals().nth(place).evaluate(readTerminal);
const tabNames = async () =>
  Promise.all((await app.page.getByRole('tab').all()).map((tab) => tab.getAttribute('aria-label')));
const status = () => app.page.locator('footer.status-bar:visible').textContent();
const width = async (place: number) => (await terminals().nth(place).boundingBox())!.width;

async function type(line: string): Promise<void> {
  await app.page.keyboard.type(line);
  await app.page.keyboard.press('Enter');
}

/** Waits until so many terminals are side by side, all of them connected. */
const untilOpen = (count: number) =>
  expect
    .poll(() => app.page.locator('[data-testid="terminal"][data-state="open"]:visible').count(), {
      timeout: 30_000,
    })
    .toBe(count);

describe('terminals side by side', () => {
  it('are opened from nodes that are selected together, and each takes its own keys', async () => {
    const nodes = fleet.servers.map(({ node }) => node).filter(({ name }) => name?.startsWith('web-'));
    const [first, second] = nodes.slice(0, 2);
    await app.page.getByRole('searchbox').fill('web-');
    await row(first!.instanceId).click();
    await row(second!.instanceId).click({ modifiers: ['Control'] });
    await button('Open in split').click();
    await untilOpen(2);
    const names = [first!.name!, second!.name!].sort();
    expect((await tabNames())[1]?.split(', ').sort()).toEqual(names);

    await type('echo on the "right"');
    await expect.poll(() => text(1)).toContain('on the right');
    await app.page.keyboard.press('Control+Shift+BracketLeft');
    await type('echo on the "left"');
    await expect.poll(() => text(0)).toContain('on the left');
    expect(await text(1)).not.toContain('on the left');
    const [left] = (await tabNames())[1]!.split(', ');
    expect(await status()).toContain(`@${left}`);

    await terminals().nth(1).click();
    await type('echo by "click"');
    await expect.poll(() => text(1)).toContain('by click');
  });

  it('change their widths by the keyboard, and the shells hear of it', async () => {
    const before = await width(0);
    const edge = app.page.getByRole('separator', { name: 'Edge between terminals' });
    await edge.focus();
    for (let presses = 0; presses < 5; presses++) await app.page.keyboard.press('ArrowRight');
    expect(await width(0)).toBeGreaterThan(before + 50);
    await terminals().nth(0).click();
    await type('echo "columns:" $(tput cols)');
    const columns = await terminals()
      .nth(0)
      .evaluate((element) => (element as unknown as { terminal: { cols: number } }).terminal.cols);
    await expect.poll(() => text(0)).toContain(`columns: ${columns}`);
    await edge.dblclick();
    await expect.poll(() => width(0)).toBeCloseTo(before, -1);
  });

  it('split to the same node, go to a tab of their own with their text, and close one by one', async () => {
    await terminals().nth(0).click();
    await app.page.keyboard.press('Control+Shift+KeyD');
    await untilOpen(3);
    await type('echo "moved" along');
    await expect.poll(() => text(1)).toContain('moved along');
    await app.page.keyboard.press('Control+Shift+KeyB');
    await untilOpen(1);
    expect(await tabNames()).toHaveLength(3);
    expect(await text(0)).toContain('moved along');
    await type('echo "still" here');
    await expect.poll(() => text(0)).toContain('still here');
    await app.page.keyboard.press('Control+Shift+KeyW');
    await untilOpen(2);
    await button(/^Close the terminal of/)
      .first()
      .click();
    await untilOpen(1);
    expect(await text(0)).toContain('by click');
  });

  it('take one more from the fleet, beside the terminal that was in front', async () => {
    await app.page.getByRole('tab', { name: 'Fleet', exact: true }).click();
    const open = (await tabNames())[1];
    const other = fleet.servers.find(({ node }) => node.name !== open && node.keyName !== undefined)!;
    await app.page.getByRole('searchbox').fill(other.node.instanceId);
    await row(other.node.instanceId).click();
    await button(`Open beside ${open}`).click();
    await untilOpen(2);
    expect(await tabNames()).toHaveLength(2);
  });
});

describe('tabs', () => {
  it('of the last run are opened again on request, side by side as they were, and only then', async () => {
    const before = (await tabNames()).slice(1);
    expect(before).toHaveLength(1);
    const { tabs } = JSON.parse(await readFile(join(app.userDataDir, 'settings.json'), 'utf8')) as {
      tabs: { last: string[][] };
    };
    await app.close();
    const settings = { ...settingsFor(fleet.keys), tabs: { last: [...tabs.last, ['i-gone']] } };
    app = await demo.launch({ settings });
    await app.page.locator('[data-node-id]').first().waitFor();
    expect(await tabNames()).toHaveLength(1);
    await app.app.evaluate(({ Menu }) => {
      Menu.getApplicationMenu()?.getMenuItemById('reopen-tabs')?.click();
    });
    await app.page.getByRole('dialog', { name: '1 node was not reopened' }).getByText('i-gone').waitFor();
    await app.page.keyboard.press('Escape');
    await untilOpen(2);
    expect((await tabNames()).slice(1)).toEqual(before);
  });

  it('are moved by the keyboard and by dragging', async () => {
    await app.page.keyboard.press('Control+Shift+KeyB');
    await untilOpen(1);
    const [, left, right] = await tabNames();
    await app.page.keyboard.press('Control+Shift+PageUp');
    await expect.poll(tabNames).toEqual([null, right, left]);
    const box = (await app.page.getByRole('tab', { name: right!, exact: true }).boundingBox())!;
    await app.page.mouse.move(box.x + 20, box.y + 10);
    await app.page.mouse.down();
    await app.page.mouse.move(box.x + box.width * 2, box.y + 10, { steps: 8 });
    await app.page.mouse.up();
    await expect.poll(tabNames).toEqual([null, left, right]);
  });
});
