import type { FleetSource } from '../shared/contract/index.js';
import type { ManagedNode } from '../shared/node.js';
import { toProblem, type Problem } from '../shared/problem.js';
import type { AwsAccess } from './access.js';
import { Limit } from '../shared/limit.js';
import { ListedSource, type RefreshOptions } from './listed-source.js';
import type { Snapshots } from './snapshots.js';
import { chosenProfile, ENVIRONMENT, sourceIdOf } from './source.js';

/** A page that asks so soon (ms) after a listing, as at start, gets that one. */
const FRESH_MS = 10_000;
/** Sources that are listed at the same time: many at once would be throttled, where they share an account. */
const AT_ONCE = 4;
/** A source that has answered nothing for so long (ms), as without its VPN, holds up no other. */
const PATIENCE_MS = 3_000;
/** The most nodes that one event tells the page of. */
const NODES_IN_A_PAGE = 2_000;

/** Who hears of the listing as it goes. */
export interface FleetListener {
  page(nodes: ManagedNode[], removed: string[]): void;
  sources(sources: FleetSource[]): void;
}

/** A source that is to be in the fleet. */
export interface FleetChoice {
  readonly id: string;
  readonly isOn: boolean;
}

interface FleetParts {
  readonly env: NodeJS.ProcessEnv;
  /** Where the last list of each source is kept; none where it is not. */
  readonly snapshots?: Pick<Snapshots, 'read' | 'write' | 'remove'>;
}

/**
 * Lists the nodes of all chosen sources in one list. Each source lists by itself, and one that fails hides no other.
 *
 * Two profiles may reach the same account and region: a node is shown once, by the source that had it first, and by
 * another when that one fails or goes.
 */
export class Fleet {
  private sources: ListedSource[] = [];
  /** Which source shows a node. */
  private readonly owners = new Map<string, ListedSource>();
  private readonly limit = new Limit(AT_ONCE, PATIENCE_MS);
  private restored: Promise<void> = Promise.resolve();
  private untold = false;
  private refreshedAt = 0;

  public constructor(
    private readonly access: Pick<AwsAccess, 'open' | 'renew' | 'signIn' | 'resolve' | 'accountName'>,
    private readonly listener: FleetListener,
    private readonly parts: FleetParts,
    choices: readonly FleetChoice[] = [{ id: sourceIdOf(ENVIRONMENT), isOn: true }],
  ) {
    this.sources = choices.map((choice) => this.make(choice));
    this.restored = this.restore(this.sources);
  }

  /** A node as the last listing knew it. */
  public node(id: string): ManagedNode | undefined {
    return this.owners.get(id)?.node(id);
  }

  /** The account and region that a node is in, as far as known. */
  public placeOf(nodeId: string): { readonly accountId: string | null; readonly region: string | null } {
    const { accountId = null, region = null } = this.owners.get(nodeId)?.state ?? {};
    return { accountId, region };
  }

  /** The source that a node is listed by; for one that is not listed, that of the environment. */
  public sourceIdOf(nodeId: string): string {
    return this.owners.get(nodeId)?.id ?? sourceIdOf(ENVIRONMENT);
  }

  /** The state of each source. */
  public get states(): FleetSource[] {
    return this.sources.map(({ state }) => state);
  }

  /** Whether AWS asked to slow down when it was last listed. */
  public get wasThrottled(): boolean {
    return this.sources.some((source) => source.isOn && source.wasThrottled);
  }

  /** When all sources were last listed (Unix ms), whatever came of it; 0 for never. */
  public get lastRefreshAt(): number {
    return this.refreshedAt;
  }

  /** A new page knows nothing yet: the next refresh sends all that is known, and lists only what is old. */
  public pageReset(): void {
    this.untold = true;
  }

  /**
   * Takes other sources, in the order given: new ones are listed at once, the nodes of those that are gone or off are
   * taken off the list. Resolves when all is listed.
   */
  public async choose(choices: readonly FleetChoice[]): Promise<void> {
    await this.restored;
    const before = new Map(this.sources.map((source) => [source.id, source]));
    const fresh: ListedSource[] = [];
    this.sources = choices.map((choice) => {
      const known = before.get(choice.id);
      before.delete(choice.id);
      if (known === undefined) {
        const made = this.make(choice);
        fresh.push(made);
        return made;
      }
      if (known.isOn && !choice.isOn) this.release(known, known.switchOff());
      if (!known.isOn && choice.isOn) {
        known.switchOn();
        fresh.push(known);
      }
      return known;
    });
    for (const gone of before.values()) {
      this.release(gone, gone.switchOff());
      void this.parts.snapshots?.remove(gone.id);
    }
    this.tell();
    await this.restore(fresh);
    await Promise.all(fresh.map((source) => this.list(source)));
  }

  /** Lists all nodes, of all sources or of one; whoever asks while a listing runs shares it. Never rejects. */
  public async refresh(sourceId?: string, options: RefreshOptions = {}): Promise<void> {
    const isFirst = this.untold && options.isQuiet !== true;
    if (isFirst) {
      this.untold = false;
      this.tellAll();
    }
    await this.restored;
    const wanted = this.sources.filter(({ id, isOn, state: { status, listedAt } }) => {
      if (!isOn || (sourceId ?? id) !== id) return false;
      return !isFirst || status === 'loading' || Date.now() - (listedAt ?? 0) >= FRESH_MS;
    });
    await Promise.all(wanted.map((source) => this.list(source, options)));
    if (sourceId === undefined) this.refreshedAt = Date.now();
  }

  /**
   * Lists those sources again that failed, as what was in their way may be gone.
   *
   * @param but one that has just been listed, and has its own reason
   */
  public async refreshFailed(but?: string): Promise<void> {
    const failed = this.sources.filter(({ id, state }) => state.status === 'failed' && id !== but);
    await Promise.all(failed.map((source) => this.list(source)));
  }

  /** The shared files have changed: lists those sources again that failed, or that they now say something else about. */
  public async filesChanged(): Promise<void> {
    await Promise.all(
      this.sources.map(async (source) => {
        if (!source.isOn) return;
        await source.settled();
        const now = await this.access.resolve(source.id).catch(() => null);
        if (source.state.status === 'failed' || source.isOutdated(now)) await this.list(source);
      }),
    );
  }

  /**
   * Lists these nodes only, each by the source that shows it. Never rejects.
   *
   * @returns what stood in the way of those that could not be looked at
   */
  public async lookAgain(ids: readonly string[]): Promise<ReadonlyMap<string, Problem>> {
    const failed = new Map<string, Problem>();
    const byOwner = new Map<ListedSource, string[]>();
    for (const id of ids) {
      const owner = this.owners.get(id);
      if (owner !== undefined) byOwner.set(owner, [...(byOwner.get(owner) ?? []), id]);
    }
    await Promise.all(
      [...byOwner].map(async ([owner, own]) => {
        try {
          await owner.lookAgain(own);
        } catch (error) {
          for (const id of own) failed.set(id, toProblem(error));
        }
      }),
    );
    return failed;
  }

  private make({ id, isOn }: FleetChoice): ListedSource {
    const listener = {
      page: (nodes: ManagedNode[], removed: string[]) => this.page(source, nodes, removed),
      state: () => this.tell(),
    };
    const environment = chosenProfile(this.parts.env) ?? 'default';
    const source: ListedSource = new ListedSource(id, this.access, this.limit, listener, isOn, environment);
    return source;
  }

  private async list(source: ListedSource, options: RefreshOptions = {}): Promise<void> {
    const before = source.state.listedAt;
    await source.refresh(options);
    const { status, listedAt } = source.state;
    if (status !== 'ready') return;
    this.takeOver(source);
    const snapshot = listedAt === before ? null : source.snapshot();
    if (snapshot !== null) void this.parts.snapshots?.write(source.id, snapshot);
  }

  /** Shows at once what a former run knew, until the listing knows better. */
  private async restore(sources: readonly ListedSource[]): Promise<void> {
    const { snapshots } = this.parts;
    if (snapshots === undefined) return;
    await Promise.all(
      sources
        .filter((source) => source.isOn)
        .map(async (source) => {
          const snapshot = await snapshots.read(source.id);
          if (snapshot === null) return;
          // Where the files say nothing sensible, the listing will say why.
          const now = await this.access.resolve(source.id).catch(() => null);
          if (now !== null) source.restore(snapshot, now);
        }),
    );
  }

  /** Passes on what a source has found, but for what another one shows already. */
  private page(source: ListedSource, nodes: ManagedNode[], removed: string[]): void {
    const shown = nodes.filter(({ id }) => {
      const owner = this.owners.get(id) ?? source;
      if (owner === source) this.owners.set(id, source);
      return owner === source;
    });
    if (shown.length > 0) this.listener.page(shown, []);
    this.release(source, removed);
  }

  /** Takes nodes off the list that their source does not have any more, unless another one has them. */
  private release(source: ListedSource, ids: readonly string[]): void {
    const kept: ManagedNode[] = [];
    const removed: string[] = [];
    for (const id of ids) {
      if (this.owners.get(id) !== source) continue;
      this.owners.delete(id);
      const other = this.sources.find((each) => each !== source && each.has(id));
      const node = other?.node(id);
      if (other === undefined || node === undefined) removed.push(id);
      else {
        this.owners.set(id, other);
        kept.push(node);
      }
    }
    if (kept.length > 0 || removed.length > 0) this.listener.page(kept, removed);
  }

  /** A source that works takes the nodes that one shows which has failed, so that they can be connected to. */
  private takeOver(source: ListedSource): void {
    if (!this.sources.some(({ state }) => state.status === 'failed' && state.count > 0)) return;
    const taken = source.nodes().filter(({ id }) => this.owners.get(id)?.state.status === 'failed');
    for (const { id } of taken) this.owners.set(id, source);
    if (taken.length > 0) this.listener.page(taken, []);
  }

  private tellAll(): void {
    let page: ManagedNode[] = [];
    for (const [id, owner] of this.owners) {
      const node = owner.node(id);
      if (node !== undefined) page.push(node);
      if (page.length < NODES_IN_A_PAGE) continue;
      this.listener.page(page, []);
      page = [];
    }
    if (page.length > 0) this.listener.page(page, []);
    this.tell();
  }

  private tell(): void {
    this.listener.sources(this.states);
  }
}
