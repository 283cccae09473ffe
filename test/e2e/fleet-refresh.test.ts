import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Simulator, simulatedNode, type SimulatedNode } from '../../simulator/index.js';
import { launchApp, type DrivenApp } from '../support/app.js';

const COUNT = 300;
/** The node that is looked at, in the middle of the list. */
const LOOKED_AT = 150;
/** That of the table's rows (px). */
const ROW_HEIGHT = 36;

const idOf = (index: number) => `i-${index.toString(16).padStart(17, '0')}`;
const node = (index: number, more: Partial<SimulatedNode> = {}) =>
  simulatedNode({ instanceId: idOf(index), name: `node-${String(index).padStart(4, '0')}`, ...more });

/** The simulator's own list: what is put in and taken out is there, or not, at the next listing. */
const nodes = Array.from({ length: COUNT }, (_, index) => node(index));
let simulator: Simulator;
let app: DrivenApp;

const row = (index: number) => app.page.locator(`[data-node-id="${idOf(index)}"]`);
const place = async (index: number) => (await row(index).boundingBox())!.y;
const shown = (count: number) => app.page.getByText(`${count} nodes`, { exact: false }).first().waitFor();
const selected = () =>
  app.page
    .locator('[data-node-id][aria-selected="true"]')
    .evaluateAll((rows: { getAttribute(name: string): string | null }[]) =>
      rows.map((each) => each.getAttribute('data-node-id')),
    );

async function refresh(count: number): Promise<void> {
  await app.page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await shown(count);
}

beforeAll(async () => {
  simulator = await Simulator.start({ nodes });
  app = await launchApp({ env: simulator.env });
  await shown(COUNT);
  // Not to whole rows, as a wheel does.
  const top = LOOKED_AT * ROW_HEIGHT - 207;
  await app.page.getByRole('grid', { name: 'Nodes' }).evaluate((grid: { scrollTop: number }, to) => {
    grid.scrollTop = to;
  }, top);
  await row(LOOKED_AT).click();
  await row(LOOKED_AT + 2).click({ modifiers: ['Control'] });
  expect(await selected()).toEqual([idOf(LOOKED_AT), idOf(LOOKED_AT + 2)]);
});

afterAll(async () => {
  await app.close();
  await simulator.close();
});

describe('a refresh', () => {
  it('that brings nodes above and takes others away moves neither the rows in sight nor the selection', async () => {
    const before = await place(LOOKED_AT);
    // Five come above what is in sight, three go; one goes below.
    const fresh = Array.from({ length: 5 }, (_, index) =>
      node(COUNT + index, { name: `node-0010-${index}` }),
    );
    nodes.push(...fresh);
    for (const gone of [20, 30, 40, COUNT - 1])
      nodes.splice(
        nodes.findIndex((each) => each.instanceId === idOf(gone)),
        1,
      );
    await refresh(COUNT + 1);
    expect(await place(LOOKED_AT)).toBe(before);
    expect(await selected()).toEqual([idOf(LOOKED_AT), idOf(LOOKED_AT + 2)]);
    expect(await row(LOOKED_AT).getAttribute('aria-rowindex')).toBe(String(LOOKED_AT + 2 + 5 - 3));
  });

  it('that changes nodes in sight shows what is new of them where they are', async () => {
    const before = await place(LOOKED_AT);
    nodes.find((each) => each.instanceId === idOf(LOOKED_AT + 1))!.pingStatus = 'ConnectionLost';
    await refresh(COUNT + 1);
    await expect.poll(() => row(LOOKED_AT + 1).getAttribute('data-reach')).toBe('offline');
    expect(await place(LOOKED_AT)).toBe(before);
    expect(await selected()).toEqual([idOf(LOOKED_AT), idOf(LOOKED_AT + 2)]);
  });

  it('that finds a selected node gone takes it alone out of the selection', async () => {
    const before = await place(LOOKED_AT);
    nodes.splice(
      nodes.findIndex((each) => each.instanceId === idOf(LOOKED_AT + 2)),
      1,
    );
    await refresh(COUNT);
    await expect.poll(selected).toEqual([idOf(LOOKED_AT)]);
    expect(await place(LOOKED_AT)).toBe(before);
  });
});
