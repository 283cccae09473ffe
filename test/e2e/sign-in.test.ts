import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { Simulator } from '../../simulator/index.js';
import { launchApp, settingsFor, type DrivenApp } from '../support/app.js';

const PASSPHRASE = 'correct-horse-battery-31';
const WRONG = 'not-the-passphrase-77';

let fleet: Awaited<ReturnType<typeof startDemoFleet>>;
let simulator: Simulator;
let app: DrivenApp;
let folder: string;
let key: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-e2e-'));
  fleet = await startDemoFleet();
  simulator = await Simulator.start({ nodes: fleet.nodes, keyPairs: fleet.keys, agentPacing: false });
  key = join(folder, 'locked');
  await copyFile(fleet.keys[0]!.privateKeyFile, key);
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', key]);
  const settings = settingsFor([{ ...fleet.keys[0]!, privateKeyFile: key }]);
  app = await launchApp({ env: simulator.env, settings, userDataDir: join(folder, 'user-data') });
  await app.page.locator('[data-node-id]').first().waitFor();
});

afterAll(async () => {
  await app.close();
  await simulator.close();
  await fleet.close();
  await rm(folder, { recursive: true, force: true });
});

/** Nodes with an SSH server that were launched with the first key pair. */
const node = (index: number) =>
  fleet.nodes.filter(({ sshd, keyName }) => sshd && keyName === fleet.keys[0]!.keyPairName)[index]!;

const prompt = () => app.page.getByRole('alertdialog');
const fleetTab = () => app.page.getByRole('tab', { name: 'Fleet', exact: true }).click();
const shell = () => app.page.locator('[data-testid="terminal"]:visible[data-state="open"]');

async function tryToConnect(instanceId: string): Promise<void> {
  await app.page.getByRole('searchbox').fill(instanceId);
  await app.page.locator(`[data-node-id="${instanceId}"]`).dblclick();
}

/** What every file below a folder holds, as bytes read one to one. */
async function everything(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '')),
  );
  return texts.join('\n');
}

describe('signing in', () => {
  it('asks for the passphrase of a key, by the keyboard alone, and again after a wrong one', async () => {
    await tryToConnect(node(0).instanceId);
    await prompt().waitFor();
    expect(await prompt().innerText()).toContain('Passphrase for locked');
    expect(await prompt().innerText()).toContain(node(0).name);
    await app.page.keyboard.type(WRONG);
    await app.page.keyboard.press('Enter');
    await prompt().getByText('does not open the key').waitFor();
    await app.page.keyboard.type(PASSPHRASE);
    await app.page.keyboard.press('Enter');
    await shell().waitFor();
  });

  it('does not ask again for the next node', async () => {
    await fleetTab();
    await app.connect(node(1).instanceId);
    expect(await prompt().count()).toBe(0);
  });

  it('lets a one-minute key in by EC2 Instance Connect', async () => {
    const target = fleet.nodes.find(({ sshd, keyName }) => sshd && keyName === fleet.keys[1]!.keyPairName)!;
    await fleetTab();
    await tryToConnect(target.instanceId);
    await app.page.getByRole('radio', { name: 'One-minute key' }).click();
    await app.page.getByRole('button', { name: 'Connect', exact: true }).last().click();
    await shell().waitFor();
    expect(simulator.calls.filter(({ action }) => action === 'SendSSHPublicKey')).toHaveLength(1);
  });

  it('leaves no secret in files, logs, settings or the page', async () => {
    const opened = execFileSync('ssh-keygen', ['-y', '-P', PASSPHRASE, '-f', key], { encoding: 'utf8' });
    expect(opened).toMatch(/^ssh-ed25519/);
    const places = [await everything(app.userDataDir), app.output(), await app.page.content()];
    const values = await app.page
      .locator('input')
      .evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
    const text = [...places, ...values].join('\n');
    // Or this would look for nothing in nothing.
    expect(text).toContain(node(0).instanceId);
    expect(text).not.toContain(PASSPHRASE);
    expect(text).not.toContain(WRONG);
    expect(text).not.toContain('PRIVATE KEY-----');
    expect(text).not.toContain(simulator.env.AWS_SECRET_ACCESS_KEY);
    const tokens = simulator.sessions.flatMap(({ givenTokens }) => givenTokens);
    expect(tokens.length).toBeGreaterThanOrEqual(3);
    for (const token of tokens) expect(text).not.toContain(token);
  });
});
