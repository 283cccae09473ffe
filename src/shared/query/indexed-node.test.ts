import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { indexNode } from './indexed-node.js';

const node = fc
  .record({
    name: fc.constantFrom('web-1', 'Web-1', ''),
    state: fc.constantFrom('running', 'stopped'),
    privateIp: fc.constantFrom('10.0.0.1', null),
    computerName: fc.constantFrom('one', null),
    platform: fc.constantFrom('Ubuntu 24.04', 'Microsoft Windows Server 2022'),
    platformType: fc.constantFrom('Linux', 'Windows'),
    instanceType: fc.constantFrom('t3.micro', null),
    zone: fc.constantFrom('eu-central-1a', null),
    lastPingAt: fc.constantFrom(1, 2),
    tags: fc.constantFrom({}, { env: 'prod' }, { env: 'dev' }, { env: 'prod', team: 'core' }),
  })
  .map((given) => structuredClone(makeNode({ id: 'i-1', ...given })));

it('a node that has come again is as one that came for the first time, whatever it was before', () => {
  fc.assert(
    fc.property(node, node, (before, after) => {
      const anew = indexNode(structuredClone(after));
      const known = indexNode(before);
      expect(known.text).toContain('i-1');
      const again = indexNode(after, known);
      expect(again.text).toBe(anew.text);
      expect(again).toEqual(anew);
    }),
  );
});

it('keeps what has not changed, so that it is in memory once', () => {
  const known = makeNode({ id: 'i-1', tags: { env: 'prod' } });
  const again = indexNode(makeNode({ id: 'i-1', lastPingAt: 2, tags: { env: 'prod' } }), indexNode(known));
  expect(again.node.tags).toBe(known.tags);
  expect(again.node.lastPingAt).toBe(2);
});
