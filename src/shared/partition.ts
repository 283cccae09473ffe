/** The partitions beside `aws`: how their regions begin, their name in ARNs, and the end of their hosts' names. */
const others: readonly { readonly prefix: string; readonly name: string; readonly dnsSuffix: string }[] = [
  { prefix: 'cn-', name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' },
  { prefix: 'us-gov-', name: 'aws-us-gov', dnsSuffix: 'amazonaws.com' },
  { prefix: 'us-iso-', name: 'aws-iso', dnsSuffix: 'c2s.ic.gov' },
  { prefix: 'us-isob-', name: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov' },
  { prefix: 'eu-isoe-', name: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk' },
  { prefix: 'us-isof-', name: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov' },
  { prefix: 'eusc-', name: 'aws-eusc', dnsSuffix: 'amazonaws.eu' },
];

const otherOf = (region: string) => others.find(({ prefix }) => region.startsWith(prefix));

/**
 * The partition of a region, by the rules of AWS's partition metadata.
 *
 * @param region such as `cn-north-1`
 */
export const partitionOf = (region: string): string => otherOf(region)?.name ?? 'aws';

/** What the hosts of a region's services end with, such as `amazonaws.com`. */
export const dnsSuffix = (region: string): string => otherOf(region)?.dnsSuffix ?? 'amazonaws.com';
