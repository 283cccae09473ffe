import type { SimulatedNode } from '../../fleet/node.js';
import type { OperationContext, QueryParams } from '../operation.js';
import { ServiceError } from '../service-error.js';
import type { Ec2Options } from './options.js';
import { listOf } from './query-lists.js';
import { respond } from './respond.js';

/** DescribeImages: the images of the fleet's instances. */
export function describeImages(options: Ec2Options, params: QueryParams, context: OperationContext): string {
  const wanted = listOf(params, 'ImageId');
  const images = new Map<string, SimulatedNode>();
  const nodes = options.fleet.in(context.region);
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes.at(index);
    // An image without a name has been deregistered: instances outlive their image.
    if (node?.imageName === undefined || node.resourceType !== 'EC2Instance') continue;
    images.set(node.imageId, node);
  }
  for (const id of wanted) {
    if (!/^ami-[0-9a-f]{8,17}$/.test(id))
      throw new ServiceError('InvalidAMIID.Malformed', `Invalid id: "${id}"`);
    if (!images.has(id)) {
      throw new ServiceError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
    }
  }
  return respond('DescribeImages', context, {
    imagesSet: [...images]
      .filter(([id]) => wanted.length === 0 || wanted.includes(id))
      .map(([id, node]) => ({
        imageId: id,
        imageLocation: `amazon/${node.imageName ?? ''}`,
        imageState: 'available',
        imageOwnerId: '137112412989',
        imageOwnerAlias: 'amazon',
        isPublic: true,
        architecture: node.architecture ?? 'x86_64',
        imageType: 'machine',
        name: node.imageName,
        description: node.platformName,
        platform: node.platformType === 'Windows' ? 'windows' : undefined,
        platformDetails: node.platformType === 'Windows' ? 'Windows' : 'Linux/UNIX',
        rootDeviceType: 'ebs',
        rootDeviceName: '/dev/xvda',
        virtualizationType: 'hvm',
        hypervisor: 'xen',
        creationDate: '2025-03-04T10:20:30.000Z',
      })),
  });
}
