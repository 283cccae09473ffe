import { createHash } from 'node:crypto';
import type { Fleet, SimulatedKeyPair, SimulatedNode } from '../fleet/node.js';
import { consoleOutput } from '../fleet/console-output.js';
import { matchesAny } from './filters.js';
import { anyResource, type OperationContext, type QueryOperation, type QueryParams } from './operation.js';
import { pageOf } from './pages.js';
import { ServiceError } from './service-error.js';
import { xmlElement, type XmlValue } from './xml.js';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

export interface Ec2Options {
  fleet: Fleet;
  keyPairs: readonly SimulatedKeyPair[];
  defaultRegion: string;
}

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

function respond(action: string, context: OperationContext, content: Record<string, XmlValue>): string {
  return xmlElement(`${action}Response`, { requestId: context.requestId, ...content }, NAMESPACE);
}

/** Whether a node is an instance of the region; hybrid nodes are not EC2's. */
function isInstance(options: Ec2Options, node: SimulatedNode, region: string): boolean {
  return node.resourceType === 'EC2Instance' && (node.region ?? options.defaultRegion) === region;
}

/** Page sizes of DescribeInstances (API reference: 5 to 1000). */
const INSTANCES_PAGE = { least: 5, most: 1000 };

function describeInstances(options: Ec2Options, params: QueryParams, context: OperationContext): string {
  const ids = new Set(listOf(params, 'InstanceId'));
  const maxResults = params.get('MaxResults');
  if (ids.size > 0 && maxResults !== undefined) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  for (const id of ids) checkInstance(options, id, context.region);
  const size = maxResults === undefined ? Infinity : Number(maxResults);
  if (maxResults !== undefined && !(size >= INSTANCES_PAGE.least && size <= INSTANCES_PAGE.most)) {
    throw new ServiceError(
      'InvalidParameterValue',
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  }
  const filters = filtersOf(params);
  const page = pageOf(
    options.fleet.nodes,
    size,
    params.get('NextToken'),
    (node) =>
      isInstance(options, node, context.region) &&
      (ids.size === 0 || ids.has(node.instanceId)) &&
      filters.every((filter) => instanceMatches(node, filter)),
  );
  if (page === undefined) throw new ServiceError('InvalidNextToken', 'The token is invalid.');
  return respond('DescribeInstances', context, {
    reservationSet: page.items.map((node) => ({
      reservationId: `r-${shortHash(`reservation ${node.instanceId}`)}`,
      ownerId: context.accountId,
      groupSet: [],
      instancesSet: [instance(node, context)],
    })),
    nextToken: page.nextToken,
  });
}

function checkInstance(options: Ec2Options, id: string, region: string): SimulatedNode {
  if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new ServiceError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  }
  const node = options.fleet.get(id);
  if (node === undefined || !isInstance(options, node, region)) {
    throw new ServiceError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  }
  return node;
}

interface Filter {
  name: string;
  values: string[];
}

/** Filters of DescribeInstances that the simulator knows; EC2 has many more (API reference). */
const INSTANCE_FILTERS: Record<string, (node: SimulatedNode) => string | undefined> = {
  'instance-id': (node) => node.instanceId,
  'instance-state-name': (node) => node.state ?? 'running',
  'instance-type': (node) => node.instanceType,
  'image-id': (node) => node.imageId,
  'key-name': (node) => node.keyName,
  'availability-zone': (node) => node.zone,
  'private-ip-address': (node) => node.privateIp,
  'ip-address': (node) => node.publicIp,
  'vpc-id': (node) => vpcId(node),
  'subnet-id': (node) => subnetId(node),
  'private-dns-name': (node) => node.computerName,
};

function instanceMatches(node: SimulatedNode, { name, values }: Filter): boolean {
  const tags = allTags(node);
  if (name.startsWith('tag:')) return matchesAny(tags[name.slice(4)], values);
  if (name === 'tag-key') return Object.keys(tags).some((key) => matchesAny(key, values));
  const value = Object.hasOwn(INSTANCE_FILTERS, name) ? INSTANCE_FILTERS[name] : undefined;
  if (value === undefined) {
    throw new ServiceError('InvalidParameterValue', `The filter '${name}' is invalid`);
  }
  return matchesAny(value(node), values);
}

/** Codes of instance states (API reference, InstanceState). */
const STATE_CODES = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

function instance(node: SimulatedNode, context: OperationContext): XmlValue {
  const state = node.state ?? 'running';
  const running = state === 'running';
  return {
    instanceId: node.instanceId,
    imageId: node.imageId,
    instanceState: { code: STATE_CODES[state], name: state },
    privateDnsName: `ip-${node.privateIp.replaceAll('.', '-')}.${context.region}.compute.internal`,
    dnsName:
      node.publicIp === undefined || !running
        ? ''
        : `ec2-${node.publicIp.replaceAll('.', '-')}.${context.region}.compute.amazonaws.com`,
    reason: '',
    keyName: node.keyName,
    amiLaunchIndex: 0,
    productCodes: [],
    instanceType: node.instanceType,
    launchTime: node.launchTime,
    placement: { availabilityZone: node.zone, groupName: '', tenancy: 'default' },
    monitoring: { state: 'disabled' },
    subnetId: subnetId(node),
    vpcId: vpcId(node),
    privateIpAddress: node.privateIp,
    ipAddress: running ? node.publicIp : undefined,
    sourceDestCheck: true,
    groupSet: [{ groupId: `sg-${shortHash(node.zone)}`, groupName: 'default' }],
    architecture: node.architecture ?? 'x86_64',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    platform: node.platformType === 'Windows' ? 'windows' : undefined,
    platformDetails: node.platformType === 'Windows' ? 'Windows' : 'Linux/UNIX',
    iamInstanceProfile:
      node.iamRole === undefined
        ? undefined
        : {
            arn: `arn:aws:iam::${context.accountId}:instance-profile/${node.iamRole}`,
            id: `AIPA${shortHash(node.iamRole).toUpperCase()}`,
          },
    tagSet: Object.entries(allTags(node)).map(([key, value]) => ({ key, value })),
    ebsOptimized: true,
    enaSupport: true,
    metadataOptions: { state: 'applied', httpTokens: 'required', httpEndpoint: 'enabled' },
  };
}

function allTags(node: SimulatedNode): Record<string, string> {
  return { ...(node.name === undefined ? {} : { Name: node.name }), ...node.tags };
}

function vpcId(node: SimulatedNode): string {
  return node.vpcId ?? `vpc-${shortHash('vpc')}`;
}

function subnetId(node: SimulatedNode): string {
  return node.subnetId ?? `subnet-${shortHash(`subnet ${node.zone}`)}`;
}

/** Regions of the commercial partition that every account has without opting in. */
const REGIONS =
  'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 ' +
  'eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2';

function describeRegions(options: Ec2Options, params: QueryParams, context: OperationContext): string {
  const wanted = listOf(params, 'RegionName');
  const own = options.fleet.nodes.map((node) => node.region ?? options.defaultRegion);
  const names = [...new Set([...REGIONS.split(' '), options.defaultRegion, ...own])].sort();
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
        optInStatus: 'opt-in-not-required',
      })),
  });
}

function describeKeyPairs(options: Ec2Options, params: QueryParams, context: OperationContext): string {
  const wanted = listOf(params, 'KeyName');
  for (const name of wanted) {
    if (!options.keyPairs.some((pair) => pair.keyPairName === name)) {
      throw new ServiceError('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
    }
  }
  const withPublicKey = params.get('IncludePublicKey') === 'true';
  const filters = filtersOf(params);
  const pairs = options.keyPairs
    .filter((pair) => wanted.length === 0 || wanted.includes(pair.keyPairName))
    .filter((pair) =>
      filters.every(({ name, values }) => {
        if (name === 'key-name') return matchesAny(pair.keyPairName, values);
        if (name === 'fingerprint') return matchesAny(pair.fingerprint, values);
        throw new ServiceError('InvalidParameterValue', `The filter '${name}' is invalid`);
      }),
    );
  return respond('DescribeKeyPairs', context, {
    keySet: pairs.map((pair) => ({
      keyPairId: pair.keyPairId ?? `key-${shortHash(pair.keyPairName)}`,
      keyName: pair.keyPairName,
      keyType: pair.keyType,
      keyFingerprint: pair.fingerprint,
      publicKey: withPublicKey ? pair.publicKey : undefined,
      tagSet: [],
      createTime: new Date(Date.UTC(2025, 0, 15, 9, 30)),
    })),
  });
}

function describeImages(options: Ec2Options, params: QueryParams, context: OperationContext): string {
  const wanted = listOf(params, 'ImageId');
  const images = new Map<string, SimulatedNode>();
  for (const node of options.fleet.nodes) {
    // An image without a name has been deregistered: instances outlive their image.
    if (node.imageName === undefined || !isInstance(options, node, context.region)) continue;
    images.set(node.imageId, node);
  }
  for (const id of wanted) {
    if (!/^ami-[0-9a-f]{8,17}$/.test(id))
      throw new ServiceError('InvalidAMIID.Malformed', `Invalid id: "${id}"`);
    if (!images.has(id)) {
      throw new ServiceError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
    }
  }
  return respond('DescribeImages', context, {
    imagesSet: [...images]
      .filter(([id]) => wanted.length === 0 || wanted.includes(id))
      .map(([id, node]) => ({
        imageId: id,
        imageLocation: `amazon/${node.imageName ?? ''}`,
        imageState: 'available',
        imageOwnerId: '137112412989',
        imageOwnerAlias: 'amazon',
        isPublic: true,
        architecture: node.architecture ?? 'x86_64',
        imageType: 'machine',
        name: node.imageName,
        description: node.platformName,
        platform: node.platformType === 'Windows' ? 'windows' : undefined,
        platformDetails: node.platformType === 'Windows' ? 'Windows' : 'Linux/UNIX',
        rootDeviceType: 'ebs',
        rootDeviceName: '/dev/xvda',
        virtualizationType: 'hvm',
        hypervisor: 'xen',
        creationDate: '2025-03-04T10:20:30.000Z',
      })),
  });
}

function getConsoleOutput(options: Ec2Options, params: QueryParams, context: OperationContext): string {
  const id = params.get('InstanceId') ?? '';
  const node = checkInstance(options, id, context.region);
  const text = consoleOutput(node);
  return respond('GetConsoleOutput', context, {
    instanceId: id,
    timestamp: node.launchTime,
    output: text === undefined ? undefined : Buffer.from(text).toString('base64'),
  });
}

/** `Name.1`, `Name.2`, … in order. */
function listOf(params: QueryParams, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; ; index++) {
    const value = params.get(`${name}.${index}`);
    if (value === undefined) return values;
    values.push(value);
  }
}

function filtersOf(params: QueryParams): Filter[] {
  const filters: Filter[] = [];
  for (let index = 1; ; index++) {
    const name = params.get(`Filter.${index}.Name`);
    if (name === undefined) return filters;
    filters.push({ name, values: listOf(params, `Filter.${index}.Value`) });
  }
}

/** Seventeen hex digits that are the same each time for the same thing. */
function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 17);
}
