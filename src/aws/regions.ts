import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import type { AwsAccess } from './access.js';
import { awsCall } from './call.js';
import { firstRegion } from './partition.js';
import { chosenSourceOf, ENVIRONMENT, sourceIdOf, type Source } from './source.js';

/** Where it is asked whether a region has to be enabled first: in the other partitions there are none of these. */
const FIRST_REGION = firstRegion('aws');

/** What DescribeRegions says of a region that has to be enabled first and is not. */
const NOT_OPTED_IN = 'not-opted-in';

/** A region of the account's partition. */
export interface Region {
  readonly name: string;
  /** Whether the account can use it; some have to be enabled first. */
  readonly isOptedIn: boolean;
}

/**
 * The regions that there are for a profile's account, those that it has not opted in to last; asked in the profile's own
 * region or the environment's; without one, where people sign in, or in the partition of the profile's role.
 *
 * @param profile null for what the environment chooses
 * @param mayAsk whether the person may be asked for a code
 * @throws ProblemError
 */
export async function regionsOf(
  access: Pick<AwsAccess, 'open' | 'signIn' | 'profile' | 'resolve'>,
  profile: string | null,
  mayAsk: boolean,
): Promise<Region[]> {
  const shared = await access.profile(profile);
  // Without a region in the environment, the profile's counts.
  const chosen = profile === null ? await access.resolve(sourceIdOf(ENVIRONMENT)).catch(() => null) : null;
  const partition = /^arn:([\w-]+):/.exec(shared?.settings.get('role_arn') ?? '')?.[1] ?? 'aws';
  const region = chosen?.region ?? shared?.region ?? shared?.sso?.region ?? firstRegion(partition);
  const clients = await access.open(sourceIdOf({ profile, region }));
  if (mayAsk) await access.signIn(clients);
  const { Regions: regions = [] } = await awsCall(clients, 'ec2:DescribeRegions', (options) =>
    clients.ec2.send(new DescribeRegionsCommand({ AllRegions: true }), options),
  );
  return regions
    .flatMap(({ RegionName: name, OptInStatus }): Region[] =>
      name === undefined ? [] : [{ name, isOptedIn: OptInStatus !== NOT_OPTED_IN }],
    )
    .sort((a, b) => Number(b.isOptedIn) - Number(a.isOptedIn) || a.name.localeCompare(b.name));
}

/**
 * Whether the account of a source is known not to have opted in to the source's region. Such a region itself does not
 * say so: it refuses the keys, as if they were wrong ones. So another one is asked. Never rejects: where that one
 * refuses them too, or may not be asked, nothing is known.
 */
export async function isNotOptedIn(
  access: Pick<AwsAccess, 'open'>,
  { id, region }: Pick<Source, 'id' | 'region'>,
): Promise<boolean> {
  if (region === FIRST_REGION) return false;
  try {
    const clients = await access.open(sourceIdOf({ ...chosenSourceOf(id), region: FIRST_REGION }));
    const command = new DescribeRegionsCommand({ AllRegions: true, RegionNames: [region] });
    const { Regions: regions = [] } = await awsCall(clients, 'ec2:DescribeRegions', (options) =>
      clients.ec2.send(command, options),
    );
    return regions[0]?.OptInStatus === NOT_OPTED_IN;
  } catch {
    return false;
  }
}
