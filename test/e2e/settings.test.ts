import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { launchApp, type DrivenApp } from '../support/app.js';

let simulator: Simulator;
let app: DrivenApp;
beforeEach(async () => {
  simulator = await Simulator.start({ nodes: [simulatedNode({ instanceId: 'i-0c0ffee0000000001' })] });
  app = await launchApp({
    env: simulator.env,
    settings: { network: { proxy: 'http://me:pa55word@proxy.example:3128' } },
  });
  await app.page.locator('[data-node-id]').first().waitFor();
});
afterEach(async () => {
  await app.close();
  await simulator.close();
});

const file = async () => join(await app.app.evaluate(({ app }) => app.getPath('userData')), 'settings.json');
const stored = async () => JSON.parse(readFileSync(await file(), 'utf8')) as Record<string, unknown>;
const row = (name: string) => app.page.locator(`[data-setting="${name}"]`);

describe('the page of settings', () => {
  it('is searched and changed by keyboard alone, and written into settings.json', async () => {
    const { keyboard } = app.page;
    await keyboard.press('Control+Comma');
    await app.page.getByRole('dialog', { name: 'Settings' }).waitFor();
    await keyboard.type('hidden');
    await row('files.showHidden').waitFor();
    await row('language').waitFor({ state: 'detached' });
    await keyboard.press('Tab');
    // A button that empties the search may be a stop on the way.
    if (await app.page.evaluate('document.activeElement.type !== "checkbox"')) await keyboard.press('Tab');
    await keyboard.press('Space');
    await expect.poll(stored).toMatchObject({ files: { showHidden: true } });
    await keyboard.press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('keeps a proxy’s password from the page, refuses what is no address, and goes back to the default', async () => {
    await app.page.getByRole('button', { name: 'Settings' }).click();
    const address = row('network.proxy').getByRole('textbox');
    expect(await address.inputValue()).toBe('http://me@proxy.example:3128/');
    await address.fill('proxy:port');
    await address.press('Enter');
    await row('network.proxy').locator('[data-problem="settings.invalid"]').waitFor();
    expect(await stored()).toMatchObject({ network: { proxy: 'http://me:pa55word@proxy.example:3128' } });
    await row('network.proxy')
      .getByRole('button', { name: /^Reset/ })
      .click();
    await expect.poll(stored).toMatchObject({ network: { proxy: 'system' } });
    await address.waitFor({ state: 'detached' });
  });
});
