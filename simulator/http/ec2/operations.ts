import { anyResource, type OperationContext, type QueryOperation } from '../operation.js';
import { getConsoleOutput } from './console-output.js';
import { describeImages } from './images.js';
import { describeInstances } from './instances.js';
import { describeKeyPairs } from './key-pairs.js';
import type { Ec2Options } from './options.js';
import { listOf } from './query-lists.js';
import type { InstancePower } from './power.js';
import { describeRegions } from './regions.js';

/** The EC2 operations that a client of Session Manager calls. */
export function ec2Operations(options: Ec2Options, power: InstancePower): Record<string, QueryOperation> {
  // Each of the instances has to be allowed: the first that is not decides.
  const onInstances = (run: QueryOperation['run']): QueryOperation => ({
    resource: (p, c) => instanceArn(c, listOf(p, 'InstanceId')[0] ?? ''),
    alsoOn: (p, c) =>
      listOf(p, 'InstanceId')
        .slice(1)
        .map((id) => instanceArn(c, id)),
    run,
  });
  return {
    StartInstances: onInstances((p, c) => power.start(p, c)),
    StopInstances: onInstances((p, c) => power.stop(p, c)),
    RebootInstances: onInstances((p, c) => power.reboot(p, c)),
    DescribeInstances: { resource: anyResource, run: (p, c) => describeInstances(options, p, c) },
    DescribeRegions: { resource: anyResource, run: (p, c) => describeRegions(options, p, c) },
    DescribeKeyPairs: { resource: anyResource, run: (p, c) => describeKeyPairs(options, p, c) },
    DescribeImages: { resource: anyResource, run: (p, c) => describeImages(options, p, c) },
    GetConsoleOutput: {
      resource: (p, c) => instanceArn(c, p.get('InstanceId') ?? ''),
      run: (p, c) => getConsoleOutput(options, p, c),
    },
  };
}

const instanceArn = ({ region, accountId }: OperationContext, id: string): string =>
  `arn:aws:ec2:${region}:${accountId}:instance/${id}`;
