import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

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
            getBgColor(): number;
            isFgPalette(): boolean;
            isFgRGB(): boolean;
            isBold(): number;
            isUnderline(): number;
            isInverse(): number;
          };
        };
      };
    };
  };
}

const TERMINAL = '[data-testid="terminal"]:visible';

let demo: Demo;
let fleet: Demo['fleet'];
let simulator: Demo['simulator'];
let app: DrivenApp;

beforeAll(async () => {
  demo = await startDemo();
  ({ fleet, simulator } = demo);
  app = await demo.launch();
});

afterAll(async () => {
  await app.close();
  await demo.close();
});

/** A node with an SSH server that takes a key pair of the settings. */
const node = (index = 0) => fleet.nodes.filter(({ sshd, keyName }) => sshd && keyName)[index]!;
const named = (name: string) => fleet.nodes.find((candidate) => candidate.name === name)!;
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

/** The ids of all rows, read from the top to the bottom of the table: only those in sight are in the page. */
async function listed(): Promise<Set<string>> {
  const ids = new Set<string>();
  const rows = app.page.locator('[data-node-id]');
  await app.page.getByRole('grid').focus();
  await app.page.keyboard.press('Home');
  for (let pages = 0; pages < 20 && ids.size < fleet.nodes.length; pages++) {
    await app.page.locator('[data-node-id][aria-selected="true"]').waitFor();
    const found = await rows.evaluateAll((elements) =>
      elements.map((element) => (element as unknown as { dataset: { nodeId: string } }).dataset.nodeId),
    );
    found.forEach((id) => ids.add(id));
    await app.page.keyboard.press('PageDown');
  }
  return ids;
}

describe('from a list of nodes to a prompt', () => {
  it('lists all nodes, and finds one', async () => {
    const table = app.page.getByTestId('fleet');
    await app.page.locator('[data-node-id]').first().waitFor();
    await vi.waitFor(async () => expect(await table.getAttribute('data-status')).toBe('ready'), 10_000);
    expect(fleet.nodes.length).toBeGreaterThanOrEqual(40);
    expect(await app.page.getByText(`${fleet.nodes.length} nodes`).count()).toBeGreaterThan(0);
    expect(await listed()).toEqual(new Set(fleet.nodes.map(({ instanceId }) => instanceId)));
    const target = node();
    await app.page.getByRole('searchbox').fill(`${target.name} ${target.platformName.slice(0, 6)}`);
    await app.page.locator(`[data-node-id="${target.instanceId}"]`).waitFor();
    await vi.waitFor(
      async () => expect(await app.page.locator('[data-node-id]').count()).toBeLessThan(5),
      5_000,
    );
  });

  it('opens a shell by a double-click, with a signed request, and answers', async () => {
    const target = node();
    await app.open(target.instanceId);
    await type('echo "the answer is $((6 * 7))"');
    await app.waitForText('the answer is 42');
    const [session] = sessionsOf(target.instanceId);
    expect(session?.connections.map(({ signed }) => signed)).toEqual([true]);
  });

  it('shows Unicode and colours as they are', async () => {
    // Written by the shell: typed as it is, it would prove no more than the echo.
    await type("printf 'x\\e[1;31m한\\e[0;4;38;2;1;2;3me\\u0301\\e[0;7m👩‍💻\\e[0;48;5;200m\\u20ac\\e[0m|\\n'");
    const text = 'x한e\u0301👩‍💻€|';
    await app.waitForText(new RegExp(`^${text.replace('|', '\\|')}$`, 'm'));
    const cells = await app.page.locator(TERMINAL).evaluate((element, wanted) => {
      const { active } = (element as unknown as TerminalElement).terminal.buffer;
      for (let y = active.length - 1; y >= 0; y--) {
        const line = active.getLine(y);
        if (line.translateToString(true) !== wanted) continue;
        return [0, 1, 3, 4, 6, 7].map((x) => {
          const cell = line.getCell(x);
          const kind = cell.isFgPalette() ? 'palette' : cell.isFgRGB() ? 'rgb' : 'default';
          const marks = [
            cell.isBold() && 'bold',
            cell.isUnderline() && 'underline',
            cell.isInverse() && 'inverse',
          ];
          return [
            cell.getChars(),
            cell.getWidth(),
            kind,
            cell.getFgColor(),
            cell.getBgColor(),
            ...marks.filter(Boolean),
          ];
        });
      }
      return [];
    }, text);
    expect(cells).toEqual([
      ['x', 1, 'default', -1, -1],
      ['한', 2, 'palette', 1, -1, 'bold'],
      ['e\u0301', 1, 'rgb', 0x010203, -1, 'underline'],
      ['👩‍💻', 2, 'default', -1, -1, 'inverse'],
      ['€', 1, 'default', -1, 200],
      ['|', 1, 'default', -1, -1],
    ]);
  });

  it('sends what is typed in any script to the shell as UTF-8', async () => {
    await app.page.keyboard.insertText("printf '안녕 🙂' | od -An -tx1 -w99");
    await app.page.keyboard.press('Enter');
    await app.waitForText('ec 95 88 eb 85 95 20 f0 9f 99 82');
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

  it('ends the session when its tab is closed, as the protocol wants it', async () => {
    const target = node();
    await app.page.getByRole('button', { name: `Close ${target.name}` }).click();
    await app.page.getByRole('tab', { name: target.name!, exact: true }).waitFor({ state: 'detached' });
    await vi.waitFor(() => expect(sessionsOf(target.instanceId)[0]?.state).toBe('Terminated'), 5_000);
    const [session] = sessionsOf(target.instanceId);
    expect(['flag', 'api']).toContain(session?.endedBy);
    expect(session?.violations).toEqual([]);
  });

  it.each(['/', 'Control+f'])('is done with the keyboard alone: %s, arrows, Enter', async (key) => {
    await app.page.getByRole('grid').focus();
    await app.page.keyboard.press(key);
    await app.page.locator('input[type="search"]:focus').waitFor();
    await app.page.keyboard.press('Control+a');
    await app.page.keyboard.type('web-');
    await app.page.locator(`[aria-selected="true"][data-node-id="${named('web-1').instanceId}"]`).waitFor();
    await app.page.keyboard.press('ArrowDown');
    await app.page.keyboard.press('ArrowDown');
    await app.page.locator(`[aria-selected="true"][data-node-id="${named('web-2').instanceId}"]`).waitFor();
    await app.page.keyboard.press('Enter');
    await app.page.locator(`${TERMINAL}[data-state="open"]`).waitFor({ timeout: 20_000 });
    await type('echo "by" "keys"');
    await app.waitForText('by keys');
    expect(sessionsOf(named('web-2').instanceId).at(-1)?.state).toBe('Connected');
    // Ctrl+W belongs to the shell.
    await app.page.keyboard.press('Control+Shift+W');
    await app.page.getByRole('grid').waitFor();
    await app.page.getByRole('searchbox').fill('');
    await vi.waitFor(
      () => expect(sessionsOf(named('web-2').instanceId).at(-1)?.state).toBe('Terminated'),
      5_000,
    );
  });

  it('connects from anywhere with the palette', async () => {
    const target = node(2);
    await app.page.keyboard.press('Control+k');
    await app.page.getByRole('dialog').locator('input:focus').waitFor();
    await app.page.keyboard.type(target.instanceId);
    await app.page.keyboard.press('Enter');
    await app.page.locator(`${TERMINAL}[data-state="open"]`).waitFor({ timeout: 20_000 });
    await type('echo "by" "keys"');
    await app.waitForText('by keys');
    // From within a terminal, where Ctrl+K belongs to the shell.
    await app.page.keyboard.press('Control+Shift+K');
    await app.page.getByRole('dialog').locator('input:focus').waitFor();
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    await type('echo "back" "again"');
    await app.waitForText('back again');
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
