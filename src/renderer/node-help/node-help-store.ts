import { create } from 'zustand';
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

/** Where the help begins for a node whose obstacle is known. */
function topicOf(nodeId: string): HelpTopic {
  switch (firstObstacle(usePreflights.getState().known.get(nodeId))?.code) {
    case 'node.not-managed':
    case 'node.offline':
    case 'node.agent-too-old':
      return 'agent';
    case 'node.role-lacks':
      return 'role';
    case 'node.standard-tier':
      return 'hybrid';
    default:
      return 'ssh-server';
  }
}

/** The remedy of Problems that are mended on the node. */
export const nodeHelpRemedies = (nodeId: string): RemedyActions => ({
  'show-node-help': () => showNodeHelp(topicOf(nodeId), nodeId),
});
