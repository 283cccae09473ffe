import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import {
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationCommandInput,
} from '@aws-sdk/client-ssm';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';
import { ec2Half, ssmHalf, type Ec2Half, type SsmHalf } from './join.js';

/** The most that DescribeInstanceInformation gives in a page. */
const SSM_PAGE = 50;
/**
 * DescribeInstances gives up to 1,000. While a large page is read, the window can do little else; and as large as SSM's,
 * both halves of most nodes come at about the same time, and each node goes to the window once.
 */
const EC2_PAGE = SSM_PAGE;
/** A first page with little more than a window shows is there, and read, sooner. */
const FIRST_PAGE = 25;
/** The most values that a filter of EC2's takes. */
const IMAGES_AT_ONCE = 200;

/** A page of a listing. */
export interface ListedPage<Half> {
  readonly halves: ReadonlyMap<string, Half>;
  /** Whether AWS asked to slow down before it answered. */
  readonly wasThrottled: boolean;
}

/** What the SDK tells of the tries that an answer took; it repeats on its own only what was throttled or lost. */
const wasThrottled = ({ $metadata }: { $metadata: { attempts?: number } }): boolean =>
  ($metadata.attempts ?? 1) > 1;

/** All that SSM knows, or what of it filters leave, page by page. @throws ProblemError */
export async function* listSsm(
  clients: Clients,
  Filters?: DescribeInstanceInformationCommandInput['Filters'],
): AsyncGenerator<ListedPage<SsmHalf>> {
  let NextToken: string | undefined;
  do {
    const MaxResults = NextToken === undefined ? FIRST_PAGE : SSM_PAGE;
    const command = new DescribeInstanceInformationCommand({ Filters, MaxResults, NextToken });
    const answer = await awsCall(clients, 'ssm:DescribeInstanceInformation', (options) =>
      clients.ssm.send(command, options),
    );
    const halves = new Map<string, SsmHalf>();
    for (const information of answer.InstanceInformationList ?? []) {
      if (information.InstanceId !== undefined) halves.set(information.InstanceId, ssmHalf(information));
    }
    yield { halves, wasThrottled: wasThrottled(answer) };
    NextToken = answer.NextToken;
  } while (NextToken);
}

/**
 * All instances that EC2 knows, or what of them filters leave, page by page, with the account that owns them.
 *
 * @throws ProblemError
 */
export async function* listEc2(
  clients: Clients,
  Filters?: DescribeInstancesCommandInput['Filters'],
): AsyncGenerator<ListedPage<Ec2Half> & { readonly accountId: string | null }> {
  let NextToken: string | undefined;
  do {
    const MaxResults = NextToken === undefined ? FIRST_PAGE : EC2_PAGE;
    const command = new DescribeInstancesCommand({ Filters, MaxResults, NextToken });
    const answer = await awsCall(clients, 'ec2:DescribeInstances', (options) =>
      clients.ec2.send(command, options),
    );
    const halves = new Map<string, Ec2Half>();
    for (const { Instances: instances = [] } of answer.Reservations ?? []) {
      for (const instance of instances) {
        if (instance.InstanceId !== undefined) halves.set(instance.InstanceId, ec2Half(instance));
      }
    }
    const accountId = answer.Reservations?.[0]?.OwnerId ?? null;
    yield { halves, wasThrottled: wasThrottled(answer), accountId };
    NextToken = answer.NextToken;
  } while (NextToken);
}

/**
 * The names of images. One that EC2 does not know any more, as instances outlive their image, gets an empty name.
 *
 * @throws ProblemError
 */
export async function imageNames(clients: Clients, ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (let start = 0; start < ids.length; start += IMAGES_AT_ONCE) {
    const some = ids.slice(start, start + IMAGES_AT_ONCE);
    // By a filter: asked for by id, one that is gone would fail them all.
    const command = new DescribeImagesCommand({
      Filters: [{ Name: 'image-id', Values: some }],
      IncludeDeprecated: true,
    });
    const { Images: images = [] } = await awsCall(clients, 'ec2:DescribeImages', (options) =>
      clients.ec2.send(command, options),
    );
    for (const id of some) names.set(id, images.find((image) => image.ImageId === id)?.Name ?? '');
  }
  return names;
}
