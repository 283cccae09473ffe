import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import type { AwsAccess } from './access.js';
import { awsCall } from './call.js';
import { sourceIdOf } from './source.js';

/** Where the regions are asked for when nothing else names one: every account of the largest partition has it. */
const FIRST_REGION = 'us-east-1';

/** A region of the account's partition. */
export interface Region {
  readonly name: string;
  /** Whether the account can use it; some have to be enabled first. */
  readonly isOptedIn: boolean;
}

/**
 * The regions that there are for a profile's account, those that it has not opted in to last; asked in the profile's own region or, without one, where people sign in.
 *
 * @param profile null for what the environment chooses
 * @param mayAsk whether the person may be asked for a code
 * @throws ProblemError
 */
export async function regionsOf(
  access: Pick<AwsAccess, 'open' | 'signIn' | 'profile'>,
  profile: string | null,
  mayAsk: boolean,
): Promise<Region[]> {
  const shared = await access.profile(profile);
  const region = shared?.region ?? shared?.sso?.region ?? FIRST_REGION;
  const clients = await access.open(sourceIdOf({ profile, region }));
  if (mayAsk) await access.signIn(clients);
  const { Regions: regions = [] } = await awsCall(clients, 'ec2:DescribeRegions', (options) =>
    clients.ec2.send(new DescribeRegionsCommand({ AllRegions: true }), options),
  );
  return regions
    .flatMap(({ RegionName: name, OptInStatus }): Region[] =>
      name === undefined ? [] : [{ name, isOptedIn: OptInStatus !== 'not-opted-in' }],
    )
    .sort((a, b) => Number(b.isOptedIn) - Number(a.isOptedIn) || a.name.localeCompare(b.name));
}
