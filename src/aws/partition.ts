import { dnsSuffix } from '../shared/partition.js';

/** A region that every account of a partition (`aws`, `aws-cn`, `aws-us-gov`) has. */
export function firstRegion(partition: string): string {
  if (partition === 'aws-cn') return 'cn-north-1';
  return partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';
}

/** Where a partition's IAM is, and the region that its requests are signed for (AWS general reference, IAM endpoints). */
export function iamEndpoint(
  region: string,
  fips: boolean,
): { readonly host: string; readonly region: string } {
  if (region.startsWith('us-gov-')) return { host: 'iam.us-gov.amazonaws.com', region: 'us-gov-west-1' };
  const home = iamHomes.find(([prefix]) => region.startsWith(prefix))?.[1];
  if (home !== undefined) return { host: `iam.${home}.${dnsSuffix(home)}`, region: home };
  return { host: fips ? 'iam-fips.amazonaws.com' : 'iam.amazonaws.com', region: 'us-east-1' };
}

const iamHomes: readonly (readonly [prefix: string, region: string])[] = [
  ['cn-', 'cn-north-1'],
  ['us-iso-', 'us-iso-east-1'],
  ['us-isob-', 'us-isob-east-1'],
  ['eu-isoe-', 'eu-isoe-west-1'],
  ['us-isof-', 'us-isof-south-1'],
  ['eusc-', 'eusc-de-east-1'],
];
