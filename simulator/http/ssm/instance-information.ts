import type { SimulatedNode } from '../../fleet/node.js';
import { matchesAny } from '../filters.js';
import { optionalNumber, optionalString } from '../json-params.js';
import type { JsonParams, OperationContext } from '../operation.js';
import { pageOf } from '../pages.js';
import { ServiceError } from '../service-error.js';
import { filterInputs, type FilterInput } from './filter-inputs.js';
import type { SsmOptions } from './options.js';
import { seconds } from './seconds.js';

/** Page sizes of DescribeInstanceInformation: 5 to 50, and 50 when not given (API reference). */
const INFORMATION_PAGE = { least: 5, most: 50 };

/** DescribeInstanceInformation: the nodes that SSM knows. */
export function describeInstanceInformation(
  options: SsmOptions,
  params: JsonParams,
  context: OperationContext,
): object {
  const maxResults = optionalNumber(params, 'MaxResults') ?? INFORMATION_PAGE.most;
  if (maxResults < INFORMATION_PAGE.least || maxResults > INFORMATION_PAGE.most) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must ` +
        `have value ${maxResults < INFORMATION_PAGE.least ? 'greater' : 'less'} than or equal to ` +
        `${maxResults < INFORMATION_PAGE.least ? INFORMATION_PAGE.least : INFORMATION_PAGE.most}`,
    );
  }
  const filters = informationFilters(params);
  const page = pageOf(
    options.fleet.in(context.region),
    maxResults,
    optionalString(params, 'NextToken'),
    (node) => node.managed && filters.every((filter) => filter(node)),
  );
  if (page === undefined) throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  return {
    InstanceInformationList: page.items.map(instanceInformation),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
}

/** Keys that the two kinds of filters know (API reference, InstanceInformationStringFilter). */
const INFORMATION_KEYS: Record<string, (node: SimulatedNode) => string | undefined> = {
  InstanceIds: (node) => node.instanceId,
  AgentVersion: (node) => node.agentVersion,
  PingStatus: (node) => node.pingStatus,
  PlatformType: (node) => node.platformType,
  PlatformTypes: (node) => node.platformType,
  ActivationIds: (node) => node.activationId,
  IamRole: (node) => node.iamRole,
  ResourceType: (node) => node.resourceType,
  AssociationStatus: () => 'Success',
};

type NodeFilter = (node: SimulatedNode) => boolean;

function informationFilters(params: JsonParams): NodeFilter[] {
  const modern = filterInputs(params, 'Filters', 'Key', 'Values');
  const old = filterInputs(params, 'InstanceInformationFilterList', 'key', 'valueSet');
  if (modern.length > 0 && old.length > 0) {
    throw new ServiceError(
      'ValidationException',
      'Filters and InstanceInformationFilterList cannot be used together',
    );
  }
  return [...modern, ...old].map(informationFilter);
}

function informationFilter({ key, values }: FilterInput): NodeFilter {
  if (key.startsWith('tag:')) return (node) => matchesAny(node.tags[key.slice(4)], values);
  if (key === 'tag-key') return (node) => values.some((value) => value in node.tags);
  if (key === 'InstanceIds') for (const id of values) checkInstanceId(id);
  const value = Object.hasOwn(INFORMATION_KEYS, key) ? INFORMATION_KEYS[key] : undefined;
  if (value === undefined) throw new ServiceError('InvalidFilterKey', `The filter key ${key} is not valid.`);
  return (node) => values.includes(value(node) ?? '');
}

function checkInstanceId(id: string): void {
  if (!/^(i|mi)-[0-9a-f]{8,17}$/.test(id)) {
    throw new ServiceError('InvalidInstanceId', `The specified instance ID ${id} is not valid.`);
  }
}

function instanceInformation(node: SimulatedNode): object {
  const hybrid = node.resourceType === 'ManagedInstance';
  const online = node.pingStatus === 'Online';
  const lastPing = node.lastPing ?? new Date(Date.now() - (online ? 60_000 : 86_400_000));
  return {
    InstanceId: node.instanceId,
    PingStatus: node.pingStatus,
    LastPingDateTime: seconds(lastPing),
    AgentVersion: node.agentVersion,
    IsLatestVersion: node.isLatestVersion ?? false,
    PlatformType: node.platformType,
    PlatformName: node.platformName,
    PlatformVersion: node.platformVersion,
    ResourceType: node.resourceType,
    IPAddress: node.privateIp,
    ComputerName: node.computerName,
    // Only hybrid nodes carry these: an instance's name and role are EC2's to tell.
    ...(hybrid
      ? {
          ...(node.name === undefined ? {} : { Name: node.name }),
          ...(node.iamRole === undefined ? {} : { IamRole: node.iamRole }),
          ...(node.activationId === undefined ? {} : { ActivationId: node.activationId }),
          RegistrationDate: seconds(node.launchTime),
        }
      : {}),
    AssociationStatus: 'Success',
    LastAssociationExecutionDate: seconds(lastPing),
    LastSuccessfulAssociationExecutionDate: seconds(lastPing),
    AssociationOverview: {
      DetailedStatus: 'Success',
      InstanceAssociationStatusAggregatedCount: { Success: 1 },
    },
    SourceId: node.instanceId,
    SourceType: hybrid ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance',
  };
}
