import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import type { AwsAccess } from './access.js';
import { awsCall } from './call.js';
import { sourceIdOf } from './source.js';

/** Where the regions are asked for when nothing else names one: every account of the largest partition has it. */
const FIRST_REGION = 'us-east-1';

/**
 * The regions that a profile's account has, asked in the profile's own region or, without one, where people sign in.
 *
 * @param profile null for what the environment chooses
 * @param mayAsk whether the person may be asked for a code
 * @throws ProblemError
 */
export async function regionsOf(
  access: Pick<AwsAccess, 'open' | 'signIn' | 'profile'>,
  profile: string | null,
  mayAsk: boolean,
): Promise<string[]> {
  const shared = await access.profile(profile);
  const region = shared?.region ?? shared?.sso?.region ?? FIRST_REGION;
  const clients = await access.open(sourceIdOf({ profile, region }));
  if (mayAsk) await access.signIn(clients);
  const { Regions: regions = [] } = await awsCall(clients, 'ec2:DescribeRegions', (options) =>
    clients.ec2.send(new DescribeRegionsCommand({}), options),
  );
  return regions.flatMap(({ RegionName }) => RegionName ?? []).sort();
}
