import type { SimulatedNode } from '../../fleet/node.js';
import { ServiceError } from '../service-error.js';
import type { Ec2Options } from './options.js';

/** Whether a node is an instance of the region; hybrid nodes are not EC2's. */
function isInstance(options: Ec2Options, node: SimulatedNode, region: string): boolean {
  return node.resourceType === 'EC2Instance' && (node.region ?? options.defaultRegion) === region;
}

/** The instance of that id; EC2's errors where there is none. */
export function findInstance(options: Ec2Options, id: string, region: string): SimulatedNode {
  if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new ServiceError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  }
  const node = options.fleet.get(id);
  if (node === undefined || !isInstance(options, node, region)) {
    throw new ServiceError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  }
  return node;
}
