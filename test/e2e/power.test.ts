import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { Simulator } from '../../simulator/index.js';
import { launchApp, settingsFor, type DrivenApp } from '../support/app.js';

let fleet: Awaited<ReturnType<typeof startDemoFleet>>;
let simulator: Simulator;
let app: DrivenApp;

const power = async (action: string): Promise<void> => {
  await app.page.getByRole('button', { name: 'Power' }).click();
  await app.page.getByRole('menuitem', { name: `${action}…` }).click();
};
const confirm = (name: string) => app.page.getByRole('alertdialog').getByRole('button', { name }).click();

beforeAll(async () => {
  fleet = await startDemoFleet();
  simulator = await Simulator.start({
    nodes: fleet.nodes,
    keyPairs: fleet.keys,
    agentPacing: false,
    powerStepMs: 600,
  });
  app = await launchApp({ env: simulator.env, settings: settingsFor(fleet.keys) });
});

afterAll(async () => {
  await app.close();
  await simulator.close();
  await fleet.close();
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
});
