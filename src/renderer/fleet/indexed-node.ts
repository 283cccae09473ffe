import { reachOf, type ManagedNode, type Reach } from '../../shared/node.js';

/** A node with what search and sort look at, worked out once when it arrives. */
export interface IndexedNode {
  readonly node: ManagedNode;
  readonly id: string;
  readonly reach: Reach;
  /** All text that search looks in, in lower case, one value a line. */
  readonly text: string;
  /** The platform as short as people call it, for the table. */
  readonly platform: string;
  /** The private IPv4 address as one number, so that it sorts as people count; -1 where there is none. */
  readonly address: number;
}

function addressNumber(ip: string | null): number {
  const parts = (ip ?? '').split('.').map(Number);
  return parts.length === 4 && parts.every(Number.isInteger)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : -1;
}

const shortNames: readonly [RegExp, string][] = [
  [/^Red Hat Enterprise Linux( Server)?/, 'RHEL'],
  [/^SUSE Linux Enterprise Server/, 'SLES'],
  [/^Debian GNU\/Linux/, 'Debian'],
  [/^CentOS Linux/, 'CentOS'],
  [/^Oracle Linux Server/, 'Oracle Linux'],
  [/^Microsoft Windows/, 'Windows'],
];

const shortPlatform = (platform: string): string =>
  shortNames.reduce((name, [long, short]) => name.replace(long, short), platform);

/** Works out once what search, sort and the table need of a node. */
export function indexNode(node: ManagedNode): IndexedNode {
  const platform = shortPlatform(node.platform);
  const values = [
    node.name,
    node.id,
    node.computerName,
    node.privateIp,
    node.publicIp,
    node.platform,
    platform,
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
    platform,
    address: addressNumber(node.privateIp),
  };
}
