import type { Fleet } from '../../fleet/node.js';
import type { OperationContext, QueryParams } from '../operation.js';
import { ServiceError } from '../service-error.js';
import type { Ec2Options } from './options.js';
import { listOf } from './query-lists.js';
import { respond } from './respond.js';

/** Regions of the commercial partition that every account has without opting in. */
const REGIONS =
  'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 ' +
  'eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2';

/** Some of those that an account has to opt in to, which this one has not. */
const NOT_OPTED_IN = ['af-south-1', 'ap-east-1', 'me-central-1'];

/** Whether the account may use a region; it has opted in to those that the fleet is in. */
export const isOptedIn = (region: string, fleet: Pick<Fleet, 'regions'>): boolean =>
  !NOT_OPTED_IN.includes(region) || fleet.regions.includes(region);

/** DescribeRegions: with `AllRegions`, those too that the account has not opted in to. */
export function describeRegions(options: Ec2Options, params: QueryParams, context: OperationContext): string {
  const wanted = listOf(params, 'RegionName');
  const { fleet } = options;
  const known = new Set([...REGIONS.split(' '), ...NOT_OPTED_IN, ...fleet.regions]);
  const names = [...known]
    .filter((name) => params.get('AllRegions') === 'true' || isOptedIn(name, fleet))
    .sort();
  for (const name of wanted) {
    if (!names.includes(name)) {
      throw new ServiceError('InvalidParameterValue', `Invalid region names: (${name})`);
    }
  }
  return respond('DescribeRegions', context, {
    regionInfo: names
      .filter((name) => wanted.length === 0 || wanted.includes(name))
      .map((name) => ({
        regionName: name,
        regionEndpoint: `ec2.${name}.amazonaws.com`,
        optInStatus: isOptedIn(name, fleet) ? 'opt-in-not-required' : 'not-opted-in',
      })),
  });
}
