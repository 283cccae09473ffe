import type { PowerAction, PowerProgress } from '../shared/contract/index.js';
import type { ManagedNode } from '../shared/node.js';
import { problem, ProblemError, toProblem, type Problem } from '../shared/problem.js';
import type { AwsAccess } from './access.js';
import type { Fleet } from './fleet.js';
import { changePower, stateReason } from './power.js';
import { CALL_TIMEOUT_MS } from './time-out.js';

/** How the watch goes about it. */
export interface WatchPace {
  /** The first pause between looks (ms); each look makes it longer. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** How long it may take altogether (ms). Windows on a small instance takes ten minutes. */
  readonly limitMs: number;
}

const PACE: WatchPace = { firstMs: 3_000, longestMs: 15_000, limitMs: 15 * 60_000 };
/** Each pause is so much longer than the one before. */
const SLOWER = 1.2;

interface Parts {
  readonly access: Pick<AwsAccess, 'current' | 'forPerson'>;
  readonly fleet: Pick<Fleet, 'node' | 'sourceIdOf' | 'lookAgain'>;
  /** Hears of the instances that have come further. */
  told(nodes: PowerProgress[]): void;
}

interface Followed {
  progress: PowerProgress;
  readonly label: string;
  /** When the agent had last reported before it was asked for; 0 for never. */
  lastPingAt: number;
  /** Whether EC2 has been seen to act on it. */
  hasBegun: boolean;
  /** How often it was looked at. */
  looks: number;
  /** How long it has been followed (ms), but for the time in which this machine slept. */
  waitedMs: number;
}

/** What EC2 answers may be old for so many looks; then an instance that is stopped still, or again, will not come up. */
const OLD_ANSWERS = 3;

type Step = PowerProgress['step'];
const OVER: ReadonlySet<Step> = new Set(['reachable', 'running', 'stopped', 'failed']);

/** Starts, stops and reboots instances, and looks at them now and then until they are where they were to go. */
export class PowerWatch {
  private readonly followed = new Map<string, Followed>();
  private timer: NodeJS.Timeout | undefined;
  private pauseMs: number;
  private isLooking = false;
  private lookedAt = 0;

  public constructor(
    private readonly parts: Parts,
    private readonly pace: WatchPace = PACE,
  ) {
    this.pauseMs = pace.firstMs;
  }

  /**
   * Asks AWS for it; whatever comes of it is told as progress.
   *
   * @param nodeIds instances of any sources; hybrid nodes and those that are not listed are told to have failed
   */
  public async change(action: PowerAction, nodeIds: readonly string[]): Promise<void> {
    const bySource = new Map<string, ManagedNode[]>();
    for (const id of nodeIds) {
      const node = this.parts.fleet.node(id);
      const followed = this.follow(action, id, node);
      if (node === undefined) this.fail(followed, problem('node.gone', { node: id }));
      else if (node.kind === 'hybrid') this.fail(followed, problem('power.hybrid', { node: followed.label }));
      else {
        const sourceId = this.parts.fleet.sourceIdOf(id);
        bySource.set(sourceId, [...(bySource.get(sourceId) ?? []), node]);
      }
    }
    this.tell(nodeIds);
    await Promise.all([...bySource].map(([sourceId, nodes]) => this.ask(action, sourceId, nodes)));
    this.pauseMs = this.pace.firstMs;
    this.schedule();
  }

  /** Looks no more. */
  public close(): void {
    clearTimeout(this.timer);
    this.followed.clear();
  }

  private follow(action: PowerAction, nodeId: string, node: ManagedNode | undefined): Followed {
    const followed: Followed = {
      progress: { nodeId, action, step: 'asked', askedAt: Date.now(), problem: null },
      label: node === undefined || node.name === '' ? nodeId : node.name,
      lastPingAt: node?.lastPingAt ?? 0,
      hasBegun: false,
      looks: 0,
      waitedMs: 0,
    };
    this.followed.set(nodeId, followed);
    return followed;
  }

  private async ask(action: PowerAction, sourceId: string, nodes: readonly ManagedNode[]): Promise<void> {
    const failed = new Map<string, Problem>();
    try {
      // A reboot shows in nothing but the agent's next report: what it last said is asked for anew.
      if (action === 'reboot') await this.noteLastPings(nodes.map(({ id }) => id));
      const clients = await this.parts.access.forPerson(sourceId);
      const targets = nodes.map(({ id, name }) => ({ id, label: name === '' ? id : name }));
      for (const [id, why] of await changePower(clients, action, targets)) failed.set(id, why);
    } catch (error) {
      for (const { id } of nodes) failed.set(id, toProblem(error));
    }
    for (const { id } of nodes) {
      const followed = this.followed.get(id);
      const why = failed.get(id);
      if (followed === undefined) continue;
      if (why === undefined) this.go(followed, action === 'stop' ? 'stopping' : 'starting');
      else this.fail(followed, why);
    }
    this.tell(nodes.map(({ id }) => id));
  }

  private async noteLastPings(nodeIds: readonly string[]): Promise<void> {
    const [why] = (await this.parts.fleet.lookAgain(nodeIds)).values();
    if (why !== undefined) throw new ProblemError(why);
    for (const id of nodeIds) {
      const followed = this.followed.get(id);
      if (followed !== undefined) followed.lastPingAt = this.parts.fleet.node(id)?.lastPingAt ?? 0;
    }
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.isLooking || this.waiting().length === 0) return;
    this.lookedAt = Date.now();
    this.timer = setTimeout(() => void this.look(), this.pauseMs);
    // It must not keep an app alive that is ending.
    this.timer.unref();
    this.pauseMs = Math.min(this.pauseMs * SLOWER, this.pace.longestMs);
  }

  private waiting(): Followed[] {
    return [...this.followed.values()].filter(({ progress }) => !OVER.has(progress.step));
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    const waiting = this.waiting();
    // A look that fails is made again: the network may be away for a while, as a notebook is.
    const failed = await this.parts.fleet.lookAgain(waiting.map(({ progress }) => progress.nodeId));
    const before = new Map(waiting.map((followed) => [followed, followed.progress]));
    for (const followed of waiting) if (!failed.has(followed.progress.nodeId)) await this.see(followed);
    const passedMs = Math.min(Date.now() - this.lookedAt, this.pace.longestMs + CALL_TIMEOUT_MS);
    for (const followed of waiting.filter(({ progress }) => !OVER.has(progress.step)))
      this.checkTime(followed, passedMs, failed.get(followed.progress.nodeId));
    this.tell(
      waiting
        .filter((followed) => before.get(followed) !== followed.progress)
        .map(({ progress }) => progress.nodeId),
    );
    this.isLooking = false;
    this.schedule();
  }

  private async see(followed: Followed): Promise<void> {
    const { nodeId, action } = followed.progress;
    const node = this.parts.fleet.node(nodeId);
    followed.looks++;
    if (node === undefined || node.state === 'terminated' || node.state === 'shutting-down') {
      this.fail(followed, problem('node.gone', { node: followed.label }));
    } else if (action === 'stop') {
      if (node.state === 'stopped') this.go(followed, 'stopped');
    } else if (node.state === 'pending') {
      followed.hasBegun = true;
    } else if (node.state === 'running') {
      this.seeAgent(followed, node);
    } else if (node.state === 'stopped' && (followed.hasBegun || followed.looks > OLD_ANSWERS)) {
      await this.cameToNothing(followed);
    }
  }

  private seeAgent(followed: Followed, { ping, lastPingAt }: ManagedNode): void {
    followed.hasBegun = true;
    if (lastPingAt === null) this.go(followed, 'running');
    // An old report says nothing of the machine as it is now, even where it is still said to be online.
    else if (ping === 'Online' && lastPingAt > followed.lastPingAt) this.go(followed, 'reachable');
    else this.go(followed, 'agent');
  }

  /** It is stopped although it was started. */
  private async cameToNothing(followed: Followed): Promise<void> {
    const { nodeId } = followed.progress;
    const clients = await this.parts.access.current(this.parts.fleet.sourceIdOf(nodeId)).catch(() => null);
    const details = clients === null ? undefined : await stateReason(clients, nodeId).catch(() => undefined);
    this.fail(followed, problem('power.stopped-again', { node: followed.label }, { details }));
  }

  /** @param obstacle what kept the last look from telling anything */
  private checkTime(followed: Followed, passedMs: number, obstacle: Problem | undefined): void {
    followed.waitedMs += passedMs;
    if (followed.waitedMs < this.pace.limitMs) return;
    const minutes = Math.round(this.pace.limitMs / 60_000);
    const slow = problem('power.slow', { node: followed.label, minutes }, { remedies: ['refresh-fleet'] });
    this.fail(followed, obstacle ?? slow);
  }

  private go(followed: Followed, step: Step): void {
    if (followed.progress.step !== step) followed.progress = { ...followed.progress, step };
  }

  private fail(followed: Followed, why: Problem): void {
    followed.progress = { ...followed.progress, step: 'failed', problem: why };
  }

  private tell(nodeIds: readonly string[]): void {
    const told = nodeIds.flatMap((id) => this.followed.get(id)?.progress ?? []);
    if (told.length > 0) this.parts.told(told);
    for (const { nodeId, step } of told) if (OVER.has(step)) this.followed.delete(nodeId);
  }
}
