/** Works on tasks of one kind, a number of them at a time. */
interface Line {
  readonly tasks: (() => Promise<void>)[];
  running: number;
  /** How many may run now. */
  width(): number;
}

/**
 * Tasks in several lines, each with its own width, until nothing is left to do. Tasks add tasks. They must not reject:
 * one that does stops all that has not begun.
 */
export class WorkQueue<Name extends string> {
  private readonly lines: readonly Line[];
  private readonly byName: ReadonlyMap<Name, Line>;
  private error: { readonly reason: unknown } | null = null;
  private resolve: () => void = () => undefined;
  private idle: Promise<void> = Promise.resolve();
  private isIdle = true;

  /** @param widths how many tasks of each line may run at once, asked anew each time */
  public constructor(widths: Readonly<Record<Name, () => number>>) {
    const names = Object.keys(widths) as Name[];
    const lines = names.map((name): [Name, Line] => [name, { tasks: [], running: 0, width: widths[name] }]);
    this.byName = new Map(lines);
    this.lines = lines.map(([, line]) => line);
  }

  /** After a stop, tasks that still run may add more: those are not begun. */
  public add(name: Name, task: () => Promise<void>): void {
    if (this.error) return;
    if (this.isIdle) {
      this.isIdle = false;
      this.idle = new Promise((resolve) => (this.resolve = resolve));
    }
    this.byName.get(name)?.tasks.push(task);
    this.start();
  }

  /** Whether a line has nothing to do. */
  public isEmpty(name: Name): boolean {
    const line = this.byName.get(name);
    return !line || (line.tasks.length === 0 && line.running === 0);
  }

  /** A width has changed. */
  public widened(): void {
    this.start();
  }

  /** Nothing more is begun. */
  public stop(reason: unknown): void {
    this.error ??= { reason };
    for (const line of this.lines) line.tasks.length = 0;
    this.settle();
  }

  /** Settles when all is done, or has stopped. @throws the reason of `stop`, or of the task that rejected */
  public async done(): Promise<void> {
    await this.idle;
    if (this.error) throw this.error.reason;
  }

  private start(): void {
    if (this.error) return;
    for (const line of this.lines) {
      while (line.tasks.length > 0 && line.running < line.width()) {
        const task = line.tasks.shift();
        if (!task) break;
        line.running++;
        void task()
          .catch((error: unknown) => this.stop(error))
          .finally(() => {
            line.running--;
            this.start();
            this.settle();
          });
      }
    }
  }

  private settle(): void {
    if (this.lines.some(({ tasks, running }) => tasks.length > 0 || running > 0)) return;
    this.isIdle = true;
    this.resolve();
  }
}
