import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { Simulator } from '../../simulator/index.js';
import { launchApp, settingsFor, type DrivenApp } from '../support/app.js';

/** What the page's terminal element shows of itself: xterm's Terminal, as far as it is looked at here. */
interface TerminalElement {
  readonly terminal: {
    readonly cols: number;
    readonly rows: number;
    readonly buffer: {
      readonly active: {
        readonly length: number;
        getLine(y: number): {
          translateToString(trim: boolean): string;
          getCell(x: number): {
            getChars(): string;
            getWidth(): number;
            getFgColor(): number;
            isFgPalette(): boolean;
            isFgRGB(): boolean;
          };
        };
      };
    };
  };
}

const TERMINAL = '[data-testid="terminal"]:visible';

let fleet: Awaited<ReturnType<typeof startDemoFleet>>;
let simulator: Simulator;
let app: DrivenApp;

beforeAll(async () => {
  fleet = await startDemoFleet();
  simulator = await Simulator.start({ nodes: fleet.nodes, keyPairs: fleet.keys, agentPacing: false });
  app = await launchApp({ env: simulator.env, settings: settingsFor(fleet.keys) });
});

afterAll(async () => {
  await app.close();
  await simulator.close();
  await fleet.close();
});

/** A node with an SSH server that takes a key pair of the settings. */
const node = (index = 0) => fleet.nodes.filter(({ sshd, keyName }) => sshd && keyName)[index]!;
const type = async (line: string) => {
  await app.page.keyboard.type(line);
  await app.page.keyboard.press('Enter');
};
const sessionsOf = (instanceId: string) => simulator.sessions.filter(({ target }) => target === instanceId);
const size = () =>
  app.page.locator(TERMINAL).evaluate((element) => {
    const { cols, rows } = (element as unknown as TerminalElement).terminal;
    return { cols, rows };
  });

describe('from a list of nodes to a prompt', () => {
  it('lists all nodes, and finds one', async () => {
    const table = app.page.getByTestId('fleet');
    await app.page.locator('[data-node-id]').first().waitFor();
    await vi.waitFor(async () => expect(await table.getAttribute('data-status')).toBe('ready'), 10_000);
    expect(await app.page.getByText(`${fleet.nodes.length} nodes`).count()).toBeGreaterThan(0);
    const target = node();
    await app.page.getByRole('searchbox').fill(`${target.name} ${target.platformName.slice(0, 6)}`);
    await app.page.locator(`[data-node-id="${target.instanceId}"]`).waitFor();
    expect(await app.page.locator('[data-node-id]').count()).toBeLessThan(5);
  });

  it('opens a shell by a double-click, with a signed request, and answers', async () => {
    const target = node();
    await app.open(target.instanceId);
    await type('echo "the answer is $((6 * 7))"');
    await app.waitForText('the answer is 42');
    const [session] = sessionsOf(target.instanceId);
    expect(session?.connections.every(({ signed }) => signed)).toBe(true);
  });

  it('shows Unicode and colours as they are', async () => {
    await type("printf 'x\\e[31m한\\e[38;2;1;2;3mé\\e[0m\\u20ac|\\n'");
    await app.waitForText('x한é€|');
    const cells = await app.page.locator(TERMINAL).evaluate((element) => {
      const { active } = (element as unknown as TerminalElement).terminal.buffer;
      for (let y = active.length - 1; y >= 0; y--) {
        const line = active.getLine(y);
        if (line.translateToString(true) !== 'x한é€|') continue;
        return [0, 1, 3, 4].map((x) => {
          const cell = line.getCell(x);
          const kind = cell.isFgPalette() ? 'palette' : cell.isFgRGB() ? 'rgb' : 'default';
          return [cell.getChars(), cell.getWidth(), kind, cell.getFgColor()];
        });
      }
      return [];
    });
    expect(cells).toEqual([
      ['x', 1, 'default', -1],
      ['한', 2, 'palette', 1],
      ['é', 1, 'rgb', 0x010203],
      ['€', 1, 'default', -1],
    ]);
  });

  it('tells the shell its size, also after the window was resized', async () => {
    const before = await size();
    await type('stty size');
    await app.waitForText(new RegExp(`^${before.rows} ${before.cols}$`, 'm'));
    await app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1_000, 640));
    await vi.waitFor(async () => expect((await size()).cols).toBeLessThan(before.cols), 5_000);
    const after = await size();
    await type('clear; stty size');
    await app.waitForText(new RegExp(`^${after.rows} ${after.cols}$`, 'm'));
  });

  it('stays quick in another tab while one is flooded, and memory does not grow', async () => {
    const rss = () =>
      app.app.evaluate(({ app: electron }) =>
        electron.getAppMetrics().reduce((sum, { memory }) => sum + memory.workingSetSize, 0),
      );
    const before = await rss();
    await type('yes | head -c 500M; echo FLOOD "OVER"');
    await app.waitForText('y\ny\ny\n');
    await app.page.getByRole('tab', { name: 'Fleet' }).click();
    const other = node(1);
    await app.connect(other.instanceId);
    for (let i = 0; i < 3; i++) {
      await type(`echo "still $((100 + ${i}))"`);
      // Not a measurement: a tab that waits for the flood would answer after half a minute.
      await app.waitForText(`still ${100 + i}`, 5_000);
    }
    // A second connection's process and its terminal are in this, too. In KiB.
    expect((await rss()) - before).toBeLessThan(400 * 1024);
    await app.page.getByRole('tab', { name: node().name! }).click();
    await app.page.keyboard.press('Control+c');
    await type('echo "after" "it"');
    await app.waitForText('after it', 20_000);
  });

  it('ends the session when its tab is closed, as the protocol wants it', async () => {
    const target = node();
    await app.page.getByRole('button', { name: `Close ${target.name}` }).click();
    await app.page.getByRole('tab', { name: target.name!, exact: true }).waitFor({ state: 'detached' });
    await vi.waitFor(() => expect(sessionsOf(target.instanceId)[0]?.state).toBe('Terminated'), 5_000);
    const [session] = sessionsOf(target.instanceId);
    expect(['flag', 'api']).toContain(session?.endedBy);
    expect(session?.violations).toEqual([]);
  });

  it('is done with the keyboard alone', async () => {
    const target = node(2);
    // From within a terminal, where Ctrl+K belongs to the shell.
    await app.page.keyboard.press('Control+Shift+K');
    await app.page.getByRole('dialog').locator('input:focus').waitFor();
    await app.page.keyboard.type(target.instanceId);
    await app.page.keyboard.press('Enter');
    await app.page.locator(`${TERMINAL}[data-state="open"]`).waitFor({ timeout: 20_000 });
    await type('echo "by" "keys"');
    await app.waitForText('by keys');
  });

  it('says that a connection’s process was killed, ends its session, and connects again', async () => {
    const target = node(2);
    await app.app.evaluate(({ app: electron }) => {
      const pids = electron
        .getAppMetrics()
        .filter(({ type: kind, name }) => kind === 'Utility' && /connection/i.test(name ?? ''));
      for (const { pid } of pids) process.kill(pid, 'SIGKILL');
    });
    await app.page.locator('[data-problem="connection.crashed"]:visible').waitFor({ timeout: 10_000 });
    await vi.waitFor(() => expect(sessionsOf(target.instanceId)[0]?.state).toBe('Terminated'), 10_000);
    await app.page.getByRole('button', { name: /^Reconnect/ }).click();
    await app.page.locator(`${TERMINAL}[data-state="open"]`).waitFor({ timeout: 20_000 });
    await type('echo "here" "again"');
    await app.waitForText('here again');
  });
});
