import { reachOf, type ManagedNode, type Reach } from '../../shared/node.js';

/** A node with what search and sort look at, worked out once when it arrives. */
export interface IndexedNode {
  readonly node: ManagedNode;
  readonly id: string;
  readonly reach: Reach;
  /** All text that search looks in, in lower case, one value a line. */
  readonly text: string;
  /** The private IPv4 address as one number, so that it sorts as people count; -1 where there is none. */
  readonly address: number;
}

function addressNumber(ip: string | null): number {
  const parts = (ip ?? '').split('.').map(Number);
  return parts.length === 4 && parts.every(Number.isInteger)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : -1;
}

export function indexNode(node: ManagedNode): IndexedNode {
  const values = [
    node.name,
    node.id,
    node.computerName,
    node.privateIp,
    node.publicIp,
    node.platform,
    node.platformType,
    node.instanceType,
    node.zone,
    ...Object.entries(node.tags).map(([key, value]) => `${key}=${value}`),
  ];
  return {
    node,
    id: node.id,
    reach: reachOf(node),
    text: values
      .filter((value) => value !== null && value !== '')
      .join('\n')
      .toLowerCase(),
    address: addressNumber(node.privateIp),
  };
}
