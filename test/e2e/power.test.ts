import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

let demo: Demo;
let fleet: Demo['fleet'];
let app: DrivenApp;

const power = async (action: string): Promise<void> => {
  await app.page.getByRole('button', { name: 'Power' }).click();
  await app.page.getByRole('menuitem', { name: `${action}…` }).click();
};
const confirm = (name: string) => app.page.getByRole('alertdialog').getByRole('button', { name }).click();

beforeAll(async () => {
  demo = await startDemo({ powerStepMs: 600 });
  ({ fleet } = demo);
  app = await demo.launch();
});

afterAll(async () => {
  await app.close();
  await demo.close();
});

describe('the power of an instance', () => {
  it('is switched after a confirmation: stopped, started, followed until it is reachable, and connected to', async () => {
    const { node } = fleet.servers[0]!;
    await app.page.getByRole('searchbox').fill(node.instanceId);
    await app.page.locator(`[data-node-id="${node.instanceId}"]`).click();
    await power('Stop');
    await confirm('Cancel');
    expect(node.state ?? 'running').toBe('running');
    await power('Stop');
    await confirm('Stop');
    await app.page.locator('.power-progress').getByText('Stopped.').waitFor();
    await app.page.getByRole('button', { name: 'Close this message' }).click();
    // What stands in the way names the remedy.
    await app.page.getByRole('button', { name: 'Start it…' }).click();
    await confirm('Start');
    await app.page.locator('.power-progress').getByText('Reachable: its agent has reported.').waitFor();
    await app.page.locator('.power-progress').getByRole('button', { name: 'Connect' }).click();
    await app.page.locator('[data-testid="terminal"][data-state="open"]').waitFor();
  });

  it('is switched off and on again by a reboot, which ends its sessions and is over when its agent has reported anew', async () => {
    const { node } = fleet.servers[0]!;
    await app.page.getByRole('tab', { name: 'Fleet', exact: true }).click();
    await power('Reboot');
    const sheet = app.page.getByRole('alertdialog', { name: `Reboot ${node.name!}?` });
    await sheet.getByText('An open terminal on it loses its connection.').waitFor();
    const asked = Date.now();
    await confirm('Reboot');
    const progress = app.page.locator('.power-progress');
    await progress.getByText('Rebooting…').waitFor();
    expect(await progress.getByRole('button', { name: 'Connect' }).count()).toBe(0);
    await progress.getByText('Reachable: its agent has reported.').waitFor();
    expect(node.lastPing!.getTime()).toBeGreaterThan(asked);
    expect(demo.simulator.sessions.map(({ ended }) => ended)).toEqual([true]);
    await progress.getByRole('button', { name: 'Connect' }).waitFor();
  });
});
