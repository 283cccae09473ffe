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
  private timer: NodeJS.Timeout | null = null;
  private lastHeard = 0;
  private lastCheck = 0;
  private pingedAt: number | null = null;
  private paused = false;

  public constructor(
    private readonly path: {
      ping(): void;
      dead(): void;
      /** Whether something sent waits to be acknowledged. */
      waiting(): boolean;
    },
  ) {}

  /** Begins to watch a socket that has just opened. */
  public start(): void {
    this.stop();
    this.lastHeard = Date.now();
    this.lastCheck = this.lastHeard;
    this.pingedAt = null;
    this.timer = setInterval(() => this.check(), CHECK_INTERVAL_MS);
    this.path.ping();
  }

  public stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** Something came from the gateway. */
  public heard(): void {
    this.lastHeard = Date.now();
    this.pingedAt = null;
  }

  /** While reading is paused silence means nothing. */
  public setPaused(paused: boolean): void {
    this.paused = paused;
    if (!paused) this.heard();
  }

  /** Asks the path for a sign of life now. */
  public checkNow(): void {
    if (!this.timer || this.pingedAt !== null) return;
    this.pingedAt = Date.now();
    this.path.ping();
  }

  private check(): void {
    const now = Date.now();
    const slept = now - this.lastCheck > SLEPT_MS;
    this.lastCheck = now;
    if (this.paused) return;
    if (slept) {
      // Whatever was awaited before the sleep is no measure: ask anew.
      this.pingedAt = null;
      this.checkNow();
      return;
    }
    if (this.pingedAt !== null) {
      if (now - this.pingedAt > PONG_TIMEOUT_MS) this.path.dead();
      return;
    }
    const silentMs = now - this.lastHeard;
    if (silentMs > PING_INTERVAL_MS || (silentMs > SUSPECT_AFTER_MS && this.path.waiting())) this.checkNow();
  }
}
