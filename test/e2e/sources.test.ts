import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import type { SsoSession } from '../../src/aws/shared-config.js';
import { deleteToken, readToken, timeIn, writeToken, type SsoToken } from '../../src/aws/sso/token-cache.js';
import type { FleetSource } from '../../src/shared/contract/index.js';
import { launchApp, type DrivenApp, type LaunchOptions } from '../support/app.js';

const A = 'i-0000000000000000a';
const B = 'i-0000000000000000b';
const MFA = { serial: 'arn:aws:iam::123456789012:mfa/phone', code: '123456' };
const ROLE = 'arn:aws:iam::123456789012:role/admin';
const START_URL = 'https://example.awsapps.com/start';
const SSO = `sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\nregion = eu-central-1\n[sso-session corp]\nsso_start_url = ${START_URL}\nsso_region = eu-central-1\nsso_registration_scopes = sso:account:access\n`;
const SESSION: SsoSession = { name: 'corp', startUrl: START_URL, region: 'eu-central-1', scopes: [] };

let folder: string;
let simulator: Simulator;
let app: DrivenApp | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-e2e-sources-'));
  simulator = await Simulator.start({
    nodes: [
      simulatedNode({ instanceId: A, name: 'web-frankfurt' }),
      simulatedNode({ instanceId: B, name: 'web-virginia', region: 'us-east-1' }),
    ],
    roles: [{ arn: ROLE, mfa: MFA }],
    assignments: [
      { accountId: '123456789012', accountName: 'Prod', emailAddress: 'p@example.com', roles: ['Admin'] },
    ],
  });
});

afterEach(async () => {
  await app?.close();
  app = undefined;
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const keys = (): string =>
  `aws_access_key_id = ${simulator.env.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${simulator.env.AWS_SECRET_ACCESS_KEY}\n`;

/** Starts the app on a config file, with no keys in the environment. */
async function start(config: string, options: LaunchOptions = {}): Promise<DrivenApp> {
  await writeFile(join(folder, 'config'), config);
  app = await launchApp({
    env: {
      AWS_ENDPOINT_URL: simulator.endpointUrl,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      // Sign-ins are kept there.
      HOME: folder,
    },
    ...options,
  });
  await app.page.locator('[data-node-id], [data-problem]').first().waitFor();
  return app;
}

const node = (id: string) => app!.page.locator(`[data-node-id="${id}"]`);
/** Waits until a source is in a state. */
const isNow = (id: string, status: FleetSource['status']) =>
  app!.page.locator(`[data-source-id="${id}"][data-status="${status}"]`).waitFor();
const source = (id: string) => app!.page.locator(`[data-source-id="${id}"]`);

/** Lets the browser be one that notes what it is to open. */
async function watchBrowser(): Promise<() => Promise<string[]>> {
  await app!.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
  return () => app!.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
}

/** Confirms in the place of the browser, on the page that the app has opened. */
async function confirm(opened: () => Promise<string[]>): Promise<string> {
  const url = await vi.waitFor(async () => {
    const last = (await opened()).at(-1);
    expect(last).toBeDefined();
    return last!;
  }, 10_000);
  const userCode = new URL(url).searchParams.get('user_code') ?? '';
  await fetch(url, { method: 'POST', body: new URLSearchParams({ user_code: userCode, answer: 'allow' }) });
  return userCode;
}

/** Signs in to IAM Identity Center in one run of the app, so that another one finds that; the token it has kept. */
async function signedInBefore({ isLeftOpen = false } = {}): Promise<SsoToken> {
  const { page } = await start(`[default]\n${SSO}`, { userDataDir: join(folder, 'user-data') });
  const opened = await watchBrowser();
  await page.getByRole('button', { name: 'Sign in…' }).click();
  await confirm(opened);
  await isNow('@', 'ready');
  // The list is kept as soon as it is whole.
  await vi.waitFor(async () => expect(await readdir(join(folder, 'user-data', 'fleet'))).not.toEqual([]));
  if (!isLeftOpen) await app!.close();
  return (await readToken(SESSION, folder))!;
}

describe('sources', () => {
  it('are added from a profile’s regions with the keyboard, switched off and on, and removed', async () => {
    const { page } = await start(`[default]\nregion = eu-central-1\n${keys()}`);
    await node(A).waitFor();
    await page.getByRole('button', { name: 'Add sources' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'us-east-1' }).waitFor();
    await page.keyboard.press('Tab');
    for (let step = 0; step < 30; step++) {
      const focused = page.locator('[role="option"]:focus');
      if ((await focused.count()) === 1 && (await focused.innerText()).includes('us-east-1')) break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Space');
    await page.getByRole('option', { name: 'eu-central-1', selected: true }).click();
    await page.getByRole('button', { name: 'Add source' }).last().press('Enter');
    await node(B).waitFor();
    await node(A).waitFor();
    await isNow('default@us-east-1', 'ready');

    await source('default@us-east-1')
      .getByRole('button', { name: /Actions/ })
      .click();
    await page.getByRole('menuitem', { name: 'Switch off' }).click();
    await node(B).waitFor({ state: 'detached' });
    await source('default@us-east-1')
      .getByRole('button', { name: /Actions/ })
      .click();
    await page.getByRole('menuitem', { name: 'Switch on' }).click();
    await node(B).waitFor();
    await source('default@us-east-1')
      .getByRole('button', { name: /Actions/ })
      .click();
    await page.getByRole('menuitem', { name: 'Remove from the list' }).click();
    await node(B).waitFor({ state: 'detached' });
    await source('default@us-east-1').waitFor({ state: 'detached' });
  });

  it('show what they had at the next start, also where AWS cannot be reached', async () => {
    const userDataDir = join(folder, 'user-data');
    await start(`[default]\nregion = eu-central-1\n${keys()}`, { userDataDir });
    await node(A).waitFor();
    await app!.close();
    await simulator.close();
    const { page } = await start(`[default]\nregion = eu-central-1\n${keys()}`, { userDataDir });
    await node(A).waitFor();
    await source('@')
      .getByText(/^as of /)
      .waitFor();
    await source('@').getByRole('button', { name: 'AWS cannot be reached' }).click();
    await page.getByRole('dialog').getByText('127.0.0.1').first().waitFor();
  });

  it('ask for an MFA code when the person signs in, not before', async () => {
    const config = `[profile base]\n${keys()}\n[default]\nregion = eu-central-1\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = ${MFA.serial}\n`;
    const { page } = await start(config);
    await page.locator('[data-problem="aws.mfa-needed"]').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Sign in…' }).click();
    await page.getByRole('alertdialog', { name: 'Code for default' }).waitFor();
    await page.keyboard.type(MFA.code);
    await page.keyboard.press('Enter');
    await node(A).waitFor();
  });

  it('sign in to IAM Identity Center in the browser, and out again', async () => {
    const { page } = await start(`[default]\n${SSO}`);
    const opened = await watchBrowser();
    await page.locator('[data-problem="aws.sso-signed-out"]').waitFor();
    await page.getByRole('button', { name: 'Sign in…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(START_URL).waitFor();
    const shown = await dialog.getByLabel('Code').innerText();
    expect(await confirm(opened)).toBe(shown);
    await node(A).waitFor();
    await dialog.waitFor({ state: 'detached' });

    await source('@')
      .getByRole('button', { name: /Actions/ })
      .click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await isNow('@', 'failed');
    await source('@').getByRole('button', { name: 'Not signed in to IAM Identity Center' }).waitFor();
    expect(simulator.identityCenter.calls).toContain('Logout');
  });

  it('refresh a sign-in that is near its end without a word', async () => {
    const token = await signedInBefore();
    simulator.identityCenter.expireTokens();
    await writeToken(SESSION, { ...token, expiresAt: timeIn(60) }, folder);
    const { page } = await start(`[default]\n${SSO}`, { userDataDir: join(folder, 'user-data') });
    const opened = await watchBrowser();
    await isNow('@', 'ready');
    expect(await page.locator('[data-problem]').count()).toBe(0);
    expect((await readToken(SESSION, folder))!.accessToken).not.toBe(token.accessToken);
    expect(await opened()).toEqual([]);
  });

  it('show what they had while a sign-in is over, and all again after the next one', async () => {
    await signedInBefore();
    simulator.identityCenter.expireTokens(true);
    const { page } = await start(`[default]\n${SSO}`, { userDataDir: join(folder, 'user-data') });
    const opened = await watchBrowser();
    await source('@').getByRole('button', { name: 'Not signed in to IAM Identity Center' }).waitFor();
    await source('@')
      .getByText(/^as of /)
      .waitFor();
    expect(await node(A).count()).toBe(1);
    expect(await opened()).toEqual([]);
    await page.locator('.problem-banner').getByRole('button', { name: 'Sign in…' }).click();
    await page.getByRole('dialog').getByText(START_URL).waitFor();
    await confirm(opened);
    await isNow('@', 'ready');
    expect(await page.locator('[data-problem]').count()).toBe(0);
    expect(
      await source('@')
        .getByText(/^as of /)
        .count(),
    ).toBe(0);
  });

  it('lose a sign-in while the app runs, and get it back by the button that says so', async () => {
    await signedInBefore({ isLeftOpen: true });
    const { page } = app!;
    const opened = await watchBrowser();
    simulator.faults.credentialsExpired = true;
    simulator.identityCenter.expireTokens(true);
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await isNow('@', 'failed');
    expect(await node(A).count()).toBe(1);
    simulator.faults.credentialsExpired = false;
    await page.locator('.problem-banner').getByRole('button', { name: 'Sign in…' }).click();
    await page.getByRole('dialog').getByText(START_URL).waitFor();
    await confirm(opened);
    await isNow('@', 'ready');
  });

  it('list again by themselves after a sign-in by another tool', async () => {
    const token = await signedInBefore();
    await deleteToken(SESSION, folder);
    await start(`[default]\n${SSO}`, { userDataDir: join(folder, 'user-data') });
    await app!.page.locator('[data-problem="aws.sso-signed-out"]').first().waitFor();
    await isNow('@', 'failed');
    await writeToken(SESSION, token, folder);
    await isNow('@', 'ready');
  });

  it('fail one beside another that works, which says why and what to do, and comes back', async () => {
    const config = `[default]\nregion = eu-central-1\n${keys()}\n[profile other]\nrole_arn = ${ROLE}\nsource_profile = default\nmfa_serial = ${MFA.serial}\n`;
    const { page } = await start(config, {
      settings: {
        fleet: {
          sources: [
            { profile: 'default', region: 'eu-central-1' },
            { profile: 'other', region: 'us-east-1' },
          ],
        },
      },
    });
    await node(A).waitFor();
    await isNow('default@eu-central-1', 'ready');
    await isNow('other@us-east-1', 'failed');
    expect(await source('default@eu-central-1').locator('.fleet-count').innerText()).toBe('1');
    await page.locator('.problem-banner').getByText('Source: other, us-east-1.').waitFor();
    await page.getByText('1 source failed').waitFor();
    await source('other@us-east-1').locator('.source-problem').press('Enter');
    const dialog = page.getByRole('dialog', { name: 'other, us-east-1' });
    await dialog.getByRole('button', { name: 'Sign in…' }).click();
    await page.getByRole('alertdialog', { name: 'Code for other' }).waitFor();
    await page.keyboard.type(MFA.code);
    await page.keyboard.press('Enter');
    await node(B).waitFor();
    expect(await node(A).count()).toBe(1);
    await page.locator('.problem-banner').waitFor({ state: 'detached' });
  });

  it('offer a profile as soon as another tool has written it, while one looks at the choice', async () => {
    const { page } = await start(`[default]\nregion = eu-central-1\n${keys()}`);
    await node(A).waitFor();
    await page.getByRole('button', { name: 'Add sources' }).click();
    const profiles = page.getByRole('listbox', { name: 'Profile' });
    await profiles.getByRole('option', { name: /^default/ }).waitFor();
    expect(await profiles.getByRole('option', { name: /^fresh/ }).count()).toBe(0);
    await writeFile(join(folder, 'credentials'), `[fresh]\n${keys()}`);
    await profiles.getByRole('option', { name: /^fresh/ }).click();
    await page.getByRole('option', { name: 'us-east-1' }).click();
    await page.getByRole('button', { name: 'Add source' }).last().click();
    await node(B).waitFor();
    await isNow('fresh@us-east-1', 'ready');
  });

  it('are set up by somebody who has no AWS configuration: sign in, choose a role, see it, write it', async () => {
    const { page } = await start('');
    const opened = await watchBrowser();
    await page.getByRole('button', { name: 'Sign in with IAM Identity Center…' }).click();
    await page.getByLabel('Start URL').fill(START_URL);
    await page.getByLabel('Region of IAM Identity Center').fill('eu-central-1');
    await page.keyboard.press('Enter');
    await page.getByLabel('Code').waitFor();
    await confirm(opened);
    await page.getByLabel('Name of the profile').waitFor();
    await page.getByRole('button', { name: 'Show what will be written' }).click();
    const text = await page.locator('.source-preview').innerText();
    expect(text).toContain('[profile prod-admin]');
    expect(await readFile(join(folder, 'config'), 'utf8')).toBe('');
    await page.getByRole('button', { name: 'Write and list the nodes' }).click();
    await node(A).waitFor();
    expect(await readFile(join(folder, 'config'), 'utf8')).toBe(`${text.trimEnd()}\n`);
    await expect.poll(() => page.locator('[data-source-id]').count()).toBe(1);
  });

  it('work again by themselves when the shared files are mended', async () => {
    const { page } = await start('[default]\nregion = eu-central-1\n');
    await page.locator('[data-problem="aws.no-credentials"]').waitFor();
    await writeFile(join(folder, 'credentials'), `[default]\n${keys()}`);
    await node(A).waitFor();
  });
});
