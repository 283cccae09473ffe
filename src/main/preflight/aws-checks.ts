import type { Clients } from '../../aws/clients.js';
import type { Check } from '../../shared/contract/preflight.js';
import type { ManagedNode } from '../../shared/node.js';
import { clockCheck } from './clock-check.js';
import { connectionCheck } from './connection-check.js';
import { endpointChecks } from './endpoint-checks.js';
import type { IamQuestions } from './iam-questions.js';
import { permissionCheck } from './permission-check.js';
import { tierCheck } from './tier-check.js';

/** What only AWS or the network can tell of a node that the listing finds nothing wrong with; all are asked at once. */
export async function awsChecks(
  clients: Clients,
  node: ManagedNode,
  label: string,
  questions: IamQuestions,
): Promise<Check[]> {
  const [tier, connection, permission, endpoints] = await Promise.all([
    node.kind === 'hybrid' ? tierCheck(clients, label) : null,
    connectionCheck(clients, node.id, label),
    permissionCheck(clients, node, label, questions),
    endpointChecks(clients),
  ]);
  // The answers above have told AWS's time.
  const clock = clockCheck(clients);
  return [tier, connection, permission, clock, ...endpoints].filter((check) => check !== null);
}
