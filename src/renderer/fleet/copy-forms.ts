import { nodeArn } from '../../iam/scope.js';
import { partitionOf } from '../../shared/partition.js';
import type { FleetSource } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';

/** What of a node can be copied. */
export const copyForms = ['id', 'name', 'privateIp', 'publicIp', 'arn'] as const;
export type CopyForm = (typeof copyForms)[number];

/** The ARN of a node; null while its account is not known: a wrong one would be worse than none. */
function arnOf(node: ManagedNode, sources: readonly FleetSource[]): string | null {
  const { accountId = null, region = null } = sources.find(({ id }) => id === node.sourceId) ?? {};
  if (accountId === null || region === null) return null;
  return nodeArn({ partition: partitionOf(region), accountId, region }, node.id);
}

/** One of the names of some nodes, one a line; empty where none of them has it. */
export function copyText(
  form: CopyForm,
  nodes: readonly ManagedNode[],
  sources: readonly FleetSource[],
): string {
  const texts = nodes.map((node) => (form === 'arn' ? arnOf(node, sources) : node[form]));
  return texts.filter((text) => text !== null && text !== '').join('\n');
}
