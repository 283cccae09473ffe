import { expect, it } from 'vitest';
import { LARGE_FLEET_REGIONS, largeFleet } from './large-fleet.js';
import type { Fleet, SimulatedNode } from './node.js';

function all(fleet: Fleet): SimulatedNode[] {
  return fleet.regions.flatMap((region) => {
    const list = fleet.in(region);
    return Array.from({ length: list.length }, (_, index) => list.at(index)!);
  });
}

it('has as many different nodes as asked for, evenly over twenty regions', () => {
  const fleet = largeFleet(10_000);
  const nodes = all(fleet);
  expect(new Set(nodes.map(({ instanceId }) => instanceId)).size).toBe(10_000);
  expect(new Set(nodes.map(({ privateIp }) => privateIp)).size).toBe(10_000);
  expect(fleet.regions).toHaveLength(20);
  for (const region of LARGE_FLEET_REGIONS) expect(fleet.in(region).length).toBe(500);
  expect(fleet.in('eu-nowhere-1').length).toBe(0);
});

it('has no more than asked for where regions cannot have equally many', () => {
  expect(all(largeFleet(33, ['eu-central-1', 'us-east-1']))).toHaveLength(33);
  expect(all(largeFleet(1))).toHaveLength(1);
  expect(all(largeFleet(0))).toHaveLength(0);
});

it('finds each node by its id, in the region that lists it, and shows what was changed of it', () => {
  const fleet = largeFleet(2_000);
  for (const node of all(fleet)) expect(fleet.get(node.instanceId)).toEqual(node);
  const node = fleet.get(fleet.in('us-east-1').at(7)!.instanceId)!;
  node.state = 'stopped';
  expect(fleet.in('us-east-1').at(7)!.state).toBe('stopped');
  expect(fleet.get('i-0a1b2c3d0ffffffff')).toBeUndefined();
  expect(fleet.get('i-0123456789abcdef0')).toBeUndefined();
});

it('is the same each time, hybrid nodes without what only EC2 has', () => {
  const [first, second] = [all(largeFleet(500)), all(largeFleet(500))];
  expect(first).toEqual(second);
  const hybrid = first.filter(({ resourceType }) => resourceType === 'ManagedInstance');
  expect(hybrid).toHaveLength(20);
  for (const node of hybrid)
    expect(node).toMatchObject({ managed: true, zone: '', instanceType: '', tags: {} });
});
