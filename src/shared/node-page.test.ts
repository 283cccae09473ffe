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

it.each([0, 1, 64, 65, 200])('gives back %i nodes that were packed, in their order', (count) => {
  const nodes = Array.from({ length: count }, (_, index) => node(`i-${index}`));
  const texts = packNodes(nodes);
  expect(texts.flatMap(unpackNodes)).toEqual(nodes);
  // What is longer than this lives as long as what is kept for good.
  for (const text of texts) expect(text.length).toBeLessThan(128 * 1024);
});
