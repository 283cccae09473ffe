import { isConnected, type Fleet, type SimulatedNode } from '../fleet/node.js';
import type { SessionStore } from '../gateway/session-store.js';
import { matchesAny } from './filters.js';
import { optionalNumber, optionalString, requiredString } from './json-params.js';
import { anyResource, type JsonOperation, type JsonParams, type OperationContext } from './operation.js';
import { pageOf } from './pages.js';
import { ServiceError } from './service-error.js';

export interface SsmOptions {
  fleet: Fleet;
  sessions: SessionStore;
  defaultRegion: string;
  /** Tier of the account for hybrid nodes; Session Manager needs `advanced` for them. */
  activationTier(): 'standard' | 'advanced';
  refuseResume(): boolean;
}

/** The document that opens an SSH session; its only parameter is portNumber. */
const SSH_DOCUMENT = 'AWS-StartSSHSession';

/** The SSM operations that a Session Manager client calls. */
export function ssmOperations(options: SsmOptions): Record<string, JsonOperation> {
  const { fleet, sessions } = options;
  const sessionArn = (params: JsonParams, context: OperationContext) =>
    `arn:aws:ssm:${context.region}:${context.accountId}:session/${String(params.SessionId)}`;
  return {
    DescribeInstanceInformation: {
      resource: anyResource,
      run: (params, context) => describeInstanceInformation(options, params, context),
    },
    StartSession: {
      resource: (params, context) => nodeArn(String(params.Target), context),
      run: (params, context) => startSession(options, params, context),
    },
    ResumeSession: {
      resource: sessionArn,
      run: (params) => {
        const session = sessions.get(requiredString(params, 'SessionId'));
        if (session === undefined) {
          throw new ServiceError('DoesNotExistException', 'Session does not exist');
        }
        // An empty token says that the session has timed out (notes, section 1).
        if (session.ended || options.refuseResume()) return { SessionId: session.sessionId };
        return { SessionId: session.sessionId, TokenValue: session.newToken(), StreamUrl: session.streamUrl };
      },
    },
    TerminateSession: {
      resource: sessionArn,
      run: (params) => {
        const sessionId = requiredString(params, 'SessionId');
        sessions.get(sessionId)?.terminate('api');
        return { SessionId: sessionId };
      },
    },
    GetConnectionStatus: {
      resource: (params, context) => nodeArn(String(params.Target), context),
      run: (params) => {
        const target = requiredString(params, 'Target');
        const node = fleet.get(target);
        return { Target: target, Status: node && isConnected(node) ? 'connected' : 'notconnected' };
      },
    },
    DescribeSessions: { resource: anyResource, run: (params) => describeSessions(sessions, params) },
    GetServiceSetting: {
      resource: (params, context) =>
        `arn:aws:ssm:${context.region}:${context.accountId}:servicesetting${String(params.SettingId)}`,
      run: (params) => {
        const settingId = requiredString(params, 'SettingId');
        if (settingId !== '/ssm/managed-instance/activation-tier') {
          throw new ServiceError('ServiceSettingNotFound', `Setting ${settingId} not found`);
        }
        const tier = options.activationTier();
        return {
          ServiceSetting: {
            SettingId: settingId,
            SettingValue: tier,
            Status: tier === 'standard' ? 'Default' : 'Customized',
          },
        };
      },
    },
  };
}

/** The ARN that policies name for a node: instances belong to EC2, hybrid nodes to SSM. */
export function nodeArn(target: string, context: OperationContext): string {
  return target.startsWith('mi-')
    ? `arn:aws:ssm:${context.region}:${context.accountId}:managed-instance/${target}`
    : `arn:aws:ec2:${context.region}:${context.accountId}:instance/${target}`;
}

/** Page sizes of DescribeInstanceInformation: 5 to 50, and 50 when not given (API reference). */
const INFORMATION_PAGE = { least: 5, most: 50 };

function describeInstanceInformation(
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
    options.fleet.nodes,
    maxResults,
    optionalString(params, 'NextToken'),
    (node) =>
      node.managed &&
      (node.region ?? options.defaultRegion) === context.region &&
      filters.every((filter) => filter(node)),
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

interface FilterInput {
  key: string;
  values: string[];
}

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

function filterInputs(params: JsonParams, name: string, keyName: string, valuesName: string): FilterInput[] {
  const list = params[name];
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown) => {
    const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
    const values = fields[valuesName];
    return { key: String(fields[keyName]), values: Array.isArray(values) ? values.map(String) : [] };
  });
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

function startSession(options: SsmOptions, params: JsonParams, context: OperationContext): object {
  const target = requiredString(params, 'Target');
  const documentName = optionalString(params, 'DocumentName') ?? 'SSM-SessionManagerRunShell';
  const reason = optionalString(params, 'Reason');
  const node = options.fleet.get(target);
  if (node === undefined || (node.region ?? options.defaultRegion) !== context.region || !isConnected(node)) {
    throw new ServiceError('TargetNotConnected', `${target} is not connected.`);
  }
  if (node.resourceType === 'ManagedInstance' && options.activationTier() === 'standard') {
    throw new ServiceError(
      'BadRequest',
      'Enable advanced-instances tier to use Session Manager with your on-premises instances',
    );
  }
  if (documentName !== SSH_DOCUMENT) {
    throw new ServiceError(
      'InvalidDocument',
      `The simulator has the document ${SSH_DOCUMENT} only, not ${documentName}.`,
    );
  }
  const parameters = documentParameters(params);
  const session = options.sessions.start({
    node,
    owner: context.userName,
    ownerArn: `arn:aws:iam::${context.accountId}:user/${context.userName}`,
    documentName,
    parameters,
    reason,
    region: context.region,
  });
  return { SessionId: session.sessionId, TokenValue: session.newToken(), StreamUrl: session.streamUrl };
}

/** Parameters of AWS-StartSSHSession: `portNumber`, 22 if not given, 1 to 65535 (the document's allowedPattern). */
function documentParameters(params: JsonParams): { portNumber: string } {
  const given = params.Parameters;
  let portNumber = '22';
  if (typeof given === 'object' && given !== null) {
    for (const [name, value] of Object.entries(given)) {
      if (name !== 'portNumber') {
        throw new ServiceError('InvalidParameters', `Parameter "${name}" is not defined in the document.`);
      }
      portNumber = Array.isArray(value) ? String(value[0]) : '';
    }
  }
  if (!/^[1-9][0-9]{0,4}$/.test(portNumber) || Number(portNumber) > 65535) {
    throw new ServiceError(
      'InvalidParameters',
      `Parameter "portNumber" has value "${portNumber}" not matching its pattern.`,
    );
  }
  return { portNumber };
}

/** Page sizes of DescribeSessions (API reference: 1 to 200). */
const SESSIONS_PAGE = 200;

function describeSessions(sessions: SessionStore, params: JsonParams): object {
  const state = requiredString(params, 'State');
  if (state !== 'Active' && state !== 'History') {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${state}' at 'state' failed to satisfy constraint: Member must satisfy ` +
        `enum value set: [Active, History]`,
    );
  }
  const filters = filterInputs(params, 'Filters', 'key', 'value').map(({ key }, index) => {
    const entry = (params.Filters as Record<string, unknown>[])[index];
    return { key, value: String(entry?.value) };
  });
  const list = sessions.all
    .filter((session) => session.ended === (state === 'History'))
    .filter((session) =>
      filters.every(({ key, value }) => {
        if (key === 'Target') return session.target === value;
        if (key === 'Owner') return session.ownerArn === value;
        if (key === 'SessionId') return session.sessionId === value;
        if (key === 'Status') return session.state === value;
        if (key === 'InvokedAfter') return session.startDate.getTime() >= Date.parse(value);
        if (key === 'InvokedBefore') return session.startDate.getTime() <= Date.parse(value);
        throw new ServiceError('InvalidFilterKey', `The filter key ${key} is not valid.`);
      }),
    )
    .reverse();
  const size = optionalNumber(params, 'MaxResults') ?? SESSIONS_PAGE;
  const page = pageOf(list, size, optionalString(params, 'NextToken'));
  if (page === undefined) throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  return {
    Sessions: page.items.map((session) => ({
      SessionId: session.sessionId,
      Target: session.target,
      Status: session.state,
      StartDate: seconds(session.startDate),
      ...(session.endDate === undefined ? {} : { EndDate: seconds(session.endDate) }),
      DocumentName: session.documentName,
      Owner: session.ownerArn,
      ...(session.reason === undefined ? {} : { Reason: session.reason }),
      Details: '',
      OutputUrl: {},
    })),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
}

/** JSON services write times as seconds with a fraction. */
function seconds(date: Date): number {
  return date.getTime() / 1000;
}
