import { chmod, copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { Simulator } from '../../simulator/index.js';
import { launchApp, type DrivenApp } from '../support/app.js';
import { MadeKeys } from '../support/made-keys.js';

let fleet: Awaited<ReturnType<typeof startDemoFleet>>;
let simulator: Simulator;
let app: DrivenApp;
let home: string;
let key: string;

beforeAll(async () => {
  fleet = await startDemoFleet();
  home = await mkdtemp(join(tmpdir(), 'sallyport-home-'));
  await mkdir(join(home, '.ssh'));
  await new MadeKeys(join(home, '.ssh')).keygen('id_ed25519', '-t', 'ed25519');
  key = join(home, 'downloads key.pem');
  await copyFile(node().privateKeyFile, key);
  await chmod(key, 0o644);
  simulator = await Simulator.start({ nodes: fleet.nodes, keyPairs: fleet.keys, agentPacing: false });
  app = await launchApp({ env: { ...simulator.env, HOME: home } });
});

afterAll(async () => {
  await app.close();
  await simulator.close();
  await fleet.close();
  await rm(home, { recursive: true, force: true });
});

/** A node with an SSH server, and the private key of its key pair. */
function node() {
  const found = fleet.nodes.find(({ sshd, keyName }) => sshd && keyName)!;
  const pair = fleet.keys.find(({ keyPairName }) => keyPairName === found.keyName)!;
  return { ...found, privateKeyFile: pair.privateKeyFile };
}

/** Drops a file as the desktop does: with a File that has a path, which scripts alone cannot make. */
async function drop(path: string): Promise<void> {
  await app.page.evaluate(`
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'dragged' }));
  `);
  await app.page.setInputFiles('#dragged', path);
  await app.page.evaluate(`
    const input = document.querySelector('#dragged');
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(input.files[0]);
    input.remove();
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.querySelector('.key-drop')
        .dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  `);
}

describe('a private key that others may read', () => {
  it('is dropped on the sheet, refused with its reason, mended there, and signs in', async () => {
    const { page } = app;
    await page.getByRole('searchbox').fill(node().instanceId);
    await page.locator(`[data-node-id="${node().instanceId}"]`).dblclick();
    const sheet = page.getByRole('dialog');
    await sheet.waitFor();
    await sheet.getByText('launched with another key', { exact: false }).waitFor();
    // A path that is pasted, while a button has the focus.
    await sheet.getByRole('button', { name: 'Choose a file…' }).focus();
    await app.app.evaluate(
      async ({ clipboard, BrowserWindow }, path) => {
        await clipboard.writeText(path);
        BrowserWindow.getAllWindows()[0]!.webContents.paste();
      },
      join(home, '.ssh', 'id_ed25519.pub'),
    );
    await sheet.locator('[data-problem="key.public"]').waitFor();
    await drop(key);
    const warning = sheet.locator('[data-problem="key.too-open"]');
    await warning.waitFor();
    expect(await sheet.locator('[data-problem="key.public"]').count()).toBe(0);
    const words = await warning.innerText();
    expect(words).toContain('This key is open to others.');
    expect(words).toContain(`Others on this computer have access to ${key} (0644).`);
    expect(words).toContain('Its group may read it.');
    expect(words).toContain('All other users may read it.');
    expect(words).toContain(`chmod 400 '${key}'`);
    const connect = sheet.getByRole('button', { name: 'Connect' });
    expect(await connect.isDisabled()).toBe(true);
    expect((await stat(key)).mode & 0o777).toBe(0o644);
    await sheet.getByText('the key this node was launched with').waitFor();

    await sheet.getByRole('button', { name: 'Make it private' }).click();
    await sheet.getByText('Now only you can read downloads key.pem.').waitFor();
    expect((await stat(key)).mode & 0o777).toBe(0o400);
    await sheet.getByRole('button', { name: 'Undo' }).click();
    await warning.waitFor();
    expect((await stat(key)).mode & 0o777).toBe(0o644);
    await sheet.getByRole('button', { name: 'Make it private' }).click();
    await connect.click();
    await page.locator('[data-testid="terminal"]:visible[data-state="open"]').waitFor({ timeout: 20_000 });
    await page.keyboard.type('echo "mended" "and in"');
    await page.keyboard.press('Enter');
    await app.waitForText('mended and in');
  });
});
