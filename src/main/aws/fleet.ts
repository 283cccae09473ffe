import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import type { FleetSource } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import type { AwsAccess } from './access.js';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';
import { accountIdOf } from './identity.js';
import { ec2Half, ssmHalf, type Ec2Half, type SsmHalf } from './join.js';
import { NodeStore } from './node-store.js';
import { chosenProfile } from './source.js';

/** The most that DescribeInstanceInformation gives in a page. */
const SSM_PAGE = 50;
/** DescribeInstances gives up to 1,000; smaller pages show the first rows sooner. */
const EC2_PAGE = 200;
/** A page that asks so soon (ms) after a listing, as at start, gets that one. */
const FRESH_MS = 10_000;

/** The id of the source that the environment chooses. */
const ENVIRONMENT = '@';

/** Who hears of the listing as it goes. */
export interface FleetListener {
  page(nodes: ManagedNode[], removed: string[]): void;
  sources(sources: FleetSource[]): void;
}

/** Lists the nodes of the profile and region in force, and keeps what it found. */
export class Fleet {
  private readonly store = new NodeStore(ENVIRONMENT);
  private running: Promise<void> | undefined;
  private source: FleetSource;
  private accountFromEc2: string | null = null;
  private untold = false;
  /** The profile and region that the nodes were listed from. */
  private madeFor = '';
  /** When a listing last came through (Unix ms). */
  private listedAt = 0;

  public constructor(
    private readonly access: Pick<AwsAccess, 'open' | 'renew'>,
    private readonly listener: FleetListener,
    env: NodeJS.ProcessEnv,
  ) {
    const profile = chosenProfile(env) ?? 'default';
    this.source = {
      id: ENVIRONMENT,
      profile,
      isEnvironment: false,
      region: null,
      accountId: null,
      status: 'loading',
      count: 0,
      listedAt: null,
      isStale: false,
      problem: null,
    };
  }

  /** A node as the last listing knew it. */
  public node(id: string): ManagedNode | undefined {
    return this.store.get(id);
  }

  /** The account and region that a node is in, as far as known. */
  public placeOf(_nodeId: string): { readonly accountId: string | null; readonly region: string | null } {
    return { accountId: this.source.accountId ?? this.accountFromEc2, region: this.source.region };
  }

  /** A new page knows nothing yet: the next refresh sends all that is known, and lists only if that is old. */
  public pageReset(): void {
    this.untold = true;
  }

  /**
   * Lists all nodes; whoever asks while a listing runs shares it. Never rejects: what goes wrong is the source's
   * Problem.
   */
  public refresh(): Promise<void> {
    if (this.untold) {
      this.untold = false;
      this.listener.page(this.store.all(), []);
      this.tell({});
      if (this.running === undefined && Date.now() - this.listedAt < FRESH_MS) return Promise.resolve();
    }
    this.running ??= this.list().finally(() => (this.running = undefined));
    return this.running;
  }

  private async list(): Promise<void> {
    this.tell({ status: 'loading', problem: null });
    let clients: Clients;
    try {
      clients = await this.access.open();
    } catch (error) {
      this.access.renew();
      this.tell({ status: 'failed', problem: toProblem(error) });
      return;
    }
    const { id, profile, region, credentialsFrom } = clients.source;
    if (id !== this.madeFor) {
      this.madeFor = id;
      const removed = this.store.clear();
      if (removed.length > 0) this.listener.page([], removed);
      this.accountFromEc2 = null;
      this.tell({
        profile,
        region,
        accountId: null,
        isEnvironment: credentialsFrom === 'environment',
        listedAt: null,
      });
    }
    // Not waited for: where STS cannot be reached, the list is good without.
    void accountIdOf(clients).then((accountId) => {
      if (accountId !== null && id === this.madeFor) this.tell({ accountId });
    });
    const [ssm, ec2] = await Promise.all([settled(this.listSsm(clients)), settled(this.listEc2(clients))]);
    const { changed, removed } = this.store.settle({ ssm: ssm.seen, ec2: ec2.seen });
    this.listener.page(changed, removed);
    const problem = ssm.problem ?? ec2.problem;
    if (problem === null) this.listedAt = Date.now();
    else this.access.renew();
    // One listing that came through is a list to work with, and the other's Problem is said above it.
    const failed = ssm.problem !== null && ec2.problem !== null;
    this.tell({
      status: failed ? 'failed' : 'ready',
      problem,
      accountId: this.source.accountId ?? this.accountFromEc2,
      isStale: failed,
      ...(problem === null ? { listedAt: this.listedAt } : {}),
    });
  }

  private async listSsm(clients: Clients): Promise<Set<string>> {
    const seen = new Set<string>();
    let NextToken: string | undefined;
    do {
      const command = new DescribeInstanceInformationCommand({ MaxResults: SSM_PAGE, NextToken });
      const answer = await awsCall(clients, 'ssm:DescribeInstanceInformation', (options) =>
        clients.ssm.send(command, options),
      );
      const page = new Map<string, SsmHalf>();
      for (const information of answer.InstanceInformationList ?? []) {
        if (information.InstanceId !== undefined) page.set(information.InstanceId, ssmHalf(information));
      }
      for (const id of page.keys()) seen.add(id);
      this.publish(this.store.addSsm(page));
      NextToken = answer.NextToken;
    } while (NextToken);
    return seen;
  }

  private async listEc2(clients: Clients): Promise<Set<string>> {
    const seen = new Set<string>();
    let NextToken: string | undefined;
    do {
      const command = new DescribeInstancesCommand({ MaxResults: EC2_PAGE, NextToken });
      const answer = await awsCall(clients, 'ec2:DescribeInstances', (options) =>
        clients.ec2.send(command, options),
      );
      const page = new Map<string, Ec2Half>();
      for (const reservation of answer.Reservations ?? []) {
        this.accountFromEc2 ??= reservation.OwnerId ?? null;
        for (const instance of reservation.Instances ?? []) {
          if (instance.InstanceId !== undefined) page.set(instance.InstanceId, ec2Half(instance));
        }
      }
      for (const id of page.keys()) seen.add(id);
      this.publish(this.store.addEc2(page));
      NextToken = answer.NextToken;
    } while (NextToken);
    return seen;
  }

  private publish(nodes: ManagedNode[]): void {
    if (nodes.length === 0) return;
    this.listener.page(nodes, []);
    this.tell({});
  }

  private tell(change: Partial<FleetSource>): void {
    this.source = { ...this.source, ...change, count: this.store.size };
    this.listener.sources([this.source]);
  }
}

/** A listing's outcome: the ids it saw, or its Problem. */
async function settled(
  listing: Promise<Set<string>>,
): Promise<{ seen: Set<string> | null; problem: Problem | null }> {
  try {
    return { seen: await listing, problem: null };
  } catch (error) {
    return { seen: null, problem: toProblem(error) };
  }
}
