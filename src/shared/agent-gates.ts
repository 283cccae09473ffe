import { compareVersions } from './version.js';

/**
 * What the agent on a node learned after SSH, with the first version that has it (docs/data-channel.md, “Version
 * gates”; the user guide and the release notes of amazon-ssm-agent).
 */
const gates = [
  { feature: 'terminate', since: '2.3.756.0' },
  { feature: 'hold', since: '3.0.732.0' },
  { feature: 'remote-host', since: '3.1.1374.0' },
] as const;
export type AgentFeature = (typeof gates)[number]['feature'];

/** What an agent is too old for, though it can carry SSH. */
export const lackedBy = (agentVersion: string): AgentFeature[] =>
  gates.filter(({ since }) => compareVersions(agentVersion, since) < 0).map(({ feature }) => feature);
