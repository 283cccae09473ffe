import { DescribeInstancesCommand, type DescribeInstancesCommandInput } from '@aws-sdk/client-ec2';
import {
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationCommandInput,
} from '@aws-sdk/client-ssm';
import { awsCall } from '../main/aws/call.js';
import type { Clients } from '../main/aws/clients.js';
import { ec2Half, ssmHalf, type Ec2Half, type SsmHalf } from '../main/aws/join.js';
import { NodeStore } from '../main/aws/node-store.js';
import type { ManagedNode } from '../shared/node.js';

/** The most that DescribeInstanceInformation gives in a page, and DescribeInstances. */
const SSM_PAGE = 50;
const EC2_PAGE = 1_000;

interface Narrowed {
  readonly ec2?: Pick<DescribeInstancesCommandInput, 'Filters'>;
  readonly ssm?: Pick<DescribeInstanceInformationCommandInput, 'Filters'>;
}

/**
 * Lists nodes as EC2 and SSM know them, joined.
 *
 * @param narrowed filters of the two calls
 * @returns the nodes, and the error of a call that failed while the other one came through
 * @throws ProblemError when neither came through
 */
export async function listNodes(
  clients: Clients,
  narrowed: Narrowed = {},
): Promise<{ nodes: ManagedNode[]; missing: unknown }> {
  const store = new NodeStore(clients.source.id);
  const [ssm, ec2] = await Promise.allSettled([
    listSsm(clients, store, narrowed.ssm ?? {}),
    listEc2(clients, store, narrowed.ec2 ?? {}),
  ]);
  if (ssm.status === 'rejected' && ec2.status === 'rejected') throw ssm.reason;
  const failed = [ssm, ec2].find((half) => half.status === 'rejected');
  return { nodes: store.all(), missing: failed?.reason ?? null };
}

async function listSsm(clients: Clients, store: NodeStore, input: object): Promise<void> {
  let NextToken: string | undefined;
  do {
    const command = new DescribeInstanceInformationCommand({ ...input, MaxResults: SSM_PAGE, NextToken });
    const answer = await awsCall(clients, 'ssm:DescribeInstanceInformation', (options) =>
      clients.ssm.send(command, options),
    );
    const page = new Map<string, SsmHalf>();
    for (const information of answer.InstanceInformationList ?? [])
      if (information.InstanceId !== undefined) page.set(information.InstanceId, ssmHalf(information));
    store.addSsm(page);
    NextToken = answer.NextToken;
  } while (NextToken);
}

async function listEc2(clients: Clients, store: NodeStore, input: object): Promise<void> {
  let NextToken: string | undefined;
  do {
    const command = new DescribeInstancesCommand({ ...input, MaxResults: EC2_PAGE, NextToken });
    const answer = await awsCall(clients, 'ec2:DescribeInstances', (options) =>
      clients.ec2.send(command, options),
    );
    const page = new Map<string, Ec2Half>();
    for (const instance of (answer.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []))
      if (instance.InstanceId !== undefined) page.set(instance.InstanceId, ec2Half(instance));
    store.addEc2(page);
    NextToken = answer.NextToken;
  } while (NextToken);
}
