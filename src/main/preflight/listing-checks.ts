import type { Check } from '../../shared/contract/preflight.js';
import { MIN_SSH_AGENT_VERSION, reachOf, type ManagedNode } from '../../shared/node.js';
import { lackedBy } from '../../shared/agent-gates.js';
import { problem, type Remedy } from '../../shared/problem.js';
import { compareVersions } from '../../shared/version.js';

type Verdict = Omit<Check, 'id' | 'params'> & Partial<Pick<Check, 'params'>>;

const PASS: Verdict = { verdict: 'pass', problem: null };

/**
 * What the listing alone tells of a node, each by itself. A check that an earlier failure makes pointless is left out:
 * the agent of a stopped instance says nothing.
 *
 * @param label the node's name for words
 */
export function listingChecks(node: ManagedNode, label: string): Check[] {
  const checks: Check[] = [];
  const add = (id: Check['id'], verdict: Verdict): boolean => {
    checks.push({ params: {}, ...verdict, id });
    return verdict.verdict !== 'fail';
  };
  if (node.kind === 'ec2' && !add('state', stateVerdict(node, label))) return checks;
  // A guest that is still starting has an agent that is silent, and that is all.
  if (reachOf(node) === 'starting') return checks;
  add('role', roleVerdict(node));
  if (!add('managed', managedVerdict(node, label))) return checks;
  if (node.managed !== 'yes') return checks;
  add('ping', pingVerdict(node, label));
  add('agent', agentVerdict(node, label));
  return checks;
}

function stateVerdict({ state }: ManagedNode, node: string): Verdict {
  if (state === 'running') return PASS;
  // Who may not ask EC2 has the node from Systems Manager alone, which says whether its agent is there.
  if (state === null) return { verdict: 'unknown', problem: null };
  if (state === 'pending') {
    return { verdict: 'warn', problem: problem('node.starting', { node }, { remedies: ['refresh-fleet'] }) };
  }
  const code = state === 'terminated' ? 'node.gone' : 'node.stopped';
  const remedies: Remedy[] = state === 'stopped' ? ['start-node', 'refresh-fleet'] : ['refresh-fleet'];
  return { verdict: 'fail', problem: problem(code, { node, state }, { remedies }) };
}

function managedVerdict({ managed }: ManagedNode, node: string): Verdict {
  if (managed === 'yes') return PASS;
  // Systems Manager has not said yet, or may not be asked for its list: whether the agent listens says as much.
  if (managed !== 'no') return { verdict: 'unknown', problem: null };
  const remedies = {
    remedies: ['show-node-help' as const, 'show-node-role' as const, 'refresh-fleet' as const],
  };
  return { verdict: 'fail', problem: problem('node.not-managed', { node }, remedies) };
}

function agentVerdict({ agentVersion, isLatestAgent }: ManagedNode, node: string): Verdict {
  if (agentVersion === null) return { verdict: 'unknown', problem: null };
  const params = { version: agentVersion };
  if (compareVersions(agentVersion, MIN_SSH_AGENT_VERSION) < 0) {
    const why = problem(
      'node.agent-too-old',
      { node, agentVersion, needs: MIN_SSH_AGENT_VERSION },
      { remedies: ['show-node-help', 'open-shell', 'refresh-fleet'] },
    );
    return { verdict: 'fail', params, problem: why };
  }
  const lacks = lackedBy(agentVersion);
  if (lacks.length > 0)
    return { verdict: 'warn', params: { ...params, lacks: lacks.join(' ') }, problem: null };
  // Systems Manager says only whether there is a newer one, which is nothing to worry about.
  return { verdict: 'pass', params: { ...params, isLatest: String(isLatestAgent ?? true) }, problem: null };
}

function pingVerdict({ ping, lastPingAt }: ManagedNode, node: string): Verdict {
  const params: Check['params'] = lastPingAt === null ? {} : { lastPingAt };
  if (ping === 'Online') return { ...PASS, params };
  const why = problem('node.offline', { node, ...params }, { remedies: ['show-node-help', 'refresh-fleet'] });
  return { verdict: 'fail', params, problem: why };
}

/** An account's Default Host Management Configuration can stand in for a role, so that its lack proves nothing. */
function roleVerdict({ role, managed, kind }: ManagedNode): Verdict {
  // Systems Manager gives a hybrid node the credentials of its activation's role, or it is not registered.
  if (kind === 'hybrid' && role === null) return { verdict: 'unknown', problem: null };
  if (role !== null) return { ...PASS, params: { role } };
  return { verdict: managed === 'yes' ? 'pass' : 'warn', problem: null };
}
