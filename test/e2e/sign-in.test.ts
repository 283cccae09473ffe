import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { startSshd, type RunningSshd } from '../../simulator/fleet/sshd.js';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { launchApp, settingsFor, type DrivenApp } from '../support/app.js';
import { startAskingServer, type AskingServer } from '../support/asking-server.js';
import { filesBelow, found, stringsOf } from '../support/remains.js';

const PASSPHRASE = 'correct-horse-battery-31';
const WRONG = 'not-the-passphrase-77';
const PASSWORD = 'a-password-of-the-node-52';
const WRONG_PASSWORD = 'no-password-of-the-node-53';
const CODE = 'code-914-from-a-token';
const CANCELLED = 'never-sent-at-all-54';
const SEEN = '열려라-참깨-55';
const ROLE = 'arn:aws:iam::123456789012:role/admin';
const MFA = { serial: 'arn:aws:iam::123456789012:mfa/phone', code: 'mfa-code-730914' };
const ASKING = 'i-0a5c1116000000001';
const OLD = 'i-0a5c1116000000002';
/** Old enough to be refused by default, and still in the OpenSSH of today and Electron's crypto. */
const OLD_ALGORITHMS = [
  'KexAlgorithms diffie-hellman-group14-sha1',
  'HostKeyAlgorithms ssh-rsa',
  'Ciphers 3des-cbc',
  'MACs hmac-sha1',
];

let fleet: Awaited<ReturnType<typeof startDemoFleet>>;
let simulator: Simulator;
let app: DrivenApp;
let folder: string;
let key: string;
let asking: AskingServer;
let old: RunningSshd;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-e2e-'));
  fleet = await startDemoFleet();
  asking = await startAskingServer(folder, { password: PASSWORD, code: CODE });
  const asks = simulatedNode({ instanceId: ASKING, name: 'asks-1', sshd: { port: asking.port } });
  old = await startSshd({
    authorizedKeys: [fleet.keys[0]!.publicKey],
    extraConfig: OLD_ALGORITHMS,
    hostKeyTypes: ['rsa'],
  });
  const aged = simulatedNode({ instanceId: OLD, name: 'old-1', sshd: { port: old.port } });
  simulator = await Simulator.start({
    nodes: [...fleet.nodes, asks, aged],
    keyPairs: fleet.keys,
    roles: [{ arn: ROLE, mfa: MFA }],
    agentPacing: false,
  });
  key = join(folder, 'locked');
  await copyFile(fleet.keys[0]!.privateKeyFile, key);
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', key]);
  const settings = settingsFor([{ ...fleet.keys[0]!, privateKeyFile: key }]);
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, ...endpoint } = simulator.env;
  const config = join(folder, 'config');
  await writeFile(
    config,
    `[profile base]
aws_access_key_id = ${AWS_ACCESS_KEY_ID}
aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}
[default]
region = ${AWS_REGION}
role_arn = ${ROLE}
source_profile = base
mfa_serial = ${MFA.serial}
`,
  );
  app = await launchApp({
    env: { ...endpoint, AWS_CONFIG_FILE: config },
    settings,
    userDataDir: join(folder, 'user-data'),
    // As on a Linux without a keyring, whatever this one has.
    args: ['--password-store=basic'],
  });
});

afterAll(async () => {
  await app.close();
  await simulator.close();
  asking.close();
  await old.close();
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

/** The lines of a private key file that are the key. */
const keyLines = async (path: string) =>
  (await readFile(path, 'utf8')).split('\n').filter((line) => line.length > 40 && !line.startsWith('-'));

describe('signing in', () => {
  it('asks for the code of an MFA device', async () => {
    await app.page.getByRole('button', { name: 'Sign in…' }).click();
    await prompt().getByText('Code for default').waitFor();
    await app.page.keyboard.type(MFA.code);
    await app.page.keyboard.press('Enter');
    await app.page.locator('[data-node-id]').first().waitFor();
  });

  it('asks for the passphrase of a key, by the keyboard alone, and again after a wrong one', async () => {
    await tryToConnect(node(0).instanceId);
    await prompt().waitFor();
    expect(await prompt().innerText()).toContain('Passphrase for locked');
    expect(await prompt().innerText()).toContain(node(0).name);
    // Electron would encrypt all the same, with a password that stands in its program.
    expect(await prompt().innerText()).toContain('lacks a keychain');
    expect(await prompt().getByRole('checkbox').count()).toBe(0);
    await app.page.keyboard.type(WRONG);
    await app.page.keyboard.press('Enter');
    await prompt().getByText('does not open the key').waitFor();
    await app.page.keyboard.type(CANCELLED);
    await app.page.keyboard.press('Escape');
    await app.page.getByText('Sign-in cancelled').waitFor();
    await app.page.keyboard.press('Enter');
    await prompt().waitFor();
    await app.page.keyboard.press('Tab');
    await app.page.keyboard.press('Space');
    await app.page.keyboard.press('Shift+Tab');
    await app.page.keyboard.insertText(SEEN);
    expect(await prompt().getByLabel('Passphrase').getAttribute('type')).toBe('text');
    await app.page.keyboard.press('Enter');
    await prompt().getByText('does not open the key').waitFor();
    await app.app.evaluate(({ clipboard }, text) => clipboard.writeText(text), PASSPHRASE);
    await app.page.keyboard.press('Control+v');
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
      'Asked which ways are open: password',
      'Password: refused; the node goes on with password',
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

  it('allows old algorithms for a node when that is asked for, and remembers how one signed in then', async () => {
    const { page } = app;
    await fleetTab();
    await tryToConnect(OLD);
    await page.getByRole('textbox', { name: 'User' }).fill(old.user);
    await page.getByText('locked', { exact: true }).click();
    await page.getByRole('button', { name: 'Connect', exact: true }).last().click();
    await page.getByText('offers only what Sallyport does not use: diffie-hellman-group14-sha1.').waitFor();
    await page.getByRole('button', { name: 'Allow old algorithms' }).click();
    await shell().waitFor();
    await fleetTab();
    const fact = page.locator('.sign-in-fact');
    await fact.getByText('remembered for this node').waitFor();
    await fact.getByRole('button', { name: 'Allow no longer' }).click();
    await fact.getByText('Old SSH algorithms are allowed').waitFor({ state: 'detached' });
    expect(await fact.innerText()).toContain('locked');
  });

  it('leaves no secret in files, logs, settings or the page', async () => {
    const opened = execFileSync('ssh-keygen', ['-y', '-P', PASSPHRASE, '-f', key], { encoding: 'utf8' });
    expect(opened).toMatch(/^ssh-ed25519/);
    // Settings, logs, caches, local storage and crash reports; what was printed; what the page shows.
    const places = [await filesBelow(app.userDataDir), app.output(), await app.page.content()];
    const kept = places.join('\n');
    // All text in the page's memory, each message included that it was ever sent and still holds.
    const memory = await stringsOf(app.page);
    // Or this would look for nothing in nothing.
    for (const text of [kept, memory]) expect(text.includes(node(0).instanceId)).toBe(true);
    const typed = [PASSPHRASE, WRONG, CANCELLED, SEEN, PASSWORD, WRONG_PASSWORD, CODE, MFA.code];
    const tokens = simulator.sessions.flatMap(({ givenTokens }) => givenTokens);
    expect(tokens.length).toBeGreaterThanOrEqual(3);
    const keys = await Promise.all([key, fleet.keys[0]!.privateKeyFile].map(keyLines));
    const secrets = [...typed, ...keys.flat(), ...tokens, simulator.env.AWS_SECRET_ACCESS_KEY!];
    expect({ kept: found(secrets, kept), memory: found(secrets, memory) }).toEqual({ kept: [], memory: [] });
    expect(kept.includes('PRIVATE KEY-----')).toBe(false);
  });
});
