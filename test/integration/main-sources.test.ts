import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode, type SimulatorOptions } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { Fleet, type FleetChoice } from '../../src/aws/fleet.js';
import { regionsOf } from '../../src/aws/regions.js';
import { Sessions } from '../../src/aws/sessions.js';
import { Snapshots } from '../../src/aws/snapshots.js';
import type { FleetSource } from '../../src/shared/contract/index.js';
import type { ManagedNode } from '../../src/shared/node.js';

const KEYS = {
  id: 'AKIAIOSFODNN7EXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const closers: (() => Promise<unknown>)[] = [];
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-main-sources-'));
  closers.push(() => rm(home, { recursive: true, force: true }));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

async function simulate(ids: readonly string[], options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const nodes = ids.map((instanceId) => simulatedNode({ instanceId, lastPing: new Date(1e12) }));
  const simulator = await Simulator.start({ nodes, ...options });
  closers.push(() => simulator.close());
  return simulator;
}

/** Writes a config file in which each profile has keys of its own, and an AWS of its own. */
async function writeProfiles(profiles: Readonly<Record<string, Simulator | string>>): Promise<void> {
  const sections = Object.entries(profiles).map(([name, aws]) => {
    const url = typeof aws === 'string' ? aws : aws.endpointUrl;
    return `[profile ${name}]\nendpoint_url = ${url}\naws_access_key_id = ${KEYS.id}\naws_secret_access_key = ${KEYS.secret}\n`;
  });
  await writeFile(join(home, 'config'), sections.join('\n'));
}

const LOG = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const on = (id: string): FleetChoice => ({ id, isOn: true });
const off = (id: string): FleetChoice => ({ id, isOn: false });

interface Heard {
  readonly access: AwsAccess;
  readonly fleet: Fleet;
  /** The nodes as a page that applied all events would show them. */
  readonly shown: Map<string, ManagedNode>;
  state(id: string): FleetSource | undefined;
  readonly snapshots: Snapshots;
}

function listen(choices: readonly FleetChoice[]): Heard {
  const shown = new Map<string, ManagedNode>();
  let states: FleetSource[] = [];
  // A copy: what still runs of a test that is over must not read the next one's files.
  const env = { ...process.env };
  const access = new AwsAccess(env, '0.0.0-test');
  const snapshots = new Snapshots(join(home, 'fleet'), LOG);
  closers.push(() => snapshots.saved());
  const fleet = new Fleet(
    access,
    {
      page: (nodes, removed) => {
        for (const node of nodes) shown.set(node.id, node);
        for (const id of removed) shown.delete(id);
      },
      sources: (sources) => (states = sources),
    },
    { env, snapshots },
    choices,
  );
  return { access, fleet, shown, snapshots, state: (id) => states.find((source) => source.id === id) };
}

const A = 'i-0000000000000000a';
const B = 'i-0000000000000000b';

describe('several sources', () => {
  it('are one list, each node in the account and region of its own source', async () => {
    const prod = await simulate([A], { accountId: '111111111111' });
    const dev = await simulate([B], { accountId: '222222222222', region: 'us-east-1' });
    await writeProfiles({ prod, dev });
    const { fleet, shown } = listen([on('prod@eu-central-1'), on('dev@us-east-1')]);
    await fleet.refresh();
    expect([...shown.values()].map(({ id, sourceId }) => [id, sourceId]).sort()).toEqual([
      [A, 'prod@eu-central-1'],
      [B, 'dev@us-east-1'],
    ]);
    expect(fleet.placeOf(A)).toEqual({ accountId: '111111111111', region: 'eu-central-1' });
    expect(fleet.placeOf(B)).toEqual({ accountId: '222222222222', region: 'us-east-1' });
  });

  it('start a session where its node is listed', async () => {
    const prod = await simulate([A]);
    const dev = await simulate([B], { region: 'us-east-1' });
    await writeProfiles({ prod, dev });
    const { access, fleet } = listen([on('prod@eu-central-1'), on('dev@us-east-1')]);
    await fleet.refresh();
    const sessions = new Sessions(access, LOG, []);
    const { sessionId } = await sessions.start('c1', { id: B, label: B, sourceId: fleet.sourceIdOf(B) }, 22);
    expect(dev.sessions.map((session) => session.sessionId)).toEqual([sessionId]);
    expect(dev.calls.find(({ action }) => action === 'StartSession')?.region).toBe('us-east-1');
    expect(prod.sessions).toEqual([]);
    await sessions.terminate('c1', sessionId);
    expect(dev.calls.at(-1)?.action).toBe('TerminateSession');
  });

  it('of one profile in two regions are told apart', async () => {
    const simulator = await simulate([A]);
    simulator.faults.denyAction('ec2:DescribeInstances');
    await writeProfiles({ prod: simulator });
    const { fleet, shown, state } = listen([on('prod@eu-central-1'), on('prod@us-east-1')]);
    await fleet.refresh();
    expect([...shown.keys()]).toEqual([A]);
    expect(state('prod@eu-central-1')).toMatchObject({ count: 1, region: 'eu-central-1' });
    expect(state('prod@us-east-1')).toMatchObject({ count: 0, region: 'us-east-1' });
  });

  it('fail one by one: the others’ nodes are there, and the one that failed says why', async () => {
    const prod = await simulate([A]);
    const gone = await simulate([]);
    await writeProfiles({ prod, dev: gone });
    await gone.close();
    const { fleet, shown, state } = listen([
      on('dev@eu-central-1'),
      on('prod@eu-central-1'),
      on('typo@eu-central-1'),
    ]);
    await fleet.refresh();
    expect([...shown.keys()]).toEqual([A]);
    expect(state('prod@eu-central-1')).toMatchObject({ status: 'ready', problem: null });
    expect(state('dev@eu-central-1')).toMatchObject({
      status: 'failed',
      problem: { code: 'aws.unreachable' },
    });
    expect(state('typo@eu-central-1')).toMatchObject({
      status: 'failed',
      problem: { code: 'aws.profile-unknown', params: { profile: 'typo' } },
    });
  });

  it('that reach the same machines show each once, by another source when the first goes', async () => {
    const simulator = await simulate([A, B]);
    await writeProfiles({ admin: simulator, reader: simulator });
    const { fleet, shown, state } = listen([on('admin@eu-central-1'), on('reader@eu-central-1')]);
    await fleet.refresh();
    expect(shown.size).toBe(2);
    expect(state('reader@eu-central-1')?.count).toBe(2);
    const [first, second] =
      fleet.sourceIdOf(A) === 'admin@eu-central-1' ? ['admin', 'reader'] : ['reader', 'admin'];
    await fleet.choose([off(`${first}@eu-central-1`), on(`${second}@eu-central-1`)]);
    expect([...shown.values()].map(({ sourceId }) => sourceId)).toEqual([
      `${second}@eu-central-1`,
      `${second}@eu-central-1`,
    ]);
    await fleet.choose([]);
    expect(shown.size).toBe(0);
  });

  it('that reach the same machines connect through the one that works', async () => {
    const simulator = await simulate([A]);
    await writeProfiles({ admin: simulator });
    const { fleet, shown } = listen([on('admin@eu-central-1'), off('reader@eu-central-1')]);
    await fleet.refresh();
    await writeProfiles({ admin: 'http://127.0.0.1:9', reader: simulator });
    await fleet.refresh();
    expect(fleet.sourceIdOf(A)).toBe('admin@eu-central-1');
    await fleet.choose([on('admin@eu-central-1'), on('reader@eu-central-1')]);
    expect(fleet.sourceIdOf(A)).toBe('reader@eu-central-1');
    expect(shown.get(A)?.sourceId).toBe('reader@eu-central-1');
  });

  it('lose their nodes when switched off, and list them again when switched on', async () => {
    const simulator = await simulate([A]);
    await writeProfiles({ prod: simulator });
    const { fleet, shown, state } = listen([on('prod@eu-central-1')]);
    await fleet.refresh();
    await fleet.choose([off('prod@eu-central-1')]);
    expect(shown.size).toBe(0);
    expect(state('prod@eu-central-1')).toMatchObject({ status: 'off', count: 0 });
    const calls = simulator.calls.length;
    await fleet.refresh();
    expect(simulator.calls).toHaveLength(calls);
    await fleet.choose([on('prod@eu-central-1')]);
    expect([...shown.keys()]).toEqual([A]);
  });

  it('are listed a few at a time', async () => {
    const simulator = await simulate([A]);
    await writeProfiles({ prod: simulator });
    simulator.faults.hangEndpoint('ssm:DescribeInstanceInformation');
    const regions = ['r-a-1', 'r-b-1', 'r-c-1', 'r-d-1', 'r-e-1', 'r-f-1'];
    const { fleet } = listen(regions.map((region) => on(`prod@${region}`)));
    void fleet.refresh();
    const listed = () => simulator.calls.filter(({ action }) => action === 'DescribeInstanceInformation');
    await vi.waitFor(() => expect(listed()).toHaveLength(4), 10_000);
    await vi.waitFor(() =>
      expect(simulator.calls.filter(({ action }) => action === 'DescribeInstances')).toHaveLength(4),
    );
    expect(listed()).toHaveLength(4);
  });

  it('that say nothing hold up no other', async () => {
    const silent = await simulate([]);
    for (const action of ['ssm:DescribeInstanceInformation', 'ec2:DescribeInstances'])
      silent.faults.hangEndpoint(action);
    await writeProfiles({ vpn: silent, prod: await simulate([A]) });
    const regions = ['r-a-1', 'r-b-1', 'r-c-1', 'r-d-1', 'r-e-1'];
    const { fleet, state } = listen([
      ...regions.map((region) => on(`vpn@${region}`)),
      on('prod@eu-central-1'),
    ]);
    void fleet.refresh();
    await fleet.refresh('prod@eu-central-1');
    expect(state('prod@eu-central-1')?.status).toBe('ready');
    for (const region of regions) expect(state(`vpn@${region}`)?.status).toBe('loading');
  });

  it('switched off and on while AWS does not answer are listed anew', async () => {
    const simulator = await simulate([A]);
    await writeProfiles({ prod: simulator });
    simulator.faults.hangEndpoint('ssm:DescribeInstanceInformation');
    const { fleet, shown, state } = listen([on('prod@eu-central-1')]);
    void fleet.refresh();
    await vi.waitFor(() => expect(shown.size).toBe(1));
    await fleet.choose([off('prod@eu-central-1')]);
    simulator.faults.unhangEndpoint('ssm:DescribeInstanceInformation');
    void fleet.choose([on('prod@eu-central-1')]);
    await vi.waitFor(() => expect(state('prod@eu-central-1')?.status).toBe('ready'), 5_000);
    expect(shown.get(A)?.managed).toBe('yes');
  });

  it('know images by name, and ask for each name once', async () => {
    const aws = await Simulator.start({
      nodes: [
        simulatedNode({ instanceId: A, imageName: 'al2023-ami-2023.6', imageId: 'ami-0123456789abcdef0' }),
      ],
    });
    closers.push(() => aws.close());
    await writeProfiles({ prod: aws });
    const { fleet, shown } = listen([on('prod@eu-central-1')]);
    await fleet.refresh();
    expect(shown.get(A)).toMatchObject({ imageName: 'al2023-ami-2023.6' });
    const calls = () => aws.calls.filter(({ action }) => action === 'DescribeImages').length;
    expect(calls()).toBe(1);
    await fleet.refresh();
    expect(calls()).toBe(1);
  });
});

describe('the shared files, when they change', () => {
  it('list those profiles anew that are others now: another account’s nodes take the place of the first one’s', async () => {
    const first = await simulate([A], { accountId: '111111111111' });
    const second = await simulate([B], { accountId: '222222222222', accountAlias: 'second' });
    const other = await simulate([]);
    await writeProfiles({ work: first, other });
    const { access, fleet, shown, state } = listen([on('work@eu-central-1'), on('other@eu-central-1')]);
    await fleet.refresh();
    await vi.waitFor(() => expect(state('work@eu-central-1')?.accountId).toBe('111111111111'));
    const listings = () => other.calls.filter(({ action }) => action === 'DescribeInstances').length;
    const before = listings();
    await writeProfiles({ work: second, other });
    second.faults.denyAction('ssm:DescribeInstanceInformation');
    access.filesChanged();
    await fleet.filesChanged();
    expect([...shown.keys()]).toEqual([B]);
    await vi.waitFor(() =>
      expect(state('work@eu-central-1')).toMatchObject({ accountId: '222222222222', accountName: 'second' }),
    );
    expect(listings()).toBe(before);
  });

  it('say at once that a profile is gone, whose nodes stay, and list it when it is back', async () => {
    const prod = await simulate([A]);
    await writeProfiles({ prod });
    const { fleet, shown, state } = listen([on('prod@eu-central-1')]);
    await fleet.refresh();
    await writeProfiles({ renamed: prod });
    await fleet.filesChanged();
    expect(state('prod@eu-central-1')).toMatchObject({
      status: 'failed',
      isStale: true,
      problem: { code: 'aws.profile-unknown' },
    });
    expect(shown.size).toBe(1);
    await writeProfiles({ prod });
    await fleet.filesChanged();
    expect(state('prod@eu-central-1')).toMatchObject({ status: 'ready', isStale: false, problem: null });
  });

  it('are listed once, however many ask at the same time', async () => {
    const first = await simulate([A]);
    const second = await simulate([B]);
    await writeProfiles({ prod: first });
    const { fleet, shown } = listen([on('prod@eu-central-1')]);
    await fleet.refresh();
    await writeProfiles({ prod: second });
    await Promise.all([
      fleet.refresh(),
      fleet.refresh(undefined, { isQuiet: true }),
      fleet.filesChanged(),
      fleet.filesChanged(),
      fleet.refreshFailed(),
    ]);
    expect([...shown.keys()]).toEqual([B]);
    for (const action of ['DescribeInstances', 'DescribeInstanceInformation'])
      expect(second.calls.filter((call) => call.action === action)).toHaveLength(1);
  });

  it('count for a listing that had begun before', async () => {
    const slow = await simulate([A]);
    const mended = await simulate([B]);
    await writeProfiles({ prod: slow });
    slow.faults.throttle('ssm:DescribeInstanceInformation', 3);
    const { fleet, shown } = listen([on('prod@eu-central-1')]);
    const before = fleet.refresh();
    await vi.waitFor(() => expect(slow.calls.length).toBeGreaterThan(0));
    await writeProfiles({ prod: mended });
    await fleet.filesChanged();
    await before;
    expect([...shown.keys()]).toEqual([B]);
  });
});

describe('an account', () => {
  const asked = (aws: Simulator) => aws.calls.filter(({ action }) => action === 'ListAccountAliases').length;

  it('is called by its alias, which is asked for once for all regions and listings', async () => {
    const aws = await simulate([A], { accountAlias: 'example-prod' });
    await writeProfiles({ prod: aws });
    const { fleet, state, snapshots } = listen([on('prod@eu-central-1'), on('prod@us-east-1')]);
    await fleet.refresh();
    await vi.waitFor(() => {
      for (const region of ['eu-central-1', 'us-east-1'])
        expect(state(`prod@${region}`)).toMatchObject({
          accountId: aws.accountId,
          accountName: 'example-prod',
        });
    });
    await fleet.refresh();
    expect(asked(aws)).toBe(1);
    await snapshots.saved();
    expect((await snapshots.read('prod@eu-central-1'))?.accountName).toBe('example-prod');
  });

  it('that may not be named has its number, no Problem, and is not asked for again', async () => {
    const aws = await simulate([A], { accountAlias: 'example-prod' });
    aws.faults.denyAction('iam:ListAccountAliases');
    await writeProfiles({ prod: aws });
    const { fleet, state } = listen([on('prod@eu-central-1')]);
    await fleet.refresh();
    await vi.waitFor(() => expect(aws.calls.at(-1)?.error).toBe('AccessDenied'));
    await fleet.refresh();
    await fleet.refresh();
    expect(state('prod@eu-central-1')).toMatchObject({
      status: 'ready',
      problem: null,
      accountId: aws.accountId,
      accountName: null,
    });
    expect(asked(aws)).toBe(1);
  });

  it('has regions that it has not opted in to, which are told from those that can be listed', async () => {
    const aws = await simulate([A]);
    await writeProfiles({ prod: aws });
    const regions = await regionsOf(new AwsAccess(process.env, '0.0.0-test'), 'prod', false);
    expect(regions).toContainEqual({ name: 'eu-central-1', isOptedIn: true });
    expect(regions.filter(({ isOptedIn }) => !isOptedIn).map(({ name }) => name)).toEqual([
      'af-south-1',
      'ap-east-1',
      'me-central-1',
    ]);
    expect(regions.at(-1)?.isOptedIn).toBe(false);
  });

  it('says of a region that it has not opted in to that this is why, and wrong keys are still wrong keys', async () => {
    const aws = await simulate([A]);
    await writeProfiles({ prod: aws });
    const { access, fleet, state } = listen([on('prod@eu-central-1'), on('prod@me-central-1')]);
    await fleet.refresh();
    expect(state('prod@eu-central-1')).toMatchObject({ status: 'ready', count: 1 });
    expect(state('prod@me-central-1')).toMatchObject({
      status: 'failed',
      problem: {
        code: 'aws.not-opted-in',
        params: { region: 'me-central-1', profile: 'prod' },
        details: 'The security token included in the request is invalid.',
        remedies: ['retry'],
      },
    });
    await writeFile(
      join(home, 'config'),
      (await readFile(join(home, 'config'), 'utf8')).replace(KEYS.secret, 'x'),
    );
    access.filesChanged();
    await fleet.refresh();
    expect(state('prod@me-central-1')?.problem?.code).toBe('aws.credentials-refused');
  });

  it('may have a region as its only one and still hears why that is refused', async () => {
    const aws = await simulate([A]);
    await writeProfiles({ prod: aws });
    await writeFile(
      join(home, 'config'),
      `${await readFile(join(home, 'config'), 'utf8')}region = me-central-1\n`,
    );
    const { fleet, state } = listen([on('prod@')]);
    await fleet.refresh();
    expect(state('prod@')?.problem?.code).toBe('aws.not-opted-in');
  });
});

describe('the last list', () => {
  const ID = 'prod@eu-central-1';

  /** A run that lists two nodes and leaves them for the next. */
  async function formerRun(): Promise<void> {
    const simulator = await simulate([A, B], { accountId: '111111111111' });
    await writeProfiles({ prod: simulator });
    const { fleet, snapshots } = listen([on(ID)]);
    await fleet.refresh();
    await snapshots.saved();
    await simulator.close();
  }

  it('is shown at the next start at once and offline, with the time it is from', async () => {
    await formerRun();
    const { fleet, shown, state } = listen([on(ID)]);
    await vi.waitFor(() => expect(shown.size).toBe(2));
    expect(state(ID)).toMatchObject({
      status: 'loading',
      isStale: true,
      count: 2,
      accountId: '111111111111',
    });
    expect(state(ID)?.listedAt).toBeGreaterThan(Date.now() - 60_000);
    await fleet.refresh();
    expect(state(ID)).toMatchObject({
      status: 'failed',
      isStale: true,
      problem: { code: 'aws.unreachable' },
    });
    expect(shown.size).toBe(2);
    expect(shown.get(A)).toMatchObject({ state: 'running', ping: 'Online', sourceId: ID });
  });

  it('gives way to what AWS says', async () => {
    await formerRun();
    const simulator = await simulate([B]);
    await writeProfiles({ prod: simulator });
    const { fleet, shown, state } = listen([on(ID)]);
    await fleet.refresh();
    expect([...shown.keys()]).toEqual([B]);
    expect(state(ID)).toMatchObject({ status: 'ready', isStale: false });
  });

  it('of another place is not shown', async () => {
    await formerRun();
    vi.stubEnv('AWS_PROFILE', 'prod');
    const snapshots = new Snapshots(join(home, 'fleet'), LOG);
    const former = await snapshots.read(ID);
    await snapshots.write('@', former!);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const { fleet, shown } = listen([on('@')]);
    await fleet.refresh();
    expect(shown.size).toBe(0);
  });

  it('is for its owner only, holds no secret, and is removed with its source', async () => {
    await formerRun();
    const [name = ''] = await readdir(join(home, 'fleet'));
    const file = join(home, 'fleet', name);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = JSON.stringify(await new Snapshots(join(home, 'fleet'), LOG).read(ID));
    expect(kept).toContain(A);
    for (const secret of Object.values(KEYS)) expect(kept).not.toContain(secret);
    const { fleet } = listen([on(ID)]);
    await fleet.choose([]);
    await vi.waitFor(async () => expect(await readdir(join(home, 'fleet'))).toEqual([]));
  });

  it('that is damaged is passed over, and said in the log', async () => {
    await formerRun();
    const [name = ''] = await readdir(join(home, 'fleet'));
    const file = join(home, 'fleet', name);
    const whole = await readFile(file);
    LOG.warn.mockClear();
    await writeFile(file, whole.subarray(0, whole.length / 2));
    const { fleet, shown, state } = listen([on(ID)]);
    await fleet.refresh();
    expect(shown.size).toBe(0);
    expect(state(ID)?.problem?.code).toBe('aws.unreachable');
    expect(LOG.warn).toHaveBeenCalledWith(
      'The last list of a source cannot be used',
      expect.objectContaining({ sourceId: ID }),
    );
  });
});
