/** The longest pause (ms) between listings while AWS asks to slow down. */
const MAX_PAUSE_MS = 15 * 60_000;

interface Refreshed {
  /** Lists again without a sign of it. */
  refresh(): Promise<void>;
  /** Whether AWS asked to slow down during the last listing. */
  wasThrottled(): boolean;
  /** When a listing of everything last ended (Unix ms); 0 for never. */
  lastAt(): number;
}

/**
 * Lists the fleet again now and then, while somebody looks at it. Whenever AWS asks to slow down, the pause doubles.
 */
export class AutoRefresh {
  private timer: NodeJS.Timeout | undefined;
  private isWatched = false;
  private isRunning = false;
  private slowdown = 1;

  /** @param everyMs the pause between listings; 0 turns them off */
  public constructor(
    private readonly fleet: Refreshed,
    private readonly everyMs: () => number,
  ) {}

  /** Says whether the window is in sight and in use: a list that nobody sees costs calls for nothing. */
  public watched(isWatched: boolean): void {
    if (isWatched === this.isWatched) return;
    this.isWatched = isWatched;
    this.schedule();
  }

  /** Waits anew, as after the setting has changed. */
  public schedule(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const every = this.everyMs();
    if (!this.isWatched || this.isRunning || every === 0) return;
    const pause = Math.min(every * this.slowdown, Math.max(every, MAX_PAUSE_MS));
    const left = Math.max(0, this.fleet.lastAt() + pause - Date.now());
    this.timer = setTimeout(() => void this.run(), left);
    // It must not keep an app alive that is ending.
    this.timer.unref();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    await this.fleet.refresh();
    this.isRunning = false;
    this.slowdown = this.fleet.wasThrottled() ? this.slowdown * 2 : 1;
    this.schedule();
  }
}
