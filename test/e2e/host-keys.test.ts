import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSshd, type RunningSshd } from '../../simulator/fleet/sshd.js';
import { Simulator, simulatedNode, type SimulatedNode } from '../../simulator/index.js';
import { launchApp, settingsFor, type DrivenApp } from '../support/app.js';

const ID = 'i-0c0ffee0000000001';

let folder: string;
let node: SimulatedNode;
let servers: RunningSshd[];
let simulator: Simulator;
let app: DrivenApp;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-e2e-host-keys-'));
  servers = [];
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
  node = simulatedNode({ instanceId: ID, name: 'web-1', keyName: 'pair' });
  await serve();
  simulator = await Simulator.start({ nodes: [node] });
  app = await launchApp({
    env: simulator.env,
    settings: settingsFor([{ keyPairName: 'pair', privateKeyFile: join(folder, 'key') }]),
  });
  await app.page.locator(`[data-node-id="${ID}"]`).waitFor();
});

afterEach(async () => {
  await app.close();
  await simulator.close();
  await Promise.all(servers.map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a new SSH server, with a host key of its own, behind the node. */
async function serve(extraConfig: string[] = []): Promise<RunningSshd> {
  const server = await startSshd({
    user: 'ec2-user',
    parent: folder,
    directoryName: `server-${servers.length}`,
    authorizedKeys: [readFileSync(join(folder, 'key.pub'), 'utf8').trim()],
    extraConfig,
  });
  servers.push(server);
  node.sshd = { port: server.port, hostKeys: node.sshd?.hostKeys ?? server.hostKeys };
  return server;
}

const refusal = () => app.page.locator('[data-problem="ssh.host-key-changed"]:visible');
const toFleet = () => app.page.getByRole('tab').first().click();
const closeTab = () => app.page.getByRole('button', { name: 'Close tab', exact: true }).click();
const pins = () => readFileSync(join(app.userDataDir, 'known_hosts'), 'utf8');

describe('a host key', () => {
  it('that is verified, known, then changed: refused, and trusted only when that is asked for twice', async () => {
    const { page } = app;
    const [first] = servers;
    await app.open(ID);
    await page.getByRole('button', { name: 'Host key verified by the console' }).click();
    await page.getByRole('dialog').getByText(first!.hostKeyFingerprint).waitFor();
    await page.keyboard.press('Escape');
    await toFleet();
    await page.locator('.host-key-fact').getByText('verified by the console').first().waitFor();

    const second = await serve();
    await page.getByRole('tab').nth(1).click();
    await app.waitForText('$');
    await page.locator('[data-testid="terminal"]:visible textarea').focus();
    await page.keyboard.type('exit\n');
    await page.getByRole('button', { name: 'Reconnect' }).click();
    await refusal().waitFor();
    const text = await refusal().innerText();
    expect(text).toContain(first!.hostKeyFingerprint);
    expect(text).toContain(second.hostKeyFingerprint);
    expect(text).toContain('console lists other keys');
    const accept = page.getByRole('button', { name: 'Trust this key and connect' });
    expect(await accept.isDisabled()).toBe(true);

    // Giving up changes nothing: the next attempt is refused again.
    const before = pins();
    await closeTab();
    await page.locator(`[data-node-id="${ID}"]`).dblclick();
    await refusal().waitFor();
    expect(pins()).toBe(before);
    expect(second.log()).not.toContain('Accepted');

    // By the keyboard alone, and forwards: the terminal behind would take the key for itself.
    const isAtCheckbox = async () => (await refusal().locator('input[type="checkbox"]:focus').count()) === 1;
    for (let tabs = 0; tabs < 12 && !(await isAtCheckbox()); tabs++) await page.keyboard.press('Tab');
    expect(await isAtCheckbox()).toBe(true);
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="terminal"][data-state="open"]:visible').waitFor();
    await page.getByRole('button', { name: 'Host key known' }).waitFor();
    expect(second.log()).toContain('Accepted publickey');
    expect(pins()).toMatch(/^# replaced /m);

    // Forgotten, it is a first contact again, and the console still lists the first server's keys.
    await toFleet();
    await page.locator('.host-key-fact').getByText('accepted by you').waitFor();
    await page.locator('.host-key-fact').getByRole('button', { name: 'Forget' }).click();
    await page.locator('.host-key-fact').getByText('none known yet').waitFor();
    await page.getByRole('tab').nth(1).click();
    await page.locator('[data-testid="terminal"]:visible textarea').focus();
    await page.keyboard.type('exit\n');
    await page.getByRole('button', { name: 'Reconnect' }).click();
    await page.locator('[data-problem="ssh.host-key-mismatch-console"]:visible').waitFor();
    await vi.waitFor(() => {
      for (const { state } of simulator.sessions) expect(state).not.toBe('Connected');
    }, 5_000);
  });

  it('that an authority has certified is trusted, whatever the console lists', async () => {
    const keygen = (...args: string[]) => execFileSync('ssh-keygen', ['-q', ...args]);
    const [ca, host] = [join(folder, 'ca'), join(folder, 'host')];
    for (const file of [ca, host]) keygen('-t', 'ed25519', '-N', '', '-f', file);
    keygen('-s', ca, '-h', '-I', 'web-1', '-n', 'web-1', `${host}.pub`);
    await serve([`HostKey ${host}`, `HostCertificate ${host}-cert.pub`]);
    writeFileSync(
      join(app.userDataDir, 'known_hosts'),
      `@cert-authority web-* ${readFileSync(`${ca}.pub`, 'utf8')}`,
    );
    await app.open(ID);
    await app.page.getByRole('button', { name: 'Host key certified' }).click();
    const fingerprint = execFileSync('ssh-keygen', ['-lf', `${host}.pub`], { encoding: 'utf8' }).split(
      ' ',
    )[1]!;
    await app.page.getByRole('dialog').getByText(fingerprint).waitFor();
  });
});
