import type { Check, preflightCalls } from '../../shared/contract/preflight.js';
import { reachOf } from '../../shared/node.js';
import { problem, ProblemError } from '../../shared/problem.js';
import type { AwsAccess } from '../../aws/access.js';
import type { Fleet } from '../../aws/fleet.js';
import type { Handlers } from '../ipc/answer.js';
import { awsChecks } from './aws-checks.js';
import { explained } from './explained.js';
import { IamQuestions } from './iam-questions.js';
import { listingChecks } from './listing-checks.js';
import { roleCheck } from './role-check.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'node'>;
  readonly access: Pick<AwsAccess, 'open'>;
}

/** Failures that a role which lacks permissions would explain. */
const OF_AGENT: ReadonlySet<Check['id']> = new Set(['managed', 'ping', 'connection']);

/** What the page asks of a node before a connection is tried. */
export function preflightHandlers({ fleet, access }: Parts): Handlers<typeof preflightCalls, undefined> {
  const questions = new IamQuestions();
  return {
    'preflight.run': async ({ nodeId }) => {
      const node = fleet.node(nodeId);
      if (node === undefined) {
        throw new ProblemError(problem('node.gone', { node: nodeId }, { remedies: ['refresh-fleet'] }));
      }
      const label = node.name === '' ? node.id : node.name;
      const listed = listingChecks(node, label);
      const isOff = listed.some(({ verdict }) => verdict === 'fail') || reachOf(node) === 'starting';
      const isSilent = (all: readonly Check[]) =>
        all.some(({ id, verdict }) => verdict === 'fail' && OF_AGENT.has(id));
      // Nothing is asked of AWS about a node that is known to be off or not up yet, but why its agent is silent.
      if (isOff && !isSilent(listed)) return { checks: explained(listed) };
      const clients = await access.open(node.sourceId);
      const checks = isOff ? listed : [...listed, ...(await awsChecks(clients, node, label, questions))];
      const role = isSilent(checks) ? await roleCheck(clients, node, label, questions) : null;
      return {
        checks: explained(
          role === null ? checks : checks.map((check) => (check.id === 'role' ? role : check)),
        ),
      };
    },
  };
}
