/** Time-outs by name: starting one replaces the one of that name, and all can be stopped at once. */
export class Timers<Name extends string> {
  private readonly _timers = new Map<Name, NodeJS.Timeout>();

  public start(name: Name, ms: number, callback: () => void): void {
    this.stop(name);
    this._timers.set(
      name,
      setTimeout(() => {
        this._timers.delete(name);
        callback();
      }, ms),
    );
  }

  public stop(name: Name): void {
    clearTimeout(this._timers.get(name));
    this._timers.delete(name);
  }

  public isRunning(name: Name): boolean {
    return this._timers.has(name);
  }

  public stopAll(): void {
    for (const timer of this._timers.values()) clearTimeout(timer);
    this._timers.clear();
  }
}
