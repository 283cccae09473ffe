import i18next from 'i18next';
import { MIN_SSH_AGENT_VERSION, type ManagedNode, type Reach } from '../../shared/node.js';
import { problem, type Problem } from '../../shared/problem.js';
import { formatAgo } from '../ui/format.js';
import { nodeName } from '../ui/node-name.js';
import type { Tone } from '../ui/StateDot.js';

const tones: Record<Reach, Tone> = {
  ready: 'ok',
  checking: 'idle',
  unknown: 'idle',
  starting: 'warn',
  stopping: 'warn',
  stopped: 'idle',
  terminated: 'idle',
  'not-managed': 'warn',
  offline: 'bad',
  'agent-too-old': 'warn',
};

/** The colour of a node's dot. The words beside it say the same. */
export const reachTone = (reach: Reach): Tone => tones[reach];

/** Whether a node can be connected to, in words. */
export function reachWords(node: ManagedNode, reach: Reach, now: number): string {
  return i18next
    .t(`reach.${reach}`, {
      // The others do not say it, and to work it out is most of what a row's words cost.
      ago: reach !== 'offline' || node.lastPingAt === null ? '' : formatAgo(node.lastPingAt, now),
      agentVersion: node.agentVersion ?? '',
    })
    .trim();
}

/** What stands in the way of connecting to a node, as far as the listing tells; null when nothing does. */
export function reachProblem(node: ManagedNode, reach: Reach): Problem | null {
  const params = { nodeId: node.id, node: nodeName(node) };
  const remedies = { remedies: ['refresh-fleet' as const] };
  switch (reach) {
    case 'ready':
    case 'checking':
    case 'unknown':
      return null;
    case 'starting':
      return problem('node.starting', params, remedies);
    case 'stopping':
      return problem('node.stopped', { ...params, state: node.state ?? 'stopping' }, remedies);
    case 'stopped':
      return problem(
        'node.stopped',
        { ...params, state: 'stopped' },
        { remedies: ['start-node', 'refresh-fleet'] },
      );
    case 'terminated':
      return problem('node.gone', params, remedies);
    case 'not-managed':
      return problem('node.not-managed', params, {
        remedies: ['show-node-help', 'show-node-role', 'refresh-fleet'],
      });
    case 'offline':
      return problem(
        'node.offline',
        node.lastPingAt === null ? params : { ...params, lastPingAt: node.lastPingAt },
        { remedies: ['show-node-help', 'refresh-fleet'] },
      );
    case 'agent-too-old':
      return problem(
        'node.agent-too-old',
        { ...params, agentVersion: node.agentVersion ?? '', needs: MIN_SSH_AGENT_VERSION },
        { remedies: ['show-node-help', 'open-shell', 'refresh-fleet'] },
      );
  }
}
