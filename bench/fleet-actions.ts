import { setTimeout as delay } from 'node:timers/promises';
import type { DrivenApp } from '../test/support/app.js';
import { readFrames, watchFrames } from './fleet-clock.js';
import { alone, type Metric } from './report.js';

/** After which (ms) what an action has set going counts as over. */
const OVER_MS = 400;

type Act = (page: DrivenApp['page']) => Promise<void>;

const look = async (page: DrivenApp['page'], key: string) => {
  await page.locator('.fleet-toolbar .button', { hasText: 'View' }).click();
  await page.locator(`[role="menu"] [data-key="${key}"]`).click();
  await page.keyboard.press('Escape');
};

/** What people do with a whole list at once. */
const actions: Readonly<Record<string, Act>> = {
  sort: async (page) => {
    for (const button of await page.locator('[role="columnheader"] button').all()) {
      await button.click();
      await delay(OVER_MS);
      await button.click();
      await delay(OVER_MS);
    }
  },
  'select-all': async (page) => {
    await page.locator('.fleet-grid').focus();
    await page.keyboard.press('ControlOrMeta+a');
  },
  group: async (page) => {
    await look(page, 'tag:env');
    await delay(OVER_MS);
    await look(page, 'none');
  },
  facets: async (page) => {
    for (const trigger of await page.locator('.facet-trigger').all()) {
      await trigger.click();
      await delay(OVER_MS);
    }
  },
};

/** The longest time between two frames (ms) while each of the actions is done: so long the window did not answer. */
export async function measureActions({ page }: DrivenApp, label: string): Promise<Metric[]> {
  const metrics: Metric[] = [];
  for (const [name, act] of Object.entries(actions)) {
    await page.evaluate(watchFrames);
    await act(page);
    await delay(OVER_MS);
    const frames = await page.evaluate(readFrames);
    metrics.push(alone(`${name}-longest-frame-ms-${label}`, Math.max(...frames), 'ms'));
  }
  return metrics;
}
