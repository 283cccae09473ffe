import type { preflightCalls } from '../../shared/contract/preflight.js';
import { problem, ProblemError } from '../../shared/problem.js';
import type { AwsAccess } from '../../aws/access.js';
import type { Fleet } from '../../aws/fleet.js';
import type { Handlers } from '../ipc/answer.js';
import { awsChecks } from './aws-checks.js';
import { listingChecks } from './listing-checks.js';

interface Parts {
  readonly fleet: Pick<Fleet, 'node'>;
  readonly access: Pick<AwsAccess, 'open'>;
}

/** What the page asks of a node before a connection is tried. */
export function preflightHandlers({ fleet, access }: Parts): Handlers<typeof preflightCalls, undefined> {
  return {
    'preflight.run': async ({ nodeId }) => {
      const node = fleet.node(nodeId);
      if (node === undefined) {
        throw new ProblemError(problem('node.gone', { node: nodeId }, { remedies: ['refresh-fleet'] }));
      }
      const label = node.name === '' ? node.id : node.name;
      const checks = listingChecks(node, label);
      // Nothing is asked of AWS about a node that is known to be off.
      if (checks.some(({ verdict }) => verdict === 'fail')) return { checks };
      const clients = await access.open(node.sourceId);
      return { checks: [...checks, ...(await awsChecks(clients, node, label))] };
    },
  };
}
