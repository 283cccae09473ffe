import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { isolatedEnvironment, needsNoSandbox, writeUserData } from './app-environment.js';
import { ensureElectronRuntime } from './electron-runtime.js';
import { ROOT } from './paths.js';
import { readTerminal } from './terminal-text.js';
import { hasDisplay } from './virtual-display.js';

/** How to launch the app. */
export interface LaunchOptions {
  /** What to add to the environment, the simulator's `env` for instance; AWS settings of this machine are left out. */
  env?: Readonly<Record<string, string>>;
  /** Written as the app's settings.json before it starts. */
  settings?: object;
  /** Kept at close when given; else a temporary one. */
  userDataDir?: string;
  /** The app's language; English if left out, whatever this machine's is. */
  locale?: string;
  /** More arguments for the app. */
  args?: readonly string[];
  /** A packaged app to run instead of the built one in out/. */
  executable?: string;
  /** Where screenshots go. */
  screenshots?: string;
}

/** A running app and its window, as a person would use it. */
export interface DrivenApp {
  app: ElectronApplication;
  page: Page;
  userDataDir: string;
  /** Double-clicks a node's row, which must be in sight, and waits until its shell is up. */
  open(nodeId: string): Promise<void>;
  /** Searches for a node by its id and opens it: the table has only the rows that are in sight. */
  connect(nodeId: string): Promise<void>;
  /** What the visible terminal holds, scroll-back included. */
  terminalText(): Promise<string>;
  /** Waits until the visible terminal holds a text; resolves with all of it. */
  waitForText(wanted: string | RegExp, timeout?: number): Promise<string>;
  /** Saves what the window shows; resolves with the file. */
  screenshot(name: string): Promise<string>;
  /** What the app has printed so far. */
  output(): string;
  /** Quits the app, as its menu does, and removes what was temporary. */
  close(): Promise<void>;
}

const TERMINAL = '[data-testid="terminal"]:visible';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const CONNECT_TIMEOUT = 30_000;
const TEXT_TIMEOUT = 15_000;
const QUIT_TIMEOUT = 10_000;

/** Launches the built app (or a packaged one) in a real window, under control. */
export async function launchApp(options: LaunchOptions = {}): Promise<DrivenApp> {
  if (!hasDisplay()) throw new Error('There is no display to show a window on; npm test starts one.');
  const temporary = await mkdtemp(join(tmpdir(), 'sallyport-app-'));
  const userDataDir = options.userDataDir ?? join(temporary, 'user-data');
  await writeUserData(userDataDir, options.settings ?? {});
  const remove = () => rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  try {
    const app = await launchKeepingSignals({
      executablePath: options.executable ?? (await ensureElectronRuntime(() => undefined)).executable,
      args: [
        ...(options.executable === undefined ? [ROOT] : []),
        `--user-data-dir=${userDataDir}`,
        `--lang=${options.locale ?? 'en-US'}`,
        ...(options.args ?? []),
      ],
      env: await isolatedEnvironment(temporary, options.env ?? {}),
      chromiumSandbox: !needsNoSandbox(),
    });
    return await drive(app, userDataDir, options.screenshots ?? join(ROOT, 'test-results'), remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Playwright ends this process on Ctrl-C as soon as its app is gone, before anything else is tidied up. Whoever
 * launches closes the app anyway, so its listeners go.
 */
async function launchKeepingSignals(
  options: Parameters<typeof _electron.launch>[0],
): Promise<ElectronApplication> {
  const before = SIGNALS.map((signal) => process.listeners(signal));
  const app = await _electron.launch(options);
  SIGNALS.forEach((signal, index) => {
    for (const listener of process.listeners(signal)) {
      if (before[index]?.includes(listener) === false) process.off(signal, listener);
    }
  });
  return app;
}

async function drive(
  app: ElectronApplication,
  userDataDir: string,
  screenshots: string,
  remove: () => Promise<void>,
): Promise<DrivenApp> {
  let printed = '';
  app.process().stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  app.process().stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));

  const close = async () => {
    const child = app.process();
    const killer = setTimeout(() => child.kill('SIGKILL'), QUIT_TIMEOUT);
    await app.close();
    clearTimeout(killer);
    await remove();
    if (child.signalCode === 'SIGKILL')
      throw new Error(`The app did not quit within ${QUIT_TIMEOUT / 1000} s. It printed:\n${printed}`);
  };
  const page = await app.firstWindow().catch(async (error: unknown) => {
    await close().catch(() => undefined);
    throw new Error(`The app opened no window. It printed:\n${printed}`, { cause: error });
  });

  const open = async (nodeId: string) => {
    await page.locator(`[data-node-id="${nodeId}"]`).dblclick();
    await page.locator(`${TERMINAL}[data-state="open"]`).waitFor({ timeout: CONNECT_TIMEOUT });
  };
  const terminalText = () => page.locator(TERMINAL).evaluate(readTerminal);
  return {
    app,
    page,
    userDataDir,
    terminalText,
    close,
    output: () => printed,
    open,
    async connect(nodeId) {
      await page.getByRole('searchbox').fill(nodeId);
      await open(nodeId);
    },
    async waitForText(wanted, timeout = TEXT_TIMEOUT) {
      const end = Date.now() + timeout;
      for (;;) {
        const text = await terminalText();
        if (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) return text;
        if (Date.now() > end)
          throw new Error(`The terminal does not show ${String(wanted)}. It shows:\n${text}`);
        await delay(50);
      }
    },
    async screenshot(name) {
      await mkdir(screenshots, { recursive: true });
      const path = join(screenshots, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
  };
}
