import { create } from 'zustand';
import { reachOf } from '../../shared/node.js';
import type { ProblemCode } from '../../shared/problem.js';
import { reachProblem } from '../fleet/reach.js';
import { useFleet } from '../fleet/store.js';
import type { RemedyActions } from '../problems/ProblemView.js';
import { usePreflights, firstObstacle } from '../preflight/preflight-store.js';

/** What a node needs so that SSH through Session Manager works. */
export const helpTopics = ['ssh-server', 'agent', 'role', 'network', 'hybrid'] as const;
export type HelpTopic = (typeof helpTopics)[number];

interface HelpRequest {
  readonly topic: HelpTopic;
  readonly nodeId: string | null;
}

/** The help that is being shown, if any. */
export const useNodeHelp = create<{ readonly request: HelpRequest | null }>(() => ({ request: null }));

/** Shows how to set up a node, or any node. */
export const showNodeHelp = (topic: HelpTopic, nodeId: string | null): void =>
  useNodeHelp.setState({ request: { topic, nodeId } });

export const closeNodeHelp = (): void => useNodeHelp.setState({ request: null });

/** What stands in the way of a node, as far as checks or the listing tell. */
function obstacleOf(nodeId: string): ProblemCode | undefined {
  const entry = useFleet.getState().nodes.get(nodeId);
  const found = firstObstacle(usePreflights.getState().known.get(nodeId));
  return (found ?? (entry === undefined ? null : reachProblem(entry.node, reachOf(entry.node))))?.code;
}

/** Where the help begins. */
function topicOf(code: ProblemCode | undefined): HelpTopic {
  switch (code) {
    case 'node.not-managed':
    case 'node.offline':
    case 'node.agent-too-old':
      return 'agent';
    case 'node.not-connected':
      return 'network';
    case 'node.role-lacks':
      return 'role';
    case 'node.standard-tier':
      return 'hybrid';
    default:
      return 'ssh-server';
  }
}

/**
 * The remedy of Problems that are mended on the node.
 *
 * @param code the Problem's; without it, that of what is known to stand in the node's way
 */
export const nodeHelpRemedies = (nodeId: string, code?: ProblemCode): RemedyActions => ({
  'show-node-help': () => showNodeHelp(topicOf(code ?? obstacleOf(nodeId)), nodeId),
});
