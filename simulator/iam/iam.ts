import type { Fleet } from '../fleet/node.js';
import type { SessionStore } from '../gateway/session-store.js';
import { evaluate, type Decision, type PolicyDocument } from './policy.js';

/** Who calls: an IAM user, by name and unique id. */
export interface Caller {
  readonly userName: string;
  readonly userId: string;
}

/** The identity-based policies of the caller, which decide about every call while there are any. */
export class Iam {
  private policies: readonly PolicyDocument[] | undefined;

  constructor(
    private readonly fleet: Fleet,
    private readonly sessions: () => SessionStore,
  ) {}

  /** From now on only what these allow is allowed; undefined allows everything again. */
  attach(policies: readonly PolicyDocument[] | undefined): void {
    this.policies = policies;
  }

  /**
   * Decides about an action on one resource.
   *
   * @param more condition keys that belong to the call, such as `ec2:osuser`
   */
  decide(action: string, resource: string, caller: Caller, more: Record<string, string> = {}): Decision {
    if (this.policies === undefined) return 'allow';
    const context = {
      'aws:username': caller.userName,
      'aws:userid': caller.userId,
      ...this.ofResource(resource),
      ...more,
    };
    return evaluate(this.policies, { action, resource, context });
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

/** IAM's words for a denial (IAM user guide, “Troubleshoot access denied error messages”). */
export function denialMessage(
  caller: { accountId: string; userName: string },
  action: string,
  resource: string,
  decision: Exclude<Decision, 'allow'> = 'implicit-deny',
): string {
  const reason =
    decision === 'explicit-deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return (
    `User: arn:aws:iam::${caller.accountId}:user/${caller.userName} is not authorized to perform: ${action} on ` +
    `resource: ${resource} ${reason}`
  );
}
