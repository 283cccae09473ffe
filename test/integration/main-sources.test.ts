import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { regionsOf } from '../../src/aws/regions.js';
import { Sessions } from '../../src/aws/sessions.js';
import { KEYS, LOG, off, on, profilesPlace } from '../support/profiles-place.js';

const place = profilesPlace();

const A = 'i-0000000000000000a';
const B = 'i-0000000000000000b';

describe('several sources', () => {
  it('are one list, each node in the account and region of its own source', async () => {
    const prod = await place.simulate([A], { accountId: '111111111111' });
    const dev = await place.simulate([B], { accountId: '222222222222', region: 'us-east-1' });
    await place.writeProfiles({ prod, dev });
    const { fleet, shown } = place.listen([on('prod@eu-central-1'), on('dev@us-east-1')]);
    await fleet.refresh();
    expect([...shown.values()].map(({ id, sourceId }) => [id, sourceId]).sort()).toEqual([
      [A, 'prod@eu-central-1'],
      [B, 'dev@us-east-1'],
    ]);
    expect(fleet.placeOf(A)).toEqual({ accountId: '111111111111', region: 'eu-central-1' });
    expect(fleet.placeOf(B)).toEqual({ accountId: '222222222222', region: 'us-east-1' });
  });

  it('start a session where its node is listed', async () => {
    const prod = await place.simulate([A]);
    const dev = await place.simulate([B], { region: 'us-east-1' });
    await place.writeProfiles({ prod, dev });
    const { access, fleet } = place.listen([on('prod@eu-central-1'), on('dev@us-east-1')]);
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
    const simulator = await place.simulate([A]);
    simulator.faults.denyAction('ec2:DescribeInstances');
    await place.writeProfiles({ prod: simulator });
    const { fleet, shown, state } = place.listen([on('prod@eu-central-1'), on('prod@us-east-1')]);
    await fleet.refresh();
    expect([...shown.keys()]).toEqual([A]);
    expect(state('prod@eu-central-1')).toMatchObject({ count: 1, region: 'eu-central-1' });
    expect(state('prod@us-east-1')).toMatchObject({ count: 0, region: 'us-east-1' });
  });

  it('fail one by one: the others’ nodes are there, and the one that failed says why', async () => {
    const prod = await place.simulate([A]);
    const gone = await place.simulate([]);
    await place.writeProfiles({ prod, dev: gone });
    await gone.close();
    const { fleet, shown, state } = place.listen([
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
    const simulator = await place.simulate([A, B]);
    await place.writeProfiles({ admin: simulator, reader: simulator });
    const { fleet, shown, state } = place.listen([on('admin@eu-central-1'), on('reader@eu-central-1')]);
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
    const simulator = await place.simulate([A]);
    await place.writeProfiles({ admin: simulator });
    const { fleet, shown } = place.listen([on('admin@eu-central-1'), off('reader@eu-central-1')]);
    await fleet.refresh();
    await place.writeProfiles({ admin: 'http://127.0.0.1:9', reader: simulator });
    await fleet.refresh();
    expect(fleet.sourceIdOf(A)).toBe('admin@eu-central-1');
    await fleet.choose([on('admin@eu-central-1'), on('reader@eu-central-1')]);
    expect(fleet.sourceIdOf(A)).toBe('reader@eu-central-1');
    expect(shown.get(A)?.sourceId).toBe('reader@eu-central-1');
  });

  it('lose their nodes when switched off, and list them again when switched on', async () => {
    const simulator = await place.simulate([A]);
    await place.writeProfiles({ prod: simulator });
    const { fleet, shown, state } = place.listen([on('prod@eu-central-1')]);
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
    const simulator = await place.simulate([A]);
    await place.writeProfiles({ prod: simulator });
    simulator.faults.hangEndpoint('ssm:DescribeInstanceInformation');
    const regions = ['r-a-1', 'r-b-1', 'r-c-1', 'r-d-1', 'r-e-1', 'r-f-1'];
    const { fleet } = place.listen(regions.map((region) => on(`prod@${region}`)));
    void fleet.refresh();
    const listed = () => simulator.calls.filter(({ action }) => action === 'DescribeInstanceInformation');
    await vi.waitFor(() => expect(listed()).toHaveLength(4), 10_000);
    await vi.waitFor(() =>
      expect(simulator.calls.filter(({ action }) => action === 'DescribeInstances')).toHaveLength(4),
    );
    expect(listed()).toHaveLength(4);
  });

  it('that say nothing hold up no other', async () => {
    const silent = await place.simulate([]);
    for (const action of ['ssm:DescribeInstanceInformation', 'ec2:DescribeInstances'])
      silent.faults.hangEndpoint(action);
    await place.writeProfiles({ vpn: silent, prod: await place.simulate([A]) });
    const regions = ['r-a-1', 'r-b-1', 'r-c-1', 'r-d-1', 'r-e-1'];
    const { fleet, state } = place.listen([
      ...regions.map((region) => on(`vpn@${region}`)),
      on('prod@eu-central-1'),
    ]);
    void fleet.refresh();
    await fleet.refresh('prod@eu-central-1');
    expect(state('prod@eu-central-1')?.status).toBe('ready');
    for (const region of regions) expect(state(`vpn@${region}`)?.status).toBe('loading');
  });

  it('switched off and on while AWS does not answer are listed anew', async () => {
    const simulator = await place.simulate([A]);
    await place.writeProfiles({ prod: simulator });
    simulator.faults.hangEndpoint('ssm:DescribeInstanceInformation');
    const { fleet, shown, state } = place.listen([on('prod@eu-central-1')]);
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
    place.closers.push(() => aws.close());
    await place.writeProfiles({ prod: aws });
    const { fleet, shown } = place.listen([on('prod@eu-central-1')]);
    await fleet.refresh();
    expect(shown.get(A)).toMatchObject({ imageName: 'al2023-ami-2023.6' });
    const calls = () => aws.calls.filter(({ action }) => action === 'DescribeImages').length;
    expect(calls()).toBe(1);
    await fleet.refresh();
    expect(calls()).toBe(1);
  });
});

describe('an account', () => {
  const asked = (aws: Simulator) => aws.calls.filter(({ action }) => action === 'ListAccountAliases').length;

  it('is called by its alias, which is asked for once for all regions and listings', async () => {
    const aws = await place.simulate([A], { accountAlias: 'example-prod' });
    await place.writeProfiles({ prod: aws });
    const { fleet, state, snapshots } = place.listen([on('prod@eu-central-1'), on('prod@us-east-1')]);
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
    const aws = await place.simulate([A], { accountAlias: 'example-prod' });
    aws.faults.denyAction('iam:ListAccountAliases');
    await place.writeProfiles({ prod: aws });
    const { fleet, state } = place.listen([on('prod@eu-central-1')]);
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
    const aws = await place.simulate([A]);
    await place.writeProfiles({ prod: aws });
    const regions = await regionsOf(new AwsAccess(process.env, '0.0.0-test'), 'prod', false);
    expect(regions).toContainEqual({ name: 'eu-central-1', isOptedIn: true });
    expect(regions.filter(({ isOptedIn }) => !isOptedIn).map(({ name }) => name)).toEqual([
      'af-south-1',
      'ap-east-1',
      'me-central-1',
    ]);
    expect(regions.at(-1)?.isOptedIn).toBe(false);
  });

  it('is asked for its regions in its own partition, by the environment’s region or the profile’s role', async () => {
    const role = 'arn:aws-cn:iam::123456789012:role/admin';
    const aws = await place.simulate([A], { roles: [{ arn: role }] });
    await place.writeProfiles({ base: aws });
    await appendFile(
      join(place.home, 'config'),
      `[profile china]\nrole_arn = ${role}\nsource_profile = base\n`,
    );
    const askedIn = async (profile: string | null) => {
      await regionsOf(new AwsAccess(process.env, '0.0.0-test'), profile, false);
      return aws.calls.findLast(({ action }) => action === 'DescribeRegions')?.region;
    };
    vi.stubEnv('AWS_ENDPOINT_URL', aws.endpointUrl);
    expect(await askedIn('china')).toBe('cn-north-1');
    expect(await askedIn('base')).toBe('us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', KEYS.id);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', KEYS.secret);
    vi.stubEnv('AWS_REGION', 'us-gov-west-1');
    expect(await askedIn(null)).toBe('us-gov-west-1');
    expect(await askedIn('base')).toBe('us-east-1');
  });

  it('says of a region that it has not opted in to that this is why, and wrong keys are still wrong keys', async () => {
    const aws = await place.simulate([A]);
    await place.writeProfiles({ prod: aws });
    const { access, fleet, state } = place.listen([on('prod@eu-central-1'), on('prod@me-central-1')]);
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
      join(place.home, 'config'),
      (await readFile(join(place.home, 'config'), 'utf8')).replace(KEYS.secret, 'x'),
    );
    access.filesChanged();
    await fleet.refresh();
    expect(state('prod@me-central-1')?.problem?.code).toBe('aws.credentials-refused');
  });

  it('may have a region as its only one and still hears why that is refused', async () => {
    const aws = await place.simulate([A]);
    await place.writeProfiles({ prod: aws });
    await writeFile(
      join(place.home, 'config'),
      `${await readFile(join(place.home, 'config'), 'utf8')}region = me-central-1\n`,
    );
    const { fleet, state } = place.listen([on('prod@')]);
    await fleet.refresh();
    expect(state('prod@')?.problem?.code).toBe('aws.not-opted-in');
  });
});
