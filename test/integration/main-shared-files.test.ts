import { describe, expect, it, vi } from 'vitest';
import { on, profilesPlace } from '../support/profiles-place.js';

const place = profilesPlace();

const A = 'i-0000000000000000a';
const B = 'i-0000000000000000b';

describe('the shared files, when they change', () => {
  it('list those profiles anew that are others now: another account’s nodes take the place of the first one’s', async () => {
    const first = await place.simulate([A], { accountId: '111111111111' });
    const second = await place.simulate([B], { accountId: '222222222222', accountAlias: 'second' });
    const other = await place.simulate([]);
    await place.writeProfiles({ work: first, other });
    const { access, fleet, shown, state } = place.listen([on('work@eu-central-1'), on('other@eu-central-1')]);
    await fleet.refresh();
    await vi.waitFor(() => expect(state('work@eu-central-1')?.accountId).toBe('111111111111'));
    const listings = () => other.calls.filter(({ action }) => action === 'DescribeInstances').length;
    const before = listings();
    await place.writeProfiles({ work: second, other });
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
    const prod = await place.simulate([A]);
    await place.writeProfiles({ prod });
    const { fleet, shown, state } = place.listen([on('prod@eu-central-1')]);
    await fleet.refresh();
    await place.writeProfiles({ renamed: prod });
    await fleet.filesChanged();
    expect(state('prod@eu-central-1')).toMatchObject({
      status: 'failed',
      isStale: true,
      problem: { code: 'aws.profile-unknown' },
    });
    expect(shown.size).toBe(1);
    await place.writeProfiles({ prod });
    await fleet.filesChanged();
    expect(state('prod@eu-central-1')).toMatchObject({ status: 'ready', isStale: false, problem: null });
  });

  it('are listed once, however many ask at the same time', async () => {
    const first = await place.simulate([A]);
    const second = await place.simulate([B]);
    await place.writeProfiles({ prod: first });
    const { fleet, shown } = place.listen([on('prod@eu-central-1')]);
    await fleet.refresh();
    await place.writeProfiles({ prod: second });
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
    const slow = await place.simulate([A]);
    const mended = await place.simulate([B]);
    await place.writeProfiles({ prod: slow });
    slow.faults.throttle('ssm:DescribeInstanceInformation', 3);
    const { fleet, shown } = place.listen([on('prod@eu-central-1')]);
    const before = fleet.refresh();
    await vi.waitFor(() => expect(slow.calls.length).toBeGreaterThan(0));
    await place.writeProfiles({ prod: mended });
    await fleet.filesChanged();
    await before;
    expect([...shown.keys()]).toEqual([B]);
  });
});
