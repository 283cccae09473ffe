/** Time-outs by name: starting one replaces the one of that name, and all can be stopped at once. */
export class Timers<Name extends string> {
  private readonly timers = new Map<Name, NodeJS.Timeout>();

  public start(name: Name, ms: number, callback: () => void): void {
    this.stop(name);
    this.timers.set(
      name,
      setTimeout(() => {
        this.timers.delete(name);
        callback();
      }, ms),
    );
  }

  public stop(name: Name): void {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
  }

  public isRunning(name: Name): boolean {
    return this.timers.has(name);
  }

  public stopAll(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
