import type { Fleet } from '../fleet/node.js';
import type { SessionStore } from '../gateway/session-store.js';
import { evaluate, type Decision, type PolicyDocument } from './policy.js';

/** Who calls: an IAM user, or a role's session (`ROLE/SESSION`), by name and unique id. */
export interface Caller {
  readonly userName: string;
  readonly userId: string;
}

/** The kinds of policies that narrow what the identity-based ones allow, by IAM's names for them in a denial. */
export const limitKinds = [
  'service control policy',
  'resource control policy',
  'VPC endpoint policy',
  'permissions boundary',
  'session policy',
] as const;
export type LimitKind = (typeof limitKinds)[number];

/** What was decided, and by which kind of policy where it is not allowed. */
export interface Ruling {
  readonly decision: Decision;
  readonly by: LimitKind | 'identity-based policy';
}

const ALLOWED: Ruling = { decision: 'allow', by: 'identity-based policy' };

/** The policies in force: the caller's, what narrows them, and those of the nodes' roles. */
export class Iam {
  private policies: readonly PolicyDocument[] | undefined;
  private readonly limits = new Map<LimitKind, readonly PolicyDocument[]>();
  private readonly rolePolicies = new Map<string, readonly PolicyDocument[]>();

  constructor(
    private readonly fleet: Fleet,
    private readonly sessions: () => SessionStore,
  ) {}

  /** From now on only what these allow is allowed; undefined allows everything again. */
  attach(policies: readonly PolicyDocument[] | undefined): void {
    this.policies = policies;
  }

  /** From now on only what these allow, too, is allowed; undefined lifts that limit. */
  limit(kind: LimitKind, policies: readonly PolicyDocument[] | undefined): void {
    if (policies === undefined) this.limits.delete(kind);
    else this.limits.set(kind, policies);
  }

  /** The policies of a role of nodes; without any, it may do everything. */
  attachToRole(roleName: string, policies: readonly PolicyDocument[]): void {
    this.rolePolicies.set(roleName, policies);
  }

  /** The identity-based policies of a role of nodes, or of the caller; undefined where these allow everything. */
  policiesOf(roleName: string | null): readonly PolicyDocument[] | undefined {
    return roleName === null ? this.policies : this.rolePolicies.get(roleName);
  }

  /** The policies of a limit of the caller's; undefined where there is none. */
  limitOf(kind: LimitKind): readonly PolicyDocument[] | undefined {
    return this.limits.get(kind);
  }

  /**
   * Decides about an action on one resource: an explicit deny wins, then every limit has to allow it, then the
   * identity-based policies (IAM user guide, “Policy evaluation logic”).
   *
   * @param more condition keys that belong to the call, such as `ec2:osuser`
   */
  decide(action: string, resource: string, caller: Caller, more: Record<string, string> = {}): Ruling {
    const context = {
      'aws:username': caller.userName,
      'aws:userid': caller.userId,
      ...this.ofResource(resource),
      ...more,
    };
    const request = { action, resource, context };
    const rulings = [
      ...limitKinds.map((by) => ({ by, policies: this.limits.get(by) })),
      { by: 'identity-based policy' as const, policies: this.policies },
    ].flatMap(({ by, policies }): Ruling[] =>
      policies === undefined ? [] : [{ by, decision: evaluate(policies, request) }],
    );
    return (
      rulings.find(({ decision }) => decision === 'explicit-deny') ??
      rulings.find(({ decision }) => decision === 'implicit-deny') ??
      ALLOWED
    );
  }

  /** The condition keys that a resource brings along. */
  private ofResource(arn: string): Record<string, string> {
    const id = arn.slice(arn.lastIndexOf('/') + 1);
    if (/:(managed-)?instance\//.test(arn)) {
      const tags = Object.entries(this.fleet.get(id)?.tags ?? {});
      return Object.fromEntries(
        ['ssm:resourceTag', 'aws:ResourceTag', 'ec2:ResourceTag'].flatMap((prefix) =>
          tags.map(([key, value]) => [`${prefix}/${key}`, value]),
        ),
      );
    }
    const session = arn.includes(':session/') ? this.sessions().get(id) : undefined;
    if (session === undefined) return {};
    // “Tags supplied by AWS” (Systems Manager user guide, “Allow a user to end only sessions they started”).
    return {
      'ssm:resourceTag/aws:ssmmessages:session-id': session.ownerId,
      'ssm:resourceTag/aws:ssmmessages:target-id': session.target,
    };
  }
}

const IMPLICIT: Ruling = { decision: 'implicit-deny', by: 'identity-based policy' };

/** IAM's words for a denial (IAM user guide, “Troubleshoot access denied error messages”). */
export function denialMessage(
  caller: { accountId: string; userName: string },
  action: string,
  resource: string,
  { decision, by }: Ruling = IMPLICIT,
): string {
  const article = by.startsWith('identity') ? 'an' : 'a';
  const reason =
    decision === 'explicit-deny'
      ? `with an explicit deny in ${article} ${by}`
      : `because no ${by} allows the ${action} action`;
  return (
    `User: ${callerArn(caller)} is not authorized to perform: ${action} on ` +
    `resource: ${resource} ${reason}`
  );
}

/** The ARN of an IAM user, or of a role's session, whose name is `ROLE/SESSION`. */
export function callerArn({ accountId, userName }: { accountId: string; userName: string }): string {
  return userName.includes('/')
    ? `arn:aws:sts::${accountId}:assumed-role/${userName}`
    : `arn:aws:iam::${accountId}:user/${userName}`;
}
