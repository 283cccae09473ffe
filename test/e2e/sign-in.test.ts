import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ssh2, { type AuthContext, type Server } from 'ssh2';
import { startDemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { launchApp, settingsFor, type DrivenApp } from '../support/app.js';

const PASSPHRASE = 'correct-horse-battery-31';
const WRONG = 'not-the-passphrase-77';
const PASSWORD = 'a-password-of-the-node-52';
const WRONG_PASSWORD = 'no-password-of-the-node-53';
const CODE = 'code-914-from-a-token';
const ASKING = 'i-0a5c1116000000001';

let fleet: Awaited<ReturnType<typeof startDemoFleet>>;
let simulator: Simulator;
let app: DrivenApp;
let folder: string;
let key: string;
let asking: Server;

/** A server that wants a password, then a code; of each a wrong one is asked for again. */
async function startAskingServer(): Promise<Server> {
  const hostKey = join(folder, 'host');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
  const server = new ssh2.Server({ hostKeys: [await readFile(hostKey)] }, (client) => {
    let hasPassword = false;
    const authenticate = (context: AuthContext) => {
      if (context.method === 'password' && context.password === PASSWORD) {
        hasPassword = true;
        context.reject(['keyboard-interactive'], true);
      } else if (context.method === 'keyboard-interactive' && hasPassword) {
        context.prompt(
          [{ prompt: 'Code:', echo: false }],
          'Second factor',
          'Look at your token.',
          ([code]) => {
            if (code === CODE) context.accept();
            else context.reject(['keyboard-interactive']);
          },
        );
      } else context.reject(['password']);
    };
    client.on('authentication', authenticate);
    client.on('error', () => undefined);
    client.on('session', (accept) => {
      const session = accept();
      session.on('pty', (acceptPty) => acceptPty());
      session.on('window-change', (acceptChange) => (acceptChange as (() => void) | undefined)?.());
      session.on('shell', (acceptShell) => void acceptShell().write('$ '));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-e2e-'));
  fleet = await startDemoFleet();
  asking = await startAskingServer();
  const { port } = asking.address() as { port: number };
  const asks = simulatedNode({ instanceId: ASKING, name: 'asks-1', sshd: { port } });
  simulator = await Simulator.start({
    nodes: [...fleet.nodes, asks],
    keyPairs: fleet.keys,
    agentPacing: false,
  });
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
  asking.close();
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

/** The lines of a private key file that are the key. */
const keyLines = async (path: string) =>
  (await readFile(path, 'utf8')).split('\n').filter((line) => line.length > 40 && !line.startsWith('-'));

/** All that the page keeps, as a heap snapshot of Chromium's, strings included, after what is garbage is gone. */
async function pageMemory(): Promise<string> {
  const session = await app.page.context().newCDPSession(app.page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
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

  it('shows what was offered and what the server said, asks for a password and a code, and repeats nothing by itself', async () => {
    await fleetTab();
    await tryToConnect(ASKING);
    await app.page.getByRole('textbox', { name: 'User' }).fill('min');
    await app.page.getByRole('radio', { name: 'Password' }).click();
    await app.page.getByRole('button', { name: 'Connect', exact: true }).last().click();
    await prompt().getByText('Password for asks-1').waitFor();
    await app.page.keyboard.type(WRONG_PASSWORD);
    await app.page.keyboard.press('Enter');
    await prompt().getByText('did not accept that').waitFor();
    const attempts = app.page.locator('.attempts:visible li');
    expect(await attempts.allInnerTexts()).toEqual([
      'Asked which ways are open: the node goes on with password',
      'Password: the node goes on with password',
    ]);
    await app.page.keyboard.type(PASSWORD);
    await app.page.keyboard.press('Enter');
    await prompt().getByText('Look at your token.').waitFor();
    expect(await attempts.last().innerText()).toBe(
      'Password: right, but the node wants more (keyboard-interactive)',
    );
    await app.page.keyboard.type(CODE);
    await app.page.keyboard.press('Enter');
    await shell().waitFor();
  });

  it('leaves no secret in files, logs, settings or the page', async () => {
    const opened = execFileSync('ssh-keygen', ['-y', '-P', PASSPHRASE, '-f', key], { encoding: 'utf8' });
    expect(opened).toMatch(/^ssh-ed25519/);
    // Settings, logs, caches, local storage and crash reports; what was printed; what the page shows.
    const places = [await everything(app.userDataDir), app.output(), await app.page.content()];
    const values = await app.page
      .locator('input')
      .evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
    const kept = [...places, ...values].join('\n');
    // All text in the page's memory, each message included that it was ever sent and still holds.
    const memory = await pageMemory();
    // Or this would look for nothing in nothing.
    for (const text of [kept, memory]) expect(text.includes(node(0).instanceId)).toBe(true);
    const typed = [PASSPHRASE, WRONG, PASSWORD, WRONG_PASSWORD, CODE];
    expect(typed.filter((secret) => kept.includes(secret))).toEqual([]);
    // What was typed has been in the page; these never have.
    const tokens = simulator.sessions.flatMap(({ givenTokens }) => givenTokens);
    expect(tokens.length).toBeGreaterThanOrEqual(3);
    const keys = await Promise.all([key, fleet.keys[0]!.privateKeyFile].map(keyLines));
    const secrets = [...keys.flat(), ...tokens, simulator.env.AWS_SECRET_ACCESS_KEY!];
    expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
    expect(secrets.filter((secret) => memory.includes(secret))).toEqual([]);
    expect(kept.includes('PRIVATE KEY-----')).toBe(false);
  });
});
