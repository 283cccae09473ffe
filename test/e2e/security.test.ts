import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import type { Bridge } from '../../src/shared/contract/index.js';
import { launchApp, type DrivenApp } from '../support/app.js';

declare const window: { sallyport: Bridge };

let simulator: Simulator;
let app: DrivenApp;

beforeAll(async () => {
  const nodes = [simulatedNode({ instanceId: 'i-00000000000000001', name: 'web-1' })];
  simulator = await Simulator.start({ nodes });
  app = await launchApp({ env: simulator.env });
  await app.page.locator('[data-node-id]').first().waitFor();
});

afterAll(async () => {
  await app.close();
  await simulator.close();
});

// Electron's security checklist (docs/tutorial/security.md), on the running app.
describe('the page', () => {
  it('has no Node, and three functions of ours', async () => {
    const found = await app.page.evaluate(() => ({
      globals: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
      bridge: Object.keys(window.sallyport),
    }));
    expect(found).toEqual({ globals: [], bridge: ['call', 'on', 'pathOfFile'] });
  });

  it('is sandboxed and isolated', async () => {
    const preferences = await app.app.evaluate(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      const all = (
        webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences();
      return Object.fromEntries(
        ['sandbox', 'contextIsolation', 'nodeIntegration', 'webSecurity', 'webviewTag'].map((name) => [
          name,
          all[name],
        ]),
      );
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  it('can call only what the contract has, in the form that it has', async () => {
    const replies = await app.page.evaluate(async () => {
      const call = window.sallyport.call as (name: string, args: unknown) => Promise<unknown>;
      return {
        unknown: await new Promise((resolve) => resolve(call('fs.read', {}))).catch((error: unknown) =>
          String(error),
        ),
        malformed: await call('clipboard.write', { text: 5 }),
        http: await call('app.openExternal', { url: 'http://example.com' }),
        file: await call('app.openExternal', { url: 'file:///etc/passwd' }),
      };
    });
    expect(replies.unknown).toContain('There is no call fs.read');
    for (const reply of [replies.malformed, replies.http, replies.file])
      expect(reply).toMatchObject({ ok: false, problem: { code: 'unexpected' } });
  });

  // As text, since this project's files know no DOM.
  it('leads nowhere else', async () => {
    expect(await app.page.evaluate('window.open("https://example.com") === null')).toBe(true);
    await app.page.evaluate('void (location.href = "https://example.com/")');
    await app.page.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
    expect(app.page.url()).toBe('app://sallyport/index.html');
    expect(app.app.windows()).toHaveLength(1);
  });

  it('runs and fetches only what came with it', async () => {
    const found = await app.page.evaluate(`(async () => {
      const violated = new Set();
      document.addEventListener('securitypolicyviolation', (event) => violated.add(event.violatedDirective));
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      const frame = document.createElement('iframe');
      frame.src = 'app://sallyport/index.html';
      document.body.append(script, frame);
      const outside = await fetch('https://example.com').then(() => 'fetched', () => 'refused');
      const other = (await fetch('/..%2fmain/index.cjs')).status;
      await new Promise((resolve) => setTimeout(resolve, 300));
      script.remove();
      frame.remove();
      return { violated: [...violated].sort(), injected: 'injected' in globalThis, outside, other };
    })()`);
    expect(found).toEqual({
      violated: ['connect-src', 'frame-src', 'script-src-elem'],
      injected: false,
      outside: 'refused',
      other: 404,
    });
  });

  it('is given no permission', async () => {
    const states = await app.page.evaluate(`Promise.all(
      ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read'].map(
        async (name) => (await navigator.permissions.query({ name })).state,
      ),
    )`);
    expect(states).toEqual(Array(5).fill('denied'));
  });
});
