import type { Statement } from './policy.js';
import { arnsOf, type NodeScope, type Place } from './scope.js';

/** What the app can do beyond listing and SSH, each with permissions of its own. */
export const extras = [
  'session-shell',
  'instance-connect',
  'console-output',
  'key-pairs',
  'images',
  'regions',
  'status',
  'kms',
  'power',
  'permissions',
] as const;
export type Extra = (typeof extras)[number];

/**
 * How the people sign in to AWS: sessions carry the name of an IAM user, but of a role (IAM Identity Center, federation)
 * only its session's name, so that “one's own sessions” are told in another way.
 */
export type Caller = 'iam-user' | 'federated';

export interface AllowInput {
  readonly place: Place;
  readonly scope: NodeScope;
  readonly caller: Caller;
  readonly extras: ReadonlySet<Extra>;
  /** The only user name on the nodes that EC2 Instance Connect may push keys for; null for any. */
  readonly osUser: string | null;
  /** ARN of the KMS key of the account's session preferences. */
  readonly kmsKeyArn: string | null;
}

/** The names of all statements that `allowStatements` can give. Each has a reason in the locale files. */
export type AllowSid =
  | 'StartSessionsOnNodes'
  | 'UseSshDocument'
  | 'UseShellDocument'
  | 'EndAndResumeOwnSessions'
  | 'OpenOwnDataChannels'
  | 'ListNodes'
  | 'PushOneMinuteKeys'
  | 'ReadHostKeysFromConsole'
  | 'CompareKeyPairs'
  | 'NameImages'
  | 'ListRegions'
  | 'NameAccount'
  | 'CheckPermissions'
  | 'FindRoles'
  | 'FindInstanceRoles'
  | 'DecodeDenials'
  | 'AskConnectionStatus'
  | 'AskHybridTier'
  | 'EncryptSessions'
  | 'StartStopReboot';

/**
 * In every statement that allows StartSession, or the document is not looked at for those that this statement allows
 * (Systems Manager user guide, “Enforce document permission check”).
 */
const CHECK_DOCUMENT = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } } as const;

/** AWS's document for SSH. It is AWS's own in every region, which is why its ARN names neither region nor account. */
export const sshDocumentArn = (partition: string): string =>
  `arn:${partition}:ssm:*:*:document/AWS-StartSSHSession`;

/** The document of sessions that name none: a shell. It holds the account's preferences, and so is the account's own. */
const shellDocumentArn = ({ partition, region, accountId }: Place): string =>
  `arn:${partition}:ssm:${region}:${accountId}:document/SSM-SessionManagerRunShell`;

/**
 * The least that lets people find nodes and open SSH sessions to those in scope, and the extras asked for.
 *
 * After “Allow and control permissions for SSH connections through Session Manager” and “Sample IAM policies for
 * Session Manager” of the Systems Manager user guide.
 */
export function allowStatements(input: AllowInput): (Statement & { readonly Sid: AllowSid })[] {
  const { place, extras: wanted } = input;
  return [
    ...startStatements(input),
    ...ownSessions(input),
    allow('ListNodes', ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation'], ['*']),
    ...(wanted.has('status') ? statusStatements(input) : []),
    ...(wanted.has('instance-connect') ? instanceConnect(input) : []),
    ...(wanted.has('console-output') ? consoleOutput(input) : []),
    ...(wanted.has('key-pairs') ? [allow('CompareKeyPairs', ['ec2:DescribeKeyPairs'], ['*'])] : []),
    ...(wanted.has('images') ? [allow('NameImages', ['ec2:DescribeImages'], ['*'])] : []),
    ...(wanted.has('regions')
      ? [
          allow('ListRegions', ['ec2:DescribeRegions'], ['*']),
          allow('NameAccount', ['iam:ListAccountAliases'], ['*']),
        ]
      : []),
    ...(wanted.has('power') ? powerStatements(input) : []),
    ...(wanted.has('permissions') ? permissionStatements(input) : []),
    ...(wanted.has('kms')
      ? [
          allow(
            'EncryptSessions',
            ['kms:GenerateDataKey'],
            [input.kmsKeyArn ?? `arn:${place.partition}:kms:${place.region}:${place.accountId}:key/*`],
          ),
        ]
      : []),
  ];
}

function startStatements({
  place,
  scope,
  extras: wanted,
}: AllowInput): (Statement & { readonly Sid: AllowSid })[] {
  const { ec2, hybrid } = arnsOf(place, scope);
  return [
    allow('StartSessionsOnNodes', ['ssm:StartSession'], [...ec2, ...hybrid], {
      ...tagged(scope, 'ssm:resourceTag'),
      ...CHECK_DOCUMENT,
    }),
    allow('UseSshDocument', ['ssm:StartSession'], [sshDocumentArn(place.partition)], CHECK_DOCUMENT),
    ...(wanted.has('session-shell')
      ? [allow('UseShellDocument', ['ssm:StartSession'], [shellDocumentArn(place)], CHECK_DOCUMENT)]
      : []),
  ];
}

/** “Allow a user to end only sessions they started”, both of its methods; and the data channel of one's own session. */
function ownSessions({ place, caller }: AllowInput): (Statement & { readonly Sid: AllowSid })[] {
  const session = (name: string) =>
    `arn:${place.partition}:ssm:${place.region}:${place.accountId}:session/${name}`;
  const actions = ['ssm:ResumeSession', 'ssm:TerminateSession'];
  const end =
    caller === 'iam-user'
      ? allow('EndAndResumeOwnSessions', actions, [session('${aws:username}-*')])
      : allow('EndAndResumeOwnSessions', actions, [session('*')], {
          StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' },
        });
  return [end, allow('OpenOwnDataChannels', ['ssmmessages:OpenDataChannel'], [session('${aws:userid}-*')])];
}

/** What tells beforehand whether a session would be allowed, to the person and to the node, and why something was not. */
function permissionStatements({
  place,
  scope,
  caller,
}: AllowInput): (Statement & { readonly Sid: AllowSid })[] {
  const ofAccount = (resource: string) => `arn:${place.partition}:iam::${place.accountId}:${resource}`;
  const roles = ofAccount('role/*');
  const own = caller === 'iam-user' ? [ofAccount('user/${aws:username}')] : [];
  return [
    allow('CheckPermissions', ['iam:SimulatePrincipalPolicy'], [...own, roles]),
    allow('FindRoles', ['iam:GetRole'], [roles]),
    // Only instances have one.
    ...(arnsOf(place, scope).ec2.length === 0
      ? []
      : [allow('FindInstanceRoles', ['iam:GetInstanceProfile'], [ofAccount('instance-profile/*')])]),
    allow('DecodeDenials', ['sts:DecodeAuthorizationMessage'], ['*']),
  ];
}

function statusStatements({ place, scope }: AllowInput): (Statement & { readonly Sid: AllowSid })[] {
  const { ec2, hybrid } = arnsOf(place, scope);
  const { partition, region, accountId } = place;
  const tier = `arn:${partition}:ssm:${region}:${accountId}:servicesetting/ssm/managed-instance/activation-tier`;
  return [
    allow(
      'AskConnectionStatus',
      ['ssm:GetConnectionStatus'],
      [...ec2, ...hybrid],
      tagged(scope, 'ssm:resourceTag'),
    ),
    // Only hybrid nodes have one.
    ...(hybrid.length === 0 ? [] : [allow('AskHybridTier', ['ssm:GetServiceSetting'], [tier])]),
  ];
}

function instanceConnect({ place, scope, osUser }: AllowInput): (Statement & { readonly Sid: AllowSid })[] {
  const { ec2 } = arnsOf(place, scope);
  // A hybrid node has no EC2 Instance Connect.
  if (ec2.length === 0) return [];
  return [
    allow('PushOneMinuteKeys', ['ec2-instance-connect:SendSSHPublicKey'], ec2, {
      StringEquals: {
        ...tagged(scope, 'aws:ResourceTag').StringEquals,
        ...(osUser === null ? {} : { 'ec2:osuser': osUser }),
      },
    }),
  ];
}

function consoleOutput({ place, scope }: AllowInput): (Statement & { readonly Sid: AllowSid })[] {
  const { ec2 } = arnsOf(place, scope);
  if (ec2.length === 0) return [];
  return [allow('ReadHostKeysFromConsole', ['ec2:GetConsoleOutput'], ec2, tagged(scope, 'aws:ResourceTag'))];
}

function powerStatements({ place, scope }: AllowInput): (Statement & { readonly Sid: AllowSid })[] {
  const { ec2 } = arnsOf(place, scope);
  // A hybrid node is no instance of EC2's, which could not switch it.
  if (ec2.length === 0) return [];
  const actions = ['ec2:StartInstances', 'ec2:StopInstances', 'ec2:RebootInstances'];
  return [allow('StartStopReboot', actions, ec2, tagged(scope, 'aws:ResourceTag'))];
}

/** The condition that a node carries the scope's tag; Session Manager has a key of its own for it. */
function tagged(
  scope: NodeScope,
  key: 'ssm:resourceTag' | 'aws:ResourceTag',
): { StringEquals?: Record<string, string> } {
  return scope.kind === 'tag' ? { StringEquals: { [`${key}/${scope.key}`]: scope.value } } : {};
}

function allow(
  Sid: AllowSid,
  Action: readonly string[],
  Resource: readonly string[],
  condition: NonNullable<Statement['Condition']> = {},
): Statement & { readonly Sid: AllowSid } {
  const Condition = Object.fromEntries(
    Object.entries(condition).filter(([, keys]) => Object.keys(keys).length > 0),
  );
  const statement = { Sid, Effect: 'Allow' as const, Action, Resource };
  return Object.keys(Condition).length === 0 ? statement : { ...statement, Condition };
}
