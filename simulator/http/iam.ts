import type { Iam } from '../iam/iam.js';
import { evaluate, missingKeys, type Decision, type PolicyDocument } from '../iam/policy.js';
import { anyResource, type OperationContext, type QueryOperation, type QueryParams } from './operation.js';
import { ServiceError } from './service-error.js';
import { xmlElement, type XmlValue } from './xml.js';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

export interface IamOptions {
  iam: Iam;
  /** Names of the roles that nodes have. */
  nodeRoles(): ReadonlySet<string>;
  /** ARNs of the roles that people take on. */
  roles: readonly string[];
  accountAlias: string | undefined;
}

/** The IAM operations that tell what somebody may do, and who a role is. */
export function iamOperations(options: IamOptions): Record<string, QueryOperation> {
  return {
    SimulatePrincipalPolicy: {
      resource: (params) => params.get('PolicySourceArn') ?? '',
      run: (params, context) => simulatePrincipalPolicy(options, params, context),
    },
    ListAccountAliases: {
      resource: anyResource,
      run: (_params, { requestId }) =>
        respond('ListAccountAliases', requestId, {
          AccountAliases: options.accountAlias === undefined ? [] : [options.accountAlias],
          IsTruncated: false,
        }),
    },
    GetRole: {
      resource: (params, context) => roleArn(options, params.get('RoleName') ?? '', context),
      run: (params, context) => {
        const name = params.get('RoleName') ?? '';
        return respond('GetRole', context.requestId, { Role: role(options, name, context) });
      },
    },
    GetInstanceProfile: {
      resource: (params, { accountId }) =>
        `arn:aws:iam::${accountId}:instance-profile/${params.get('InstanceProfileName') ?? ''}`,
      run: (params, context) => {
        // Profiles are named as their role, as those that the console makes.
        const name = params.get('InstanceProfileName') ?? '';
        return respond('GetInstanceProfile', context.requestId, {
          InstanceProfile: {
            Path: '/',
            InstanceProfileName: name,
            InstanceProfileId: 'AIPACKCEVSQ6C2EXAMPLE',
            Arn: `arn:aws:iam::${context.accountId}:instance-profile/${name}`,
            CreateDate: new Date(Date.UTC(2025, 0, 15)),
            Roles: [role(options, name, context)],
          },
        });
      },
    },
  };
}

function roleArn({ roles }: IamOptions, name: string, { accountId }: OperationContext): string {
  return roles.find((arn) => arn.endsWith(`/${name}`)) ?? `arn:aws:iam::${accountId}:role/${name}`;
}

function role(options: IamOptions, name: string, context: OperationContext): Record<string, XmlValue> {
  const isKnown = options.roles.some((arn) => arn.endsWith(`/${name}`)) || options.nodeRoles().has(name);
  if (!isKnown) throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
  const arn = roleArn(options, name, context);
  return {
    Path: /:role(\/(?:.*\/)?)[^/]+$/.exec(arn)?.[1] ?? '/',
    RoleName: name,
    RoleId: 'AROACKCEVSQ6C2EXAMPLE',
    Arn: arn,
    CreateDate: new Date(Date.UTC(2025, 0, 15)),
  };
}

const members = (params: QueryParams, name: string): string[] => {
  const values: string[] = [];
  for (let n = 1; ; n++) {
    const value = params.get(`${name}.member.${n}`);
    if (value === undefined) return values;
    values.push(value);
  }
};

function contextEntries(params: QueryParams): Record<string, string> {
  const entries: Record<string, string> = {};
  for (let n = 1; ; n++) {
    const key = params.get(`ContextEntries.member.${n}.ContextKeyName`);
    if (key === undefined) return entries;
    entries[key] = params.get(`ContextEntries.member.${n}.ContextKeyValues.member.1`) ?? '';
  }
}

const IAM_DECISIONS: Record<Decision, string> = {
  allow: 'allowed',
  'implicit-deny': 'implicitDeny',
  'explicit-deny': 'explicitDeny',
};

/** Each action on each resource, by the policies of the user or role, the boundary and the organization. */
function simulatePrincipalPolicy(
  options: IamOptions,
  params: QueryParams,
  context: OperationContext,
): string {
  const source = params.get('PolicySourceArn') ?? '';
  const name = /^arn:[\w-]+:iam::\d{12}:(?:user|role)\/(?:.*\/)?([^/]+)$/.exec(source)?.[1];
  if (name === undefined) throw new ServiceError('InvalidInput', `Invalid Entity Arn: ${source} ...`, 400);
  const isCaller = source.includes(':user/')
    ? name === context.userName
    : context.userName.startsWith(`${name}/`);
  if (source.includes(':role/') && roleArn(options, name, context) !== source) {
    throw new ServiceError('NoSuchEntity', `Arn ${source} cannot be found.`, 404);
  }
  const policies = options.iam.policiesOf(isCaller ? null : name);
  const limit = (kind: Parameters<Iam['limitOf']>[0]) => (isCaller ? options.iam.limitOf(kind) : undefined);
  const boundary = limit('permissions boundary');
  const organization = limit('service control policy');
  const known = contextEntries(params);
  const named = members(params, 'ResourceArns');
  // All resources, where none is named (API reference).
  const resources = named.length === 0 ? ['*'] : named;
  const results = members(params, 'ActionNames').flatMap((action) =>
    resources.map((resource): XmlValue => {
      const request = { action, resource, context: known };
      const by = (documents: readonly PolicyDocument[] | undefined): Decision =>
        documents === undefined ? 'allow' : evaluate(documents, request);
      const decisions = [organization, boundary, policies].map(by);
      const decision =
        decisions.find((each) => each === 'explicit-deny') ??
        decisions.find((each) => each === 'implicit-deny') ??
        'allow';
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: IAM_DECISIONS[decision],
        MatchedStatements: {},
        MissingContextValues: missingKeys(policies ?? [], request),
        ...(organization === undefined
          ? {}
          : { OrganizationsDecisionDetail: { AllowedByOrganizations: by(organization) === 'allow' } }),
        ...(boundary === undefined
          ? {}
          : {
              PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: by(boundary) === 'allow' },
            }),
      };
    }),
  );
  return respond('SimulatePrincipalPolicy', context.requestId, {
    IsTruncated: false,
    EvaluationResults: results,
  });
}

const respond = (action: string, requestId: string, result: XmlValue): string =>
  xmlElement(
    `${action}Response`,
    { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } },
    NAMESPACE,
    'member',
  );
