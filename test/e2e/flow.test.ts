import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

/** What the page's terminal element shows of itself: xterm's Terminal, as far as it is looked at here. */
interface CountedTerminal {
  lines?: number;
  readonly terminal: { onLineFeed(listener: () => void): void };
}

const TERMINAL = '[data-testid="terminal"]';
const SHELL = `${TERMINAL}:visible`;
const FLOODED = `${TERMINAL}[data-flooded]`;
const KIB_PER_MIB = 1024;

let demo: Demo;
let app: DrivenApp;

beforeAll(async () => {
  // Without the agent's pace, the terminal is what holds the flood back.
  demo = await startDemo({ agentPacing: false });
  app = await demo.launch();
});

afterAll(async () => {
  await app.close();
  await demo.close();
});

const type = async (line: string) => {
  await app.page.keyboard.type(line);
  await app.page.keyboard.press('Enter');
};
const tab = (name: string) => app.page.getByRole('tab', { name, exact: true });

/** Resident memory of all of the app's processes, in KiB. */
const memory = () =>
  app.app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().reduce((sum, metric) => sum + metric.memory.workingSetSize, 0),
  );

describe('a flood of output', () => {
  it('takes no memory and leaves other tabs quick, and Ctrl-C ends it', async () => {
    const [quiet, flooded] = demo.fleet.nodes.filter(({ sshd, keyName }) => sshd && keyName);
    await app.connect(quiet!.instanceId);
    await tab('Fleet').click();
    await app.connect(flooded!.instanceId);
    // The scrollback fills up first: it has its size, flood or not.
    await type('seq 12000; echo "scrollback" "full"');
    await app.waitForText('scrollback full');
    await app.page.locator(SHELL).evaluate((element) => {
      const counted = element as unknown as CountedTerminal & {
        setAttribute(name: string, value: string): void;
      };
      counted.setAttribute('data-flooded', '');
      counted.terminal.onLineFeed(() => (counted.lines = (counted.lines ?? 0) + 1));
    });
    const lines = () =>
      app.page.locator(FLOODED).evaluate((element) => (element as unknown as CountedTerminal).lines ?? 0);
    const before = await memory();

    await type('yes | head -c 500M; echo FLOOD "OVER"');
    await expect.poll(lines, { timeout: 10_000 }).toBeGreaterThan(1_000);
    await tab(quiet!.name!).click();
    const grown: number[] = [];
    for (let i = 0; i < 5; i++) {
      const seen = await lines();
      await type(`echo "still $((100 + ${i}))"`);
      // Not a measurement: a tab that waits for the flood would answer after minutes.
      await app.waitForText(`still ${100 + i}`, 3_000);
      grown.push((await memory()) - before);
      // Or nothing would have been shown.
      expect(await lines()).toBeGreaterThan(seen);
    }
    expect(Math.max(...grown) / KIB_PER_MIB).toBeLessThan(150);

    await tab(flooded!.name!).click();
    await app.page.keyboard.press('Control+c');
    await type('echo "after" "it"');
    const text = await app.waitForText('after it', 15_000);
    expect(text).not.toMatch(/^FLOOD OVER$/m);
  });
});
