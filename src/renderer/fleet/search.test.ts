import { describe, expect, it } from 'vitest';
import { makeNode } from '../test-support/nodes.js';
import { indexNode } from './indexed-node.js';
import { likeliest, matcher } from './search.js';

const node = indexNode(
  makeNode({
    id: 'i-0a3f9c21d7e4b5f10',
    name: 'Web-1',
    platform: 'Red Hat Enterprise Linux 9.4',
    instanceType: 'm7g.large',
    privateIp: '10.0.12.41',
    publicIp: '203.0.113.9',
    zone: 'ap-northeast-2a',
    tags: { env: 'prod', Team: 'Core' },
  }),
);

describe('matcher', () => {
  it.each([
    '',
    '  ',
    'web',
    'WEB-1',
    '0a3f9c',
    '10.0.12',
    '203.0',
    'red hat',
    'rhel',
    'm7g',
    '2a',
    'env=prod',
  ])('finds the node by "%s"', (query) => expect(matcher(query)(node)).toBe(true));

  it('wants every word, in any order', () => {
    expect(matcher('team=core web')(node)).toBe(true);
    expect(matcher('web stage')(node)).toBe(false);
  });

  it('does not find a word across two values', () => {
    expect(matcher('1i-0a')(node)).toBe(false);
  });

  it('answers a search over 10,000 nodes within a frame', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      indexNode(makeNode({ id: `i-${index}`, name: `node-${index}`, tags: { env: 'prod', app: 'web' } })),
    );
    const started = performance.now();
    const hits = many.filter(matcher('web 999'));
    expect(hits.length).toBeGreaterThan(0);
    // A frame is 16 ms; a machine busy with other tests gets three.
    expect(performance.now() - started).toBeLessThan(48);
  });
});

describe('likeliest', () => {
  const rows = ['staging-web-1', 'web-10', 'web-1'].map((name) =>
    indexNode(makeNode({ id: `i-${name}`, name })),
  );

  it('takes the very name before one that begins so, and that before any other', () => {
    expect(likeliest(rows, 'web-1')?.node.name).toBe('web-1');
    expect(likeliest(rows, 'web')?.node.name).toBe('web-10');
    expect(likeliest(rows, 'i-web-1')?.node.name).toBe('web-1');
    expect(likeliest(rows, '1')?.node.name).toBe('staging-web-1');
    expect(likeliest([], 'web')).toBeUndefined();
  });
});
