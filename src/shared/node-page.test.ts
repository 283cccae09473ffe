import { expect, it } from 'vitest';
import { packNodes, unpackNodes } from './node-page.js';
import type { ManagedNode } from './node.js';

const node = (id: string): ManagedNode => ({
  id,
  sourceId: '@',
  name: '',
  kind: 'ec2',
  state: null,
  managed: 'no',
  ping: null,
  lastPingAt: 1,
  agentVersion: '3.3.987.0',
  isLatestAgent: true,
  platformType: 'Linux',
  platform: 'Ubuntu "24.04"\n',
  instanceType: null,
  privateIp: null,
  publicIp: null,
  zone: null,
  imageId: null,
  imageName: null,
  keyPair: null,
  role: null,
  launchedAt: null,
  computerName: '노드',
  activationId: null,
  registeredAt: null,
  tags: { env: 'prod', __proto__x: '' },
});

it('gives back the nodes that were packed', () => {
  expect(unpackNodes(packNodes([node('i-1'), node('i-2')]))).toEqual([node('i-1'), node('i-2')]);
  expect(unpackNodes(packNodes([]))).toEqual([]);
});
