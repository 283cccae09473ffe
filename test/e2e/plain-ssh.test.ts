import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSshd, type RunningSshd } from '../../simulator/fleet/sshd.js';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { launchApp, settingsFor, type DrivenApp } from '../support/app.js';

const ID = 'i-0c0ffee0000000001';

let folder: string;
let config: string;
let before: string;
let server: RunningSshd;
let simulator: Simulator;
let app: DrivenApp;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-e2e-plain-ssh-'));
  const home = join(folder, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const key = join(home, '.ssh', 'id_ed25519');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  server = await startSshd({
    user: 'ec2-user',
    parent: folder,
    authorizedKeys: [readFileSync(`${key}.pub`, 'utf8').trim()],
  });
  config = join(home, '.ssh', 'config');
  before = `# mine\nHost *\n  User ${server.user}\n  IdentityFile ${key}\n  UserKnownHostsFile ${home}/known\n  BatchMode yes\n`;
  writeFileSync(config, before, { mode: 0o600 });
  simulator = await Simulator.start({
    nodes: [
      simulatedNode({
        instanceId: ID,
        name: 'web-1',
        keyName: 'pair',
        sshd: { port: server.port, hostKeys: server.hostKeys },
      }),
    ],
  });
  app = await launchApp({
    env: { ...simulator.env, HOME: home },
    settings: settingsFor([{ keyPairName: 'pair', privateKeyFile: key }]),
    userDataDir: join(home, '.config', 'Sallyport'),
  });
  await app.page.locator(`[data-node-id="${ID}"]`).click();
});

afterEach(async () => {
  await app.close();
  await simulator.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the real ssh as in a terminal of this person's. */
const ssh = async (...args: string[]) =>
  promisify(execFile)('ssh', ['-F', config, ...args], {
    env: { PATH: '/usr/bin:/bin', HOME: join(folder, 'home'), ...simulator.env },
  });
const sheet = () => app.page.getByRole('dialog');
const open = () => app.page.getByRole('button', { name: 'Plain ssh…' }).click();

describe('plain ssh', () => {
  it('is set up from a node with the keyboard alone: shown, agreed to, used by the real ssh, and removed', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Plain ssh…' }).focus();
    await page.keyboard.press('Enter');
    await sheet().getByText('+Host i-* mi-*').waitFor();
    await sheet().getByText(`${config}.before-sallyport-`).waitFor();
    expect(readFileSync(config, 'utf8')).toBe(before);

    await sheet().getByRole('button', { name: 'Write the block' }).focus();
    await page.keyboard.press('Enter');
    await sheet().getByText(`Written to ${config}`).waitFor();
    const copy = readdirSync(join(folder, 'home', '.ssh')).find((name) => name.includes('.before-sallyport'));
    expect(readFileSync(join(folder, 'home', '.ssh', copy ?? ''), 'utf8')).toBe(before);
    await sheet().getByText('The file as it was').waitFor();
    const { stdout: settings } = await ssh('-G', ID);
    expect(settings).toMatch(/^proxycommand .*cli\.cjs proxy '%h' '%p'$/m);
    await page.keyboard.press('Escape');

    // First contact is ssh’s own question; a key that the app has come to trust is none.
    const strict = ['-o', 'StrictHostKeyChecking=yes'];
    await expect(ssh(...strict, ID, 'echo never')).rejects.toThrow('verification failed');
    await app.open(ID);
    expect(await ssh(...strict, ID, 'echo $((6 * 7))')).toMatchObject({ stdout: '42\n' });
    await page.getByRole('tab').first().click();

    await open();
    await sheet().getByText('The block is there as shown.').waitFor();
    await sheet().getByRole('button', { name: 'Remove the block…' }).click();
    await sheet().getByText('-Host i-* mi-*').waitFor();
    await sheet().getByRole('button', { name: 'Remove the block', exact: true }).click();
    await sheet().getByText(`Taken out of ${config}`).waitFor();
    expect(readFileSync(config, 'utf8')).toBe(before);
  });
});
