import { simulatedNode, type Fleet, type SimulatedNode } from './node.js';

/** The regions that a large fleet is spread over. */
export const LARGE_FLEET_REGIONS = [
  'eu-central-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'eu-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-south-1',
  'ca-central-1',
  'sa-east-1',
  'me-south-1',
  'af-south-1',
] as const;

const APPS = ['web', 'api', 'db', 'cache', 'queue', 'batch', 'mail', 'search', 'auth', 'billing', 'ingest'];
const ENVIRONMENTS = ['prod', 'prod', 'prod', 'staging', 'dev', 'test'];
const TEAMS = ['core', 'data', 'growth', 'payments', 'platform', 'security', 'mobile'];
const TYPES = ['t3.micro', 't3.small', 't4g.medium', 'm7g.large', 'm6i.xlarge', 'c7i.2xlarge', 'r7g.xlarge'];
const AGENTS = ['3.3.3050.0', '3.3.3050.0', '3.3.2299.0', '3.3.987.0'];
const PLATFORMS = [
  ['Amazon Linux', '2023'],
  ['Amazon Linux', '2'],
  ['Ubuntu', '24.04'],
  ['Ubuntu', '22.04'],
  ['Red Hat Enterprise Linux', '9.4'],
  ['Debian GNU/Linux', '12'],
  ['Microsoft Windows Server 2022 Datacenter', '10.0.20348'],
] as const;

/** Where ids begin. A prime step through a power of two makes them look random, and each can be told its index again. */
const ID_BITS = 24n;
const ID_STEP = 7_368_787n;
const ID_MASK = (1n << ID_BITS) - 1n;
/** The inverse of the step modulo 2^24, found by Newton's iteration. */
const ID_BACK = [1, 2, 3, 4, 5].reduce(
  (inverse) => (inverse * (2n - ID_STEP * inverse)) & ID_MASK,
  ID_STEP & ID_MASK,
);

const isHybrid = (index: number): boolean => index % 25 === 24;

function idOf(index: number): string {
  const number = (BigInt(index) * ID_STEP) & ID_MASK;
  return `${isHybrid(index) ? 'mi' : 'i'}-0a1b2c3d${number.toString(16).padStart(9, '0')}`;
}

function indexOf(instanceId: string): number | undefined {
  const digits = /^m?i-0a1b2c3d([0-9a-f]{9})$/.exec(instanceId)?.[1];
  if (digits === undefined) return undefined;
  const index = Number((BigInt(`0x${digits}`) * ID_BACK) & ID_MASK);
  return idOf(index) === instanceId ? index : undefined;
}

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Numbers that have nothing to do with each other, so that a node's tags do not follow from each other (Knuth's hash). */
const scatter = (index: number, salt: number): number => Math.imul(index + salt, 2_654_435_761) >>> 8;

const LAUNCHED = Date.UTC(2026, 0, 1);

function makeNode(index: number, region: string): SimulatedNode {
  const app = pick(APPS, scatter(index, 1));
  const environment = pick(ENVIRONMENTS, scatter(index, 2));
  const [platformName, platformVersion] = pick(PLATFORMS, scatter(index, 3));
  const isStopped = index % 20 === 19;
  const isWindows = platformName.startsWith('Microsoft');
  const privateIp = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  const image = scatter(index, 4) % 40;
  return simulatedNode({
    instanceId: idOf(index),
    name: `${app}-${environment}-${index}`,
    region,
    // One in 50 has never had an agent, one in 33 of the others has lost contact.
    managed: isHybrid(index) || index % 50 !== 49,
    pingStatus: isStopped || index % 33 === 32 ? 'ConnectionLost' : 'Online',
    agentVersion: pick(AGENTS, scatter(index, 5)),
    platformType: isWindows ? 'Windows' : 'Linux',
    platformName,
    platformVersion,
    privateIp,
    computerName: `ip-${privateIp.replaceAll('.', '-')}.${region}.compute.internal`,
    iamRole: `${app}-${environment}-instance-role`,
    launchTime: new Date(LAUNCHED + index * 60_000),
    ...(isHybrid(index)
      ? { activationId: 'c0ffee00-1111-2222-3333-444455556666' }
      : {
          zone: `${region}${pick(['a', 'b', 'c'], index)}`,
          state: isStopped ? ('stopped' as const) : ('running' as const),
          instanceType: pick(TYPES, scatter(index, 6)),
          imageId: `ami-0a1b2c3d4e5f6${image.toString(16).padStart(4, '0')}`,
          imageName: `golden-${platformName.split(' ', 1)[0]?.toLowerCase() ?? ''}-${image}`,
          keyName: `${environment}-${pick(TEAMS, image)}`,
          tags: {
            env: environment,
            app,
            team: pick(TEAMS, scatter(index, 7)),
            owner: `owner-${scatter(index, 8) % 400}@example.com`,
            'cost-center': `cc-${4000 + (scatter(index, 9) % 60)}`,
            // Instances that a group has started carry its name.
            ...(index % 3 === 0 ? { 'aws:autoscaling:groupName': `${app}-${environment}-asg` } : {}),
          },
        }),
  });
}

/**
 * As many nodes as asked for, the same each time, with names, tags, types and addresses as a large company has them: one
 * in 25 is hybrid, one in 20 is stopped. They are spread evenly over the regions, and made when they are asked for: a
 * hundred thousand cost no more to start with than ten.
 */
export function largeFleet(count: number, regions: readonly string[] = LARGE_FLEET_REGIONS): Fleet {
  const perRegion = Math.ceil(count / regions.length);
  /** Those that were asked for by their id: somebody may have changed them, and the next page shows it. */
  const known = new Map<number, SimulatedNode>();
  const at = (index: number) =>
    known.get(index) ?? makeNode(index, regions[Math.floor(index / perRegion)] ?? '');
  return {
    regions,
    get(instanceId) {
      const index = indexOf(instanceId);
      if (index === undefined || index >= count) return undefined;
      const node = at(index);
      known.set(index, node);
      return node;
    },
    in(region) {
      const first = regions.indexOf(region) * perRegion;
      const length = first < 0 ? 0 : Math.max(0, Math.min(perRegion, count - first));
      return { length, at: (place) => (place < length ? at(first + place) : undefined) };
    },
  };
}
