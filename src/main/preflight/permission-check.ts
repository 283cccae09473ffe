import type { Clients } from '../../aws/clients.js';
import { simulate, type Simulated } from '../../aws/iam.js';
import { principalOf, type Principal } from '../../aws/principal.js';
import { deniedProblem } from '../../aws/problems.js';
import { sshDocumentArn } from '../../iam/allow.js';
import { nodeArn } from '../../iam/scope.js';
import type { Check } from '../../shared/contract/preflight.js';
import type { PolicyKind } from '../../shared/denial.js';
import type { ManagedNode } from '../../shared/node.js';
import { partitionOf } from '../../shared/partition.js';
import { ProblemError, type Problem } from '../../shared/problem.js';
import type { IamQuestions } from './iam-questions.js';
import { failed, passed, unknown } from './verdicts.js';

const START = 'ssm:StartSession';
const OPEN = 'ssmmessages:OpenDataChannel';

/**
 * Whether the person may open SSH sessions to a node, as IAM's policy simulator judges: no session is started for it.
 * Who may not ask that is told so. The simulator knows neither policies of sessions nor of VPC endpoints, so that a
 * session may still be denied; and what depends on what it was not told stays unknown.
 *
 * @param label the node's name, for words
 */
export async function permissionCheck(
  clients: Clients,
  node: ManagedNode,
  label: string,
  questions: IamQuestions,
): Promise<Check> {
  try {
    const results = await questions.ask(clients, () => simulateSession(clients, node));
    if (results === null) return { id: 'permission', verdict: 'unknown', params: {}, problem: null };
    const obstacle = results.find(({ decision }) => decision !== 'allowed');
    if (obstacle === undefined) return passed('permission');
    const why = new ProblemError(denialOf(obstacle, clients, label));
    // What the policies ask for may be there when a session is started, such as the person's address.
    if (obstacle.decision === 'implicitDeny' && obstacle.missing.length > 0)
      return unknown('permission', why, { keys: obstacle.missing.join(', ') });
    return failed('permission', why.problem, { action: obstacle.action });
  } catch (error) {
    return unknown('permission', error);
  }
}

/** StartSession on the node and on the document, and the data channel of one's own session; null for who has no policies. */
async function simulateSession(clients: Clients, node: ManagedNode): Promise<Simulated[] | null> {
  const principal = await principalOf(clients);
  const { policySource, accountId, userId } = principal;
  if (policySource === null) return null;
  const { region } = clients.source;
  const partition = partitionOf(region);
  const target = nodeArn({ partition, region, accountId }, node.id);
  const document = sshDocumentArn(partition).replace('*:*', `${region}:`);
  const session = `arn:${partition}:ssm:${region}:${accountId}:session/${userId}-0123456789abcdef0`;
  const results = await simulate(clients, {
    source: policySource,
    actions: [START, OPEN],
    resources: [target, document, session],
    context: contextOf(principal, node),
  });
  return results.filter(({ action, resource }) => (action === OPEN) === (resource === session));
}

/** What a real call would bring along, as far as it is known here. */
function contextOf({ userId, userName }: Principal, { tags }: ManagedNode): Record<string, string | boolean> {
  const ofNode = Object.entries(tags).flatMap(([key, value]) => [
    [`ssm:resourceTag/${key}`, value],
    [`aws:ResourceTag/${key}`, value],
  ]);
  return {
    'ssm:SessionDocumentAccessCheck': true,
    'aws:userid': userId,
    ...(userName === null ? {} : { 'aws:username': userName }),
    ...(Object.fromEntries(ofNode) as Record<string, string>),
  };
}

function denialOf(simulated: Simulated, clients: Clients, node: string): Problem {
  const { action, resource, decision, byOrganization, byBoundary } = simulated;
  const policy: PolicyKind = !byOrganization ? 'service-control' : !byBoundary ? 'boundary' : 'identity';
  const denial = decision === 'explicitDeny' ? ('explicit' as const) : ('implicit' as const);
  const { profile, region } = clients.source;
  return deniedProblem(
    { principal: null, action, resource, denial, policy, policyArn: null, encoded: null },
    { profile, region, action, host: clients.host('iam'), node },
    `iam:SimulatePrincipalPolicy: ${action} on ${resource}: ${decision}`,
  );
}
