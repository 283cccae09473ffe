import { partitionOf } from '../../shared/partition.js';
import type { FleetSource } from '../../shared/contract/index.js';
import { defaultUser, type ManagedNode } from '../../shared/node.js';
import type { HelpTopic } from './node-help-store.js';
import type { HelpPlace } from './step.js';

/** The role that the user guide makes for hybrid nodes. */
const HYBRID_ROLE = 'service-role/AmazonEC2RunCommandRoleForManagedInstances';

/** What commands for a node name; words in capitals stand for what is not known of it. */
export function helpPlace(
  node: ManagedNode | null,
  sources: readonly FleetSource[],
  topic: HelpTopic,
): HelpPlace {
  const source =
    sources.find(({ id }) => id === node?.sourceId) ?? (sources.length === 1 ? sources[0] : undefined);
  const region = source?.region ?? 'REGION';
  return {
    partition: partitionOf(region),
    region,
    accountId: source?.accountId ?? 'ACCOUNT',
    nodeId: node?.id ?? 'NODE',
    role: node?.role ?? (topic === 'hybrid' ? HYBRID_ROLE : 'ROLE'),
    user: (node === null ? null : defaultUser(node)) ?? 'USER',
  };
}
