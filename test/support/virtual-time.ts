/** Events in a time of their own, run one after the other: a minute of network in a millisecond of test. */
export class VirtualTime {
  private _now = 0;
  private order = 0;
  private readonly events: { at: number; order: number; run: () => void }[] = [];

  /** Milliseconds. */
  public get now(): number {
    return this._now;
  }

  /** Runs something after so many milliseconds. */
  public after(ms: number, run: () => void): void {
    this.events.push({ at: this._now + ms, order: this.order++, run });
  }

  /**
   * Runs events until `done` says so.
   *
   * @returns false when events or time ran out before
   */
  public runUntil(done: () => boolean, limitMs: number): boolean {
    while (!done()) {
      let next = 0;
      if (this.events.length === 0) return false;
      for (let i = 1; i < this.events.length; i++) {
        const [a, b] = [this.events[i], this.events[next]];
        if (a && b && (a.at < b.at || (a.at === b.at && a.order < b.order))) next = i;
      }
      const [event] = this.events.splice(next, 1);
      if (!event) return false;
      this._now = event.at;
      if (this._now > limitMs) return false;
      event.run();
    }
    return true;
  }
}
