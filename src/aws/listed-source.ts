import type { FleetSource } from '../shared/contract/index.js';
import type { ManagedNode } from '../shared/node.js';
import { toProblem, type Problem } from '../shared/problem.js';
import type { AwsAccess } from './access.js';
import type { Clients } from './clients.js';
import { accountIdOf } from './identity.js';
import type { Limit } from '../shared/limit.js';
import { imageNames, listEc2, listSsm, type ListedPage } from './listing.js';
import { NodeStore } from './node-store.js';
import { isNotOptedIn } from './regions.js';
import type { SourceSnapshot } from './snapshots.js';
import { chosenSourceOf, listKeyOf, placeOf, type Source } from './source.js';
import { within } from './time-out.js';

/** What a source tells as its listing goes. */
export interface SourceListener {
  /** Nodes that are new or show something new, and the ids of those that are gone. */
  page(nodes: ManagedNode[], removed: string[]): void;
  /** Its state is another. */
  state(): void;
}

/** How a listing was asked for. */
export interface RefreshOptions {
  /** The person asked for this very source, and may be asked for a code in turn. */
  readonly mayAsk?: boolean;
  /** Nobody asked: what is shown stays as it is until something has changed. */
  readonly isQuiet?: boolean;
}

/** A listing under way. */
interface Run {
  /** Which one; it goes on only while it is the source's last. */
  readonly turn: number;
  /** Says that it has come further. */
  readonly moves: () => void;
}

/** A list waits so long (ms) to know whether what is shown is the same account's: where STS cannot be reached, it is. */
const ACCOUNT_WAIT_MS = 3_000;
/** Problems that other credentials may solve. */
const OF_CREDENTIALS: ReadonlySet<string> = new Set([
  'aws.no-credentials',
  'aws.credentials-expired',
  'aws.credentials-refused',
]);

/** One source: lists its nodes by itself, keeps what it found, and knows how that went. */
export class ListedSource {
  private readonly store: NodeStore;
  private running: Promise<void> | undefined;
  private current: FleetSource;
  /** What the nodes were listed from; another profile, account or region behind the same choice is another fleet. */
  private listedFrom: string | null = null;
  /** All that environment and files said about the source when it was last listed. */
  private listedWith: Source | null = null;
  /** Counts the listings, and up when one is wanted no more: what an older one finds is dropped. */
  private turn = 0;
  /** Whether AWS asked to slow down during the last listing. */
  public wasThrottled = false;

  public constructor(
    public readonly id: string,
    private readonly access: Pick<AwsAccess, 'open' | 'renew' | 'signIn' | 'accountName'>,
    private readonly limit: Limit,
    private readonly listener: SourceListener,
    isOn: boolean,
    /** The profile that the environment chooses, for the words until the source is opened. */
    environmentProfile: string,
  ) {
    const { profile, region } = chosenSourceOf(id);
    this.store = new NodeStore(id);
    this.current = {
      id,
      profile: profile ?? environmentProfile,
      isEnvironment: false,
      isSso: false,
      region,
      accountId: null,
      accountName: null,
      status: isOn ? 'loading' : 'off',
      count: 0,
      listedAt: null,
      isStale: false,
      problem: null,
    };
  }

  public get state(): FleetSource {
    return this.current;
  }

  public get isOn(): boolean {
    return this.current.status !== 'off';
  }

  public has(id: string): boolean {
    return this.store.has(id);
  }

  public node(id: string): ManagedNode | undefined {
    return this.store.get(id);
  }

  public nodes(): ManagedNode[] {
    return this.store.all();
  }

  /** Lists all nodes; whoever asks while a listing runs shares it. Never rejects: its Problem says what went wrong. */
  public async refresh(options: RefreshOptions = {}): Promise<void> {
    // One that runs already asks nobody.
    if (options.mayAsk === true) await this.running;
    this.running ??= this.list(options, ++this.turn);
    const { running } = this;
    await running;
    if (this.running === running) this.running = undefined;
  }

  /** Whether the environment and the files say something else about it than when it was last listed. */
  public isOutdated(now: Source | null): boolean {
    return JSON.stringify(now) !== JSON.stringify(this.listedWith);
  }

  /** Waits for the listing that runs, if any: it may have begun before something was changed. */
  public async settled(): Promise<void> {
    await this.running;
  }

  /** Lists only these of its nodes, whatever else is being listed. @throws ProblemError */
  public async lookAgain(ids: readonly string[]): Promise<void> {
    const clients = await this.access.open(this.id);
    const Values = [...ids];
    const ec2 = async () => {
      for await (const page of listEc2(clients, [{ Name: 'instance-id', Values }]))
        if (this.isFrom(clients.source)) this.publish(this.store.addEc2(page.halves));
    };
    const ssm = async () => {
      for await (const page of listSsm(clients, [{ Key: 'InstanceIds', Values }]))
        if (this.isFrom(clients.source)) this.publish(this.store.addSsm(page.halves));
    };
    await Promise.all([ec2(), ssm()]);
  }

  /** Stops being listed; returns the ids of its nodes, which are no longer there. */
  public switchOff(): string[] {
    const ids = this.store.clear();
    this.listedFrom = null;
    // Whoever switches it on again must not be handed a listing that has been given up.
    this.turn++;
    this.running = undefined;
    this.tell({ status: 'off', problem: null, listedAt: null, isStale: false });
    return ids;
  }

  /** Is listed from now on. */
  public switchOn(): void {
    this.tell({ status: 'loading' });
  }

  /** Fills an empty source with what a former run knew, if that was of the same place. */
  public restore(snapshot: SourceSnapshot, source: Source): void {
    if (this.listedFrom !== null || snapshot.listedFrom !== listKeyOf(source)) return;
    this.listedFrom = placeOf(source);
    const { accountId, accountName, listedAt } = snapshot;
    this.store.fill(snapshot);
    this.tell({ ...shownOf(source), accountId, accountName, listedAt, isStale: true });
    this.listener.page(this.store.all(), []);
  }

  /** What a later run may show at once; null when there is nothing to keep. */
  public snapshot(): SourceSnapshot | null {
    const { listedAt, accountId, accountName } = this.current;
    if (this.listedWith === null || listedAt === null) return null;
    return {
      listedFrom: listKeyOf(this.listedWith),
      accountId,
      accountName,
      listedAt,
      ...this.store.halves(),
    };
  }

  private async list(options: RefreshOptions, turn: number): Promise<void> {
    const isQuiet = options.isQuiet === true && this.current.status === 'ready';
    if (!isQuiet) this.tell({ status: 'loading' });
    await this.limit.run(async (moves) => {
      // It may have been switched off while it waited.
      if (turn !== this.turn) return;
      try {
        const clients = await this.access.open(this.id);
        if (options.mayAsk === true) await this.access.signIn(clients);
        await this.listWith(clients, { turn, moves });
      } catch (error) {
        if (turn === this.turn) this.failed(toProblem(error));
      }
    });
  }

  private async listWith(clients: Clients, run: Run, isAgain = false): Promise<void> {
    const { source } = clients;
    if (await this.isElsewhere(clients)) {
      const removed = this.store.clear();
      if (removed.length > 0) this.listener.page([], removed);
      this.tell({ accountId: null, accountName: null, listedAt: null, isStale: false });
    }
    if (run.turn !== this.turn) return;
    this.listedFrom = placeOf(source);
    this.listedWith = source;
    this.tell(shownOf(source));
    // Not waited for: where STS cannot be reached, the list is good without.
    void this.nameAccount(clients, run);
    this.wasThrottled = false;
    const [ssm, ec2] = await Promise.all([this.take(clients, 'ssm', run), this.take(clients, 'ec2', run)]);
    if (run.turn !== this.turn) return;
    const { changed, removed } = this.store.settle({ ssm: ssm.seen, ec2: ec2.seen });
    if (changed.length > 0 || removed.length > 0) this.listener.page(changed, removed);
    const problem = ssm.problem ?? ec2.problem;
    // One listing that came through is a list to work with, and the other's Problem is said above it.
    if (problem !== null && ssm.seen === null && ec2.seen === null) {
      // Others may be there for the asking, and if not, that says what the person can do about it.
      if (problem.code === 'aws.credentials-expired' && !isAgain) {
        this.access.renew('all', this.id);
        return this.listWith(clients, run, true);
      }
      const reason = await this.withReason(problem, source);
      if (run.turn === this.turn) this.failed(reason);
      return;
    }
    if (problem !== null) this.access.renew('undated', this.id);
    this.tell({ status: 'ready', problem, listedAt: Date.now(), isStale: false });
    if (ec2.seen !== null) await this.nameImages(clients, run);
  }

  /** Whether what is known are the nodes of another place. Keys that are renewed are mostly the same account's. */
  private async isElsewhere(clients: Clients): Promise<boolean> {
    if (placeOf(clients.source) !== this.listedFrom) return true;
    const before = this.current.accountId;
    if (before === null || this.listedWith?.credentialsKey === clients.source.credentialsKey) return false;
    // A command or this machine may give another account's keys than at a former run, though the files say the same.
    const accountId = await within(ACCOUNT_WAIT_MS, 'STS', accountIdOf(clients)).catch(() => null);
    return accountId !== null && accountId !== before;
  }

  private async nameAccount(clients: Clients, { turn }: Run): Promise<void> {
    const accountId = await accountIdOf(clients);
    if (accountId === null || turn !== this.turn) return;
    this.tell({ accountId });
    const accountName = await this.access.accountName(clients, accountId);
    if (turn === this.turn) this.tell({ accountName });
  }

  /** Keys are refused for being wrong, and by a region that the account has not opted in to. */
  private async withReason(problem: Problem, source: Source): Promise<Problem> {
    if (problem.code !== 'aws.credentials-refused' || !(await isNotOptedIn(this.access, source)))
      return problem;
    return { ...problem, code: 'aws.not-opted-in' };
  }

  private failed(problem: Problem): void {
    if (problem.code === 'aws.throttled') this.wasThrottled = true;
    this.access.renew(OF_CREDENTIALS.has(problem.code) ? 'all' : 'undated', this.id);
    this.tell({ status: 'failed', problem, isStale: this.store.size > 0 });
  }

  /** Takes one of the two listings page by page: the ids that it saw, or its Problem. */
  private async take(
    clients: Clients,
    api: 'ssm' | 'ec2',
    { turn, moves }: Run,
  ): Promise<{ seen: ReadonlySet<string> | null; problem: Problem | null }> {
    const seen = new Set<string>();
    const note = (page: ListedPage<unknown>) => {
      moves();
      for (const id of page.halves.keys()) seen.add(id);
      if (page.wasThrottled) this.wasThrottled = true;
    };
    try {
      if (api === 'ssm') {
        for await (const page of listSsm(clients)) {
          if (turn !== this.turn) break;
          note(page);
          this.publish(this.store.addSsm(page.halves));
        }
      } else {
        for await (const page of listEc2(clients)) {
          if (turn !== this.turn) break;
          note(page);
          if (this.current.accountId === null && page.accountId !== null) {
            this.tell({ accountId: page.accountId });
          }
          this.publish(this.store.addEc2(page.halves));
        }
      }
      return { seen, problem: null };
    } catch (error) {
      return { seen: null, problem: toProblem(error) };
    }
  }

  /** Gives images their names, as far as AWS lets us: the list is good without. */
  private async nameImages(clients: Clients, { turn }: Run): Promise<void> {
    const unknown = this.store.unknownImages();
    if (unknown.length === 0) return;
    const names = await imageNames(clients, unknown).catch(() => new Map<string, string>());
    if (turn === this.turn) this.publish(this.store.addImages(names));
  }

  /** Whether the source is still listed, and from there. */
  private isFrom(source: Source): boolean {
    return this.isOn && this.listedFrom === placeOf(source);
  }

  private publish(nodes: ManagedNode[]): void {
    if (nodes.length === 0) return;
    this.listener.page(nodes, []);
    if (this.store.size !== this.current.count) this.tell({});
  }

  private tell(change: Partial<FleetSource>): void {
    const next = { ...this.current, ...change, count: this.store.size };
    const isNews = (Object.keys(next) as (keyof FleetSource)[]).some(
      (key) => next[key] !== this.current[key],
    );
    this.current = next;
    if (isNews) this.listener.state();
  }
}

const shownOf = ({ profile, region, credentialsFrom, sso }: Source) => ({
  profile,
  region,
  isEnvironment: credentialsFrom !== 'profile',
  isSso: sso !== null,
});
