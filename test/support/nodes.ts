import type { FleetSource } from '../../src/shared/contract/index.js';
import type { ManagedNode } from '../../src/shared/node.js';

/** A node that can be connected to, but for what is given. */
export const makeNode = (given: Partial<ManagedNode> & Pick<ManagedNode, 'id'>): ManagedNode => ({
  sourceId: 'default@eu-central-1',
  name: '',
  kind: 'ec2',
  state: 'running',
  managed: 'yes',
  ping: 'Online',
  lastPingAt: null,
  agentVersion: '3.3.987.0',
  isLatestAgent: null,
  platformType: 'Linux',
  platform: 'Ubuntu 24.04',
  instanceType: 't3.micro',
  privateIp: null,
  publicIp: null,
  zone: null,
  imageId: null,
  imageName: null,
  keyPair: null,
  role: null,
  launchedAt: null,
  computerName: null,
  activationId: null,
  registeredAt: null,
  tags: {},
  ...given,
});

/** A source that was just listed, but for what is given. */
export const makeSource = (given: Partial<FleetSource> = {}): FleetSource => ({
  id: 'default@eu-central-1',
  profile: 'default',
  isEnvironment: false,
  isSso: false,
  region: 'eu-central-1',
  accountId: null,
  accountName: null,
  status: 'ready',
  count: 0,
  listedAt: 1,
  isStale: false,
  problem: null,
  ...given,
});
