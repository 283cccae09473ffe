import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { DrivenApp } from './driven-app.js';

/** What the tour must know of a node to go there. */
export interface TourNode {
  instanceId: string;
  name?: string;
  sshd?: unknown;
  /** The EC2 key pair it takes; the settings know its file. */
  keyName?: string;
}

/** What the simulator knows of a session. */
export interface TourSession {
  target: string;
  state: string;
}

const TIMEOUT = 20_000;

/**
 * Does the main job in the real window as a person would, step by step, and prints each with what was seen. Stops at
 * the first step that fails; false then.
 */
export async function runTour(
  driven: DrivenApp,
  nodes: readonly TourNode[],
  sessions: () => readonly TourSession[],
  say: (line: string) => void = console.log,
): Promise<boolean> {
  const { page } = driven;
  const target = nodes.find(({ sshd, name, keyName }) =>
    [sshd, name, keyName].every((value) => value !== undefined),
  );
  if (target?.name === undefined)
    throw new Error('No node of the fleet has a name, an SSH server and a key.');
  const { instanceId, name } = target;
  const rows = page.locator('[data-node-id]');
  const tab = page.getByRole('tab', { name, exact: true });

  const steps: [title: string, step: () => Promise<string>][] = [
    [
      'list the nodes',
      async () => {
        await rows.first().waitFor({ timeout: TIMEOUT });
        return `${await rows.count()} rows on the screen, first: ${oneLine(await rows.first().innerText())}`;
      },
    ],
    [
      `search for ${name}`,
      async () => {
        const all = await rows.count();
        await page.getByRole('searchbox').fill(name);
        await until(`fewer rows than ${all}`, async () => (await rows.count()) < all);
        return `${await rows.count()} left: ${oneLine(await page.locator(`[data-node-id="${instanceId}"]`).innerText())}`;
      },
    ],
    [
      'connect by double-click',
      async () => {
        const start = performance.now();
        await driven.open(instanceId);
        const text = await driven.waitForText(/[$#] ?$/);
        const time = Math.round(performance.now() - start);
        return `a prompt after ${time} ms: ${text.slice(text.lastIndexOf('\n') + 1)}`;
      },
    ],
    [
      'type and read the answer',
      async () => {
        await page.keyboard.type('printf \'\\e[32m%s\\e[0m %s\\n\' "$((6 * 7))" 한국어; uname -s; stty size');
        await page.keyboard.press('Enter');
        const text = await driven.waitForText(/^42 한국어\n\w+\n\d+ \d+$/m);
        return /^42 한국어\n\w+\n\d+ \d+$/m.exec(text)?.[0].replaceAll('\n', ' | ') ?? '';
      },
    ],
    [
      'close the tab',
      async () => {
        await page.getByRole('button', { name: `Close ${name}` }).click();
        await tab.waitFor({ state: 'detached', timeout: TIMEOUT });
        const state = () => sessions().find((session) => session.target === instanceId)?.state;
        await until('its session terminated', () => Promise.resolve(state() === 'Terminated'));
        return `the tab is gone, and the session on the AWS side is ${state() ?? 'gone'}`;
      },
    ],
  ];

  for (const [index, [title, step]] of steps.entries()) {
    const number = index + 1;
    try {
      say(`${number}. ${title}: ${await step()}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(`${number}. ${title}: FAILED: ${stripVTControlCharacters(reason)}`);
      return false;
    } finally {
      await driven.screenshot(`${number}-${title.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
    }
  }
  return true;
}

const oneLine = (text: string) => text.split(/\s*\n\s*/).join(' · ');

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + TIMEOUT;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${TIMEOUT / 1000} s for ${what}`);
    await delay(50);
  }
}
