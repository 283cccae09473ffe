import type { SimulatedNode } from '../../fleet/node.js';
import { matchesAny } from '../filters.js';
import type { OperationContext, QueryParams } from '../operation.js';
import { ServiceError } from '../service-error.js';
import { pageOf } from '../pages.js';
import type { XmlValue } from '../xml.js';
import { findInstance } from './find-instance.js';
import type { Ec2Options } from './options.js';
import { filtersOf, listOf, type QueryFilter } from './query-lists.js';
import { respond } from './respond.js';
import { shortHash } from './short-hash.js';

/** Page sizes of DescribeInstances (API reference: 5 to 1000). */
const INSTANCES_PAGE = { least: 5, most: 1000 };

/** DescribeInstances. */
export function describeInstances(
  options: Ec2Options,
  params: QueryParams,
  context: OperationContext,
): string {
  const ids = new Set(listOf(params, 'InstanceId'));
  const maxResults = params.get('MaxResults');
  if (ids.size > 0 && maxResults !== undefined) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  for (const id of ids) findInstance(options, id, context.region);
  const size = maxResults === undefined ? Infinity : Number(maxResults);
  if (maxResults !== undefined && !(size >= INSTANCES_PAGE.least && size <= INSTANCES_PAGE.most)) {
    throw new ServiceError(
      'InvalidParameterValue',
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  }
  const filters = filtersOf(params);
  const page = pageOf(
    options.fleet.in(context.region),
    size,
    params.get('NextToken'),
    (node) =>
      node.resourceType === 'EC2Instance' &&
      (ids.size === 0 || ids.has(node.instanceId)) &&
      filters.every((filter) => instanceMatches(node, filter)),
  );
  if (page === undefined) throw new ServiceError('InvalidNextToken', 'The token is invalid.');
  return respond('DescribeInstances', context, {
    reservationSet: page.items.map((node) => ({
      reservationId: node.instanceId.replace(/^i/, 'r'),
      ownerId: context.accountId,
      groupSet: [],
      instancesSet: [instance(node, context)],
    })),
    nextToken: page.nextToken,
  });
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

function instanceMatches(node: SimulatedNode, { name, values }: QueryFilter): boolean {
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
export const STATE_CODES = {
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
    stateReason: node.stateReason,
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
    rootDeviceType: node.instanceStoreRoot === true ? 'instance-store' : 'ebs',
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
