import type { Clients } from '../../aws/clients.js';
import { profileRoleArn, roleArn, simulate } from '../../aws/iam.js';
import { nodeRoleStatements } from '../../iam/node-role.js';
import type { Check } from '../../shared/contract/preflight.js';
import type { ManagedNode } from '../../shared/node.js';
import { problem } from '../../shared/problem.js';
import type { IamQuestions } from './iam-questions.js';
import { failed, passed } from './verdicts.js';

/**
 * Whether the role of a node that Systems Manager does not hear from allows the agent what it needs, as far as the
 * person may look (IAM's policy simulator); null where that cannot be told.
 *
 * @param label the node's name, for words
 */
export async function roleCheck(
  clients: Clients,
  node: ManagedNode,
  label: string,
  questions: IamQuestions,
): Promise<Check | null> {
  const { role } = node;
  if (role === null) return null;
  try {
    const lacking = await questions.ask(clients, () => lackingActions(clients, node, role));
    if (lacking === null) return null;
    if (lacking.length === 0) return passed('role', { role });
    const params = { node: label, role, actions: lacking.join(', ') };
    return failed('role', problem('node.role-lacks', params, { remedies: ['show-node-role'] }), { role });
  } catch {
    return null;
  }
}

/** What the agent needs and the role does not allow; null where the role, or what its policies depend on, is not known. */
async function lackingActions(clients: Clients, node: ManagedNode, role: string): Promise<string[] | null> {
  // EC2 names the instance profile; the role in it may be named otherwise. Hybrid nodes may have a path before it.
  const source =
    node.kind === 'ec2'
      ? await profileRoleArn(clients, role)
      : await roleArn(clients, role.slice(role.lastIndexOf('/') + 1));
  if (source === null) return null;
  const actions = nodeRoleStatements(null).flatMap(({ Action }) => Action);
  const results = await simulate(clients, { source, actions, resources: ['*'], context: {} });
  const denied = results.filter(({ decision }) => decision !== 'allowed');
  if (denied.some(({ decision, missing }) => decision === 'implicitDeny' && missing.length > 0)) return null;
  return denied.map(({ action }) => action);
}
