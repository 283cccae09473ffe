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
  private readonly _own = new Set<OwnLane>();
  private readonly _listeners = new Set<(lane: Lane) => void>();
  private _most = DEFAULT_SESSIONS;
  private _wanted = 0;
  private _compress = false;
  private _opening = 0;
  private _waitMs = FIRST_WAIT_MS;
  private _waitTimer: NodeJS.Timeout | null = null;
  private _idleTimer: NodeJS.Timeout | null = null;
  private _isRefused = false;
  private _isClosed = false;

  /**
   * @param main the terminal's lane
   * @param _open opens one more
   */
  public constructor(
    public readonly main: Lane,
    private readonly _open: (options: { readonly compress: boolean }) => Promise<OwnLane>,
  ) {}

  public get lanes(): readonly Lane[] {
    const own = [...this._own].map(({ lane }) => lane);
    return (own.length > 0 ? own : [this.main]).filter((lane) => !lane.isLost);
  }

  public onLane(listener: (lane: Lane) => void): () => void {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  /** @param most how many sessions may be opened beside the terminal's; 0 for none */
  public setMost(most: number): void {
    this._most = Math.min(most, MAX_SESSIONS);
    this._adjust();
  }

  public get most(): number {
    return this._most;
  }

  /** How many lanes the jobs could use now; those that are too many are closed after a while. */
  public want(count: number, compress: boolean): void {
    if (count > 0 && this._wanted === 0) this._isRefused = false;
    this._wanted = count;
    this._compress = compress;
    this._adjust();
  }

  public async close(): Promise<void> {
    this._isClosed = true;
    if (this._waitTimer) clearTimeout(this._waitTimer);
    if (this._idleTimer) clearTimeout(this._idleTimer);
    await Promise.allSettled([...this._own].map((own) => this._drop(own)));
  }

  private _adjust(): void {
    if (this._isClosed) return;
    const target = Math.min(this._wanted, this._most);
    if (target >= this._own.size && this._idleTimer) {
      clearTimeout(this._idleTimer);
      this._idleTimer = null;
    }
    if (target < this._own.size) this._idleTimer ??= setTimeout(() => this._shrink(), IDLE_MS);
    if (this._isRefused || this._waitTimer) return;
    while (this._own.size + this._opening < target && this._opening < OPENING_AT_ONCE) void this._add();
  }

  private async _add(): Promise<void> {
    this._opening++;
    try {
      const own = await this._open({ compress: this._compress });
      if (this._isClosed) {
        await own.close();
        return;
      }
      this._waitMs = FIRST_WAIT_MS;
      this._own.add(own);
      this.main.isResting = true;
      own.lane.onLost(() => void this._drop(own));
      for (const listener of this._listeners) listener(own.lane);
    } catch (error) {
      if (isLost(error) || PASSING.has(toProblem(error).code)) this._tryLater();
      else this._isRefused = true;
    } finally {
      this._opening--;
      this._adjust();
    }
  }

  private _tryLater(): void {
    if (this._waitTimer || this._isClosed) return;
    this._waitTimer = setTimeout(() => {
      this._waitTimer = null;
      this._adjust();
    }, this._waitMs);
    this._waitMs = Math.min(this._waitMs * 2, MAX_WAIT_MS);
  }

  private _shrink(): void {
    this._idleTimer = null;
    const idle = [...this._own].filter(({ lane }) => lane.files === 0);
    const tooMany = this._own.size - Math.min(this._wanted, this._most);
    for (const own of idle.slice(0, Math.max(0, tooMany))) void this._drop(own);
    this._adjust();
  }

  private async _drop(own: OwnLane): Promise<void> {
    if (!this._own.delete(own)) return;
    if (this._own.size === 0 && !this.main.isLost) {
      this.main.isResting = false;
      for (const listener of this._listeners) listener(this.main);
    }
    if (!this._isClosed && own.lane.isLost) this._tryLater();
    own.lane.lose();
    await own.close();
  }
}
