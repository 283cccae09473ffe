import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Snapshots } from '../../src/aws/snapshots.js';
import { KEYS, LOG, on, profilesPlace } from '../support/profiles-place.js';

const place = profilesPlace();

const A = 'i-0000000000000000a';
const B = 'i-0000000000000000b';

describe('the last list', () => {
  const ID = 'prod@eu-central-1';

  /** A run that lists two nodes and leaves them for the next. */
  async function formerRun(): Promise<void> {
    const simulator = await place.simulate([A, B], { accountId: '111111111111' });
    await place.writeProfiles({ prod: simulator });
    const { fleet, snapshots } = place.listen([on(ID)]);
    await fleet.refresh();
    await snapshots.saved();
    await simulator.close();
  }

  it('is shown at the next start at once and offline, with the time it is from', async () => {
    await formerRun();
    const { fleet, shown, state } = place.listen([on(ID)]);
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
    const simulator = await place.simulate([B]);
    await place.writeProfiles({ prod: simulator });
    const { fleet, shown, state } = place.listen([on(ID)]);
    await fleet.refresh();
    expect([...shown.keys()]).toEqual([B]);
    expect(state(ID)).toMatchObject({ status: 'ready', isStale: false });
  });

  it('of another place is not shown', async () => {
    await formerRun();
    vi.stubEnv('AWS_PROFILE', 'prod');
    const snapshots = new Snapshots(join(place.home, 'fleet'), LOG);
    const former = await snapshots.read(ID);
    await snapshots.write('@', former!);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const { fleet, shown } = place.listen([on('@')]);
    await fleet.refresh();
    expect(shown.size).toBe(0);
  });

  it('of a profile that has become another account’s is not shown', async () => {
    await formerRun();
    const config = join(place.home, 'config');
    await writeFile(config, (await readFile(config, 'utf8')).replace(KEYS.id, 'AKIAANOTHERACCOUNT00'));
    const { fleet, shown, state } = place.listen([on(ID)]);
    await fleet.refresh();
    expect(shown.size).toBe(0);
    expect(state(ID)).toMatchObject({
      problem: { code: 'aws.unreachable' },
      accountId: null,
      isStale: false,
    });
  });

  it('goes as soon as AWS says that the keys are another account’s now, though the files say the same', async () => {
    const command = join(place.home, 'keys.json');
    const answer = (SecretAccessKey: string) =>
      JSON.stringify({ Version: 1, AccessKeyId: KEYS.id, SecretAccessKey });
    await writeFile(command, answer(KEYS.secret));
    await writeFile(join(place.home, 'config'), `[profile prod]\ncredential_process = cat ${command}\n`);
    const first = await place.simulate([A, B], { accountId: '111111111111' });
    vi.stubEnv('AWS_ENDPOINT_URL', first.endpointUrl);
    const former = place.listen([on(ID)]);
    await former.fleet.refresh();
    await vi.waitFor(() => expect(former.state(ID)?.accountId).toBe('111111111111'));
    await former.fleet.refresh();
    await former.snapshots.saved();
    const second = await place.simulate([], { accountId: '222222222222' });
    // What is not listed takes nothing away: only the account's number can.
    second.faults.denyAction('ssm:DescribeInstanceInformation');
    second.faults.denyAction('ec2:DescribeInstances');
    vi.stubEnv('AWS_ENDPOINT_URL', second.endpointUrl);
    const { fleet, shown } = place.listen([on(ID)]);
    await vi.waitFor(() => expect(shown.size).toBe(2));
    await fleet.refresh();
    expect(shown.size).toBe(0);
  });

  it('is for its owner only, holds no secret, and is removed with its source', async () => {
    await formerRun();
    const [name = ''] = await readdir(join(place.home, 'fleet'));
    const file = join(place.home, 'fleet', name);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = JSON.stringify(await new Snapshots(join(place.home, 'fleet'), LOG).read(ID));
    expect(kept).toContain(A);
    for (const secret of Object.values(KEYS)) expect(kept).not.toContain(secret);
    const { fleet } = place.listen([on(ID)]);
    await fleet.choose([]);
    await vi.waitFor(async () => expect(await readdir(join(place.home, 'fleet'))).toEqual([]));
  });

  it('that is damaged is passed over, and said in the log', async () => {
    await formerRun();
    const [name = ''] = await readdir(join(place.home, 'fleet'));
    const file = join(place.home, 'fleet', name);
    const whole = await readFile(file);
    LOG.warn.mockClear();
    await writeFile(file, whole.subarray(0, whole.length / 2));
    const { fleet, shown, state } = place.listen([on(ID)]);
    await fleet.refresh();
    expect(shown.size).toBe(0);
    expect(state(ID)?.problem?.code).toBe('aws.unreachable');
    expect(LOG.warn).toHaveBeenCalledWith(
      'The last list of a source cannot be used',
      expect.objectContaining({ sourceId: ID }),
    );
  });
});
