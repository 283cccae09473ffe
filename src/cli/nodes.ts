import type { DescribeInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { DescribeInstanceInformationCommandInput } from '@aws-sdk/client-ssm';
import type { Clients } from '../aws/clients.js';
import { listEc2, listSsm } from '../aws/listing.js';
import { NodeStore } from '../aws/node-store.js';
import type { ManagedNode } from '../shared/node.js';

/** Filters of the two calls. */
export interface Narrowed {
  readonly ec2?: DescribeInstancesCommandInput['Filters'];
  readonly ssm?: DescribeInstanceInformationCommandInput['Filters'];
}

/**
 * Lists nodes as EC2 and SSM know them, joined.
 *
 * @returns the nodes, and the error of a call that failed while the other one came through, else null
 * @throws ProblemError when neither came through
 */
export async function listNodes(
  clients: Clients,
  narrowed: Narrowed = {},
): Promise<{ nodes: ManagedNode[]; missing: unknown }> {
  const store = new NodeStore(clients.source.id);
  const managed = new Set<string>();
  const [ssm, ec2] = await Promise.allSettled([
    (async () => {
      for await (const { halves } of listSsm(clients, narrowed.ssm)) {
        store.addSsm(halves);
        for (const id of halves.keys()) managed.add(id);
      }
    })(),
    (async () => {
      for await (const { halves } of listEc2(clients, narrowed.ec2)) store.addEc2(halves);
    })(),
  ]);
  if (ssm.status === 'rejected' && ec2.status === 'rejected') throw ssm.reason;
  store.settle({ ssm: ssm.status === 'fulfilled' ? managed : null, ec2: null });
  const failed = [ssm, ec2].find((half) => half.status === 'rejected');
  return { nodes: store.all(), missing: failed?.reason ?? null };
}
