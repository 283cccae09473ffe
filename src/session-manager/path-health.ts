/** Below the 30 s after which the strictest common proxies cut an idle connection (plugin issue 15: 5 min is too long). */
const PING_INTERVAL_MS = 20_000;
/** Data that waits for its acknowledgement this long without anything heard makes the path suspect. */
const SUSPECT_AFTER_MS = 2_000;
/** A pong takes one round trip to the gateway; a path that needs more than this is of no use to a person. */
const PONG_TIMEOUT_MS = 6_000;
const CHECK_INTERVAL_MS = 1_000;
/** A check that comes this late means that the machine slept: the socket is probably dead, and nobody will say so. */
const SLEPT_MS = 10_000;

/** Notices a dead path: one on which pings are not answered, which TCP alone would report after many minutes. */
export class PathHealth {
  private _timer: NodeJS.Timeout | null = null;
  private _lastHeard = 0;
  private _lastCheck = 0;
  private _pingedAt: number | null = null;
  private _paused = false;

  public constructor(
    private readonly _path: {
      ping(): void;
      dead(): void;
      /** Whether something sent waits to be acknowledged. */
      waiting(): boolean;
    },
  ) {}

  /** Begins to watch a socket that has just opened. */
  public start(): void {
    this.stop();
    this._lastHeard = Date.now();
    this._lastCheck = this._lastHeard;
    this._pingedAt = null;
    this._timer = setInterval(() => this._check(), CHECK_INTERVAL_MS);
    this._path.ping();
  }

  public stop(): void {
    if (this._timer) clearInterval(this._timer);
    this._timer = null;
  }

  /** Something came from the gateway. */
  public heard(): void {
    this._lastHeard = Date.now();
    this._pingedAt = null;
  }

  /** While reading is paused silence means nothing. */
  public setPaused(paused: boolean): void {
    this._paused = paused;
    if (!paused) this.heard();
  }

  /** Asks the path for a sign of life now. */
  public checkNow(): void {
    if (!this._timer || this._pingedAt !== null) return;
    this._pingedAt = Date.now();
    this._path.ping();
  }

  private _check(): void {
    const now = Date.now();
    const slept = now - this._lastCheck > SLEPT_MS;
    this._lastCheck = now;
    if (this._paused) return;
    if (slept) {
      // Whatever was awaited before the sleep is no measure: ask anew.
      this._pingedAt = null;
      this.checkNow();
      return;
    }
    if (this._pingedAt !== null) {
      if (now - this._pingedAt > PONG_TIMEOUT_MS) this._path.dead();
      return;
    }
    const silentMs = now - this._lastHeard;
    if (silentMs > PING_INTERVAL_MS || (silentMs > SUSPECT_AFTER_MS && this._path.waiting())) this.checkNow();
  }
}
