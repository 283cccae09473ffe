import { toProblem } from '../../shared/problem.js';
import { isLost } from './file-system.js';
import { Lane, type Lanes } from './lane.js';

/** Sessions at once when nobody says otherwise. */
export const DEFAULT_SESSIONS = 4;
export const MAX_SESSIONS = 16;
/** Lanes that nothing needs stay this long, for the next job: opening one costs a second of round trips. */
const IDLE_MS = 20_000;
/** After a failure; doubled with each further one. */
const FIRST_WAIT_MS = 2_000;
const MAX_WAIT_MS = 60_000;
/** Opened side by side: StartSession is throttled, and each costs the node a process. */
const OPENING_AT_ONCE = 2;
/** Failures that pass by themselves. Any other the next try would meet as well, and a server might count tries. */
const PASSING = new Set([
  'aws.throttled',
  'aws.unreachable',
  'session.gateway-unreachable',
  'session.agent-silent',
  'session.lost',
  'ssh.lost',
  'timed-out',
]);

/** A lane on a connection of its own. */
export interface OwnLane {
  readonly lane: Lane;
  close(): Promise<void>;
}

/**
 * The lanes to one node: the terminal's, and more that are opened when there is much to copy, because the agent holds
 * each session to its pace. While there are others, the terminal's rests, so that it stays quick. That a lane cannot be
 * opened, or is lost, only makes copying slower.
 */
export class LanePool implements Lanes {
  private readonly own = new Set<OwnLane>();
  private readonly listeners = new Set<(lane: Lane) => void>();
  private _most = DEFAULT_SESSIONS;
  private wanted = 0;
  private compress = false;
  private opening = 0;
  private waitMs = FIRST_WAIT_MS;
  private waitTimer: NodeJS.Timeout | null = null;
  private idleTimer: NodeJS.Timeout | null = null;
  private isRefused = false;
  private isClosed = false;

  /**
   * @param main the terminal's lane
   * @param open opens one more
   */
  public constructor(
    public readonly main: Lane,
    private readonly open: (options: { readonly compress: boolean }) => Promise<OwnLane>,
  ) {}

  public get lanes(): readonly Lane[] {
    const own = [...this.own].map(({ lane }) => lane);
    return (own.length > 0 ? own : [this.main]).filter((lane) => !lane.isLost);
  }

  public onLane(listener: (lane: Lane) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @param most how many sessions may be opened beside the terminal's; 0 for none */
  public setMost(most: number): void {
    this._most = Math.min(most, MAX_SESSIONS);
    this.adjust();
  }

  public get most(): number {
    return this._most;
  }

  /** How many lanes the jobs could use now; those that are too many are closed after a while. */
  public want(count: number, compress: boolean): void {
    if (count > 0 && this.wanted === 0) this.isRefused = false;
    this.wanted = count;
    this.compress = compress;
    this.adjust();
  }

  public async close(): Promise<void> {
    this.isClosed = true;
    if (this.waitTimer) clearTimeout(this.waitTimer);
    if (this.idleTimer) clearTimeout(this.idleTimer);
    await Promise.allSettled([...this.own].map((own) => this.drop(own)));
  }

  private adjust(): void {
    if (this.isClosed) return;
    const target = Math.min(this.wanted, this._most);
    if (target >= this.own.size && this.idleTimer) {
      clearTimeout(this.idleTimer);
      this.idleTimer = null;
    }
    if (target < this.own.size) this.idleTimer ??= setTimeout(() => this.shrink(), IDLE_MS);
    if (this.isRefused || this.waitTimer) return;
    while (this.own.size + this.opening < target && this.opening < OPENING_AT_ONCE) void this.add();
  }

  private async add(): Promise<void> {
    this.opening++;
    try {
      const own = await this.open({ compress: this.compress });
      if (this.isClosed) {
        await own.close();
        return;
      }
      this.waitMs = FIRST_WAIT_MS;
      this.own.add(own);
      this.main.isResting = true;
      own.lane.onLost(() => void this.drop(own));
      for (const listener of this.listeners) listener(own.lane);
    } catch (error) {
      if (isLost(error) || PASSING.has(toProblem(error).code)) this.tryLater();
      else this.isRefused = true;
    } finally {
      this.opening--;
      this.adjust();
    }
  }

  private tryLater(): void {
    if (this.waitTimer || this.isClosed) return;
    this.waitTimer = setTimeout(() => {
      this.waitTimer = null;
      this.adjust();
    }, this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, MAX_WAIT_MS);
  }

  private shrink(): void {
    this.idleTimer = null;
    const idle = [...this.own].filter(({ lane }) => lane.files === 0);
    const tooMany = this.own.size - Math.min(this.wanted, this._most);
    for (const own of idle.slice(0, Math.max(0, tooMany))) void this.drop(own);
    this.adjust();
  }

  private async drop(own: OwnLane): Promise<void> {
    if (!this.own.delete(own)) return;
    if (this.own.size === 0 && !this.main.isLost) {
      this.main.isResting = false;
      for (const listener of this.listeners) listener(this.main);
    }
    if (!this.isClosed && own.lane.isLost) this.tryLater();
    own.lane.lose();
    await own.close();
  }
}
