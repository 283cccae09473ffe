import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDemoFleet } from '../../simulator/fleet/demo-fleet.js';
import { Simulator } from '../../simulator/index.js';
import { en } from '../../src/shared/locales/en/index.js';
import type { ProblemCode } from '../../src/shared/problem.js';
import { launchApp, settingsFor, type DrivenApp, type LaunchOptions } from '../support/app.js';

let fleet: Awaited<ReturnType<typeof startDemoFleet>>;
let folder: string;
let simulator: Simulator | undefined;
let app: DrivenApp | undefined;

beforeAll(async () => {
  fleet = await startDemoFleet();
  folder = await mkdtemp(join(tmpdir(), 'sallyport-e2e-'));
});

afterAll(async () => {
  await fleet.close();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await app?.close();
  await simulator?.close();
  app = undefined;
  simulator = undefined;
});

async function start(options: LaunchOptions = {}): Promise<DrivenApp> {
  simulator = await Simulator.start({
    nodes: fleet.nodes,
    keyPairs: fleet.keys,
    closedPortSilenceMs: 60_000,
  });
  app = await launchApp({ env: simulator.env, settings: settingsFor(fleet.keys), ...options });
  await app.page.locator('[data-node-id], [data-problem]').first().waitFor();
  return app;
}

/** Waits for a Problem: its title, and words that say what happened here. */
async function sees(code: ProblemCode, words: string | RegExp, timeout = 20_000): Promise<void> {
  const view = app!.page.locator(`[data-problem="${code}"]:visible`).first();
  await view.waitFor({ timeout });
  const title = await view.getByRole('heading', { level: 2 }).innerText();
  expect(title).toMatch(titleOf(code));
  const text = await view.innerText();
  expect(text).toMatch(words);
  expect(text).not.toMatch(/\{\{|undefined|null/);
}

/** The title of a Problem, with anything where it names something. */
function titleOf(code: ProblemCode): RegExp {
  const literal = en.problems[code].title
    .split(/\{\{[^}]*\}\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.+')}$`);
}

/** Sees a Problem in the table's place: neither an empty table nor one that loads for ever. */
async function seesInsteadOfTheTable(code: ProblemCode, words: string | RegExp): Promise<void> {
  await sees(code, words);
  expect(await app!.page.getByTestId('fleet').getAttribute('data-status')).toBe('failed');
  expect(await app!.page.getByRole('grid').count()).toBe(0);
}

/** Double-clicks a node, found by its id. */
async function tryToConnect(instanceId: string): Promise<void> {
  await app!.page.getByRole('searchbox').fill(instanceId);
  await app!.page.locator(`[data-node-id="${instanceId}"]`).dblclick();
}

/** AWS is left with no session that nobody looks at. */
async function everySessionEnds(): Promise<void> {
  await vi.waitFor(() => {
    expect(simulator!.sessions.length).toBeGreaterThan(0);
    for (const { state } of simulator!.sessions) expect(state).not.toBe('Connected');
  }, 5_000);
}

const reachable = () => fleet.nodes.find(({ sshd, keyName }) => sshd && keyName)!;

describe('connecting', () => {
  it('with a wrong key: which key, for whom', async () => {
    const [first, second] = fleet.keys;
    await start({
      settings: settingsFor([
        { keyPairName: first!.keyPairName, privateKeyFile: second!.privateKeyFile },
        { keyPairName: second!.keyPairName, privateKeyFile: first!.privateKeyFile },
      ]),
    });
    await tryToConnect(reachable().instanceId);
    await sees('ssh.auth-refused', basename(second!.privateKeyFile));
    await everySessionEnds();
  });

  it('to a node without an SSH server', async () => {
    await start();
    const silent = fleet.nodes.find(
      ({ sshd, keyName, managed, pingStatus, state, platformType, agentVersion }) =>
        !sshd &&
        keyName &&
        managed &&
        pingStatus === 'Online' &&
        state === 'running' &&
        platformType === 'Linux' &&
        agentVersion.startsWith('3'),
    )!;
    await tryToConnect(silent.instanceId);
    // The service itself would be silent for a minute.
    await sees('ssh.no-server', /22/, 12_000);
    await everySessionEnds();
  });

  it.each([
    [
      'offline',
      'node.offline' as const,
      ({ state, pingStatus }: Node) => state === 'running' && pingStatus === 'ConnectionLost',
    ],
    ['stopped', 'node.stopped' as const, ({ state }: Node) => state === 'stopped'],
    [
      'with an old agent',
      'node.agent-too-old' as const,
      ({ agentVersion, pingStatus }: Node) => agentVersion.startsWith('2.') && pingStatus === 'Online',
    ],
    [
      'not managed',
      'node.not-managed' as const,
      ({ managed, state }: Node) => !managed && state === 'running',
    ],
  ])('to a node that is %s: said before trying', async (_what, code, is) => {
    await start();
    await tryToConnect(fleet.nodes.find(is)!.instanceId);
    await sees(code, fleet.nodes.find(is)!.name!);
    expect(simulator!.sessions).toEqual([]);
  });

  it('when AWS does not allow it', async () => {
    await start();
    simulator!.faults.denyAction('ssm:StartSession');
    await tryToConnect(reachable().instanceId);
    await sees('aws.access-denied', /StartSession/);
  });

  it('can be given up while AWS does not answer', async () => {
    await start();
    simulator!.faults.hangEndpoint('ssm:StartSession');
    await tryToConnect(reachable().instanceId);
    await app!.page.getByRole('button', { name: 'Cancel' }).click();
    await app!.page.getByTestId('terminal').waitFor({ state: 'detached' });
    await app!.page.getByRole('grid').waitFor();
  });

  it('with a file that is not a key', async () => {
    const file = join(folder, 'notes.txt');
    await writeFile(file, 'milk, bread\n', { mode: 0o600 });
    await start({ settings: settingsFor(fleet.keys.map((key) => ({ ...key, privateKeyFile: file }))) });
    await tryToConnect(reachable().instanceId);
    await sees('key.not-a-key', /notes\.txt/);
  });
});

type Node = (typeof fleet.nodes)[number];

describe('listing', () => {
  it('when the service is gone: the list stays, and says that it is old', async () => {
    await start();
    await simulator!.close();
    await app!.page.getByRole('button', { name: 'Refresh' }).click();
    await sees('aws.unreachable', /127\.0\.0\.1/, 60_000);
    expect(await app!.page.locator('[data-node-id]').count()).toBeGreaterThan(5);
  });

  it('when AWS does not allow it', async () => {
    simulator = await Simulator.start({ nodes: fleet.nodes });
    simulator.faults.denyAction('ssm:DescribeInstanceInformation');
    simulator.faults.denyAction('ec2:DescribeInstances');
    app = await launchApp({ env: simulator.env });
    await seesInsteadOfTheTable('aws.access-denied', /Describe/);
  });

  it('when nothing answers at the endpoint', async () => {
    const gone = await Simulator.start({ nodes: [] });
    await gone.close();
    app = await launchApp({ env: gone.env });
    await seesInsteadOfTheTable('aws.unreachable', /127\.0\.0\.1/);
  });

  it('without credentials', async () => {
    app = await launchApp({ env: { AWS_REGION: 'eu-central-1' } });
    await seesInsteadOfTheTable('aws.no-credentials', /default/);
  });

  it('without a region', async () => {
    const config = join(folder, 'config-without-region');
    await writeFile(config, '[default]\n');
    app = await launchApp({ env: { AWS_CONFIG_FILE: config } });
    await seesInsteadOfTheTable('aws.no-region', /AWS_REGION/);
  });

  it('without any configuration: the ways in, the first one ready to be pressed', async () => {
    app = await launchApp({ env: {} });
    await seesInsteadOfTheTable('aws.not-configured', /aws configure/);
    const buttons = app.page.locator('.problem-actions button');
    expect(await buttons.allInnerTexts()).toEqual([
      'Sign in with IAM Identity Center…',
      'Choose a profile…',
      'Open the demo fleet',
    ]);
    await buttons.nth(1).press('Enter');
    await app.page.getByRole('dialog').waitFor();
  });

  it('with a config file that nobody can read', async () => {
    const config = join(folder, 'config');
    await writeFile(config, '[default]\nregion = eu-central-1\nthis line is nothing\n');
    app = await launchApp({ env: { AWS_CONFIG_FILE: config } });
    await seesInsteadOfTheTable('aws.config-malformed', /config:3/);
  });
});
