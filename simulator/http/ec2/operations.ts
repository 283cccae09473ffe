import { anyResource, type QueryOperation } from '../operation.js';
import { getConsoleOutput } from './console-output.js';
import { describeImages } from './images.js';
import { describeInstances } from './instances.js';
import { describeKeyPairs } from './key-pairs.js';
import type { Ec2Options } from './options.js';
import { describeRegions } from './regions.js';

/** The EC2 operations that a client of Session Manager calls. */
export function ec2Operations(options: Ec2Options): Record<string, QueryOperation> {
  return {
    DescribeInstances: { resource: anyResource, run: (p, c) => describeInstances(options, p, c) },
    DescribeRegions: { resource: anyResource, run: (p, c) => describeRegions(options, p, c) },
    DescribeKeyPairs: { resource: anyResource, run: (p, c) => describeKeyPairs(options, p, c) },
    DescribeImages: { resource: anyResource, run: (p, c) => describeImages(options, p, c) },
    GetConsoleOutput: {
      resource: (p, c) => `arn:aws:ec2:${c.region}:${c.accountId}:instance/${p.get('InstanceId') ?? ''}`,
      run: (p, c) => getConsoleOutput(options, p, c),
    },
  };
}
