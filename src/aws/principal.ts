import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';
import { roleArn } from './iam.js';

/** Who the credentials belong to. */
export interface Principal {
  readonly accountId: string;
  /** `aws:userid`: of an IAM user its unique id, of a role's session the role's with the session's name. */
  readonly userId: string;
  /** The IAM user's name; null for roles. */
  readonly userName: string | null;
  /** The ARN of the user or role that has the policies; null where there is none, as for the root user. */
  readonly policySource: string | null;
}

/**
 * Asks STS whose the credentials are, and for a role's session asks IAM for the role, whose path STS leaves out.
 *
 * @throws ProblemError as AWS answers
 */
export async function principalOf(clients: Clients): Promise<Principal> {
  const {
    Arn: arn = '',
    UserId: userId = '',
    Account: accountId = '',
  } = await awsCall(clients, 'sts:GetCallerIdentity', (options) =>
    clients.sts.send(new GetCallerIdentityCommand(), options),
  );
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (role !== undefined)
    return { accountId, userId, userName: null, policySource: await roleArn(clients, role) };
  const userName = /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] ?? null;
  return { accountId, userId, userName, policySource: userName === null ? null : arn };
}
