import type { Check } from '../../shared/contract/preflight.js';
import { MIN_SSH_AGENT_VERSION, type ManagedNode } from '../../shared/node.js';
import { problem } from '../../shared/problem.js';
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
  if (!add('managed', managedVerdict(node, label))) {
    if (node.kind === 'ec2') add('role', roleVerdict(node));
    return checks;
  }
  add('agent', agentVerdict(node, label));
  add('ping', pingVerdict(node, label));
  if (node.kind === 'ec2') add('role', roleVerdict(node));
  return checks;
}

function stateVerdict({ state }: ManagedNode, node: string): Verdict {
  if (state === 'running') return PASS;
  if (state === 'pending') {
    return { verdict: 'warn', problem: problem('node.starting', { node }, { remedies: ['refresh-fleet'] }) };
  }
  const code = state === 'terminated' ? 'node.gone' : 'node.stopped';
  const remedies = { remedies: ['refresh-fleet' as const] };
  return { verdict: 'fail', problem: problem(code, { node, state: state ?? 'stopped' }, remedies) };
}

function managedVerdict({ ping }: ManagedNode, node: string): Verdict {
  if (ping !== null) return PASS;
  const remedies = { remedies: ['show-node-role' as const, 'refresh-fleet' as const] };
  return { verdict: 'fail', problem: problem('node.not-managed', { node }, remedies) };
}

function agentVerdict({ agentVersion, isLatestAgent }: ManagedNode, node: string): Verdict {
  if (agentVersion === null) return { verdict: 'unknown', problem: null };
  const params = { version: agentVersion };
  if (compareVersions(agentVersion, MIN_SSH_AGENT_VERSION) < 0) {
    const why = problem('node.agent-too-old', { node, agentVersion, needs: MIN_SSH_AGENT_VERSION });
    return { verdict: 'fail', params, problem: why };
  }
  // Systems Manager says only whether there is a newer one.
  return { verdict: isLatestAgent === false ? 'warn' : 'pass', params, problem: null };
}

function pingVerdict({ ping, lastPingAt }: ManagedNode, node: string): Verdict {
  const params: Check['params'] = lastPingAt === null ? {} : { lastPingAt };
  if (ping === 'Online') return { ...PASS, params };
  const why = problem('node.offline', { node, ...params }, { remedies: ['refresh-fleet'] });
  return { verdict: 'fail', params, problem: why };
}

/** An account's Default Host Management Configuration can stand in for a role, so that its lack proves nothing. */
function roleVerdict({ role, ping }: ManagedNode): Verdict {
  if (role !== null) return { ...PASS, params: { role } };
  return { verdict: ping === null ? 'warn' : 'pass', problem: null };
}
