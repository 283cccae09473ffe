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
  private readonly _lines: readonly Line[];
  private readonly _byName: ReadonlyMap<Name, Line>;
  private _error: { readonly reason: unknown } | null = null;
  private _resolve: () => void = () => undefined;
  private _idle: Promise<void> = Promise.resolve();
  private _isIdle = true;

  /** @param widths how many tasks of each line may run at once, asked anew each time */
  public constructor(widths: Readonly<Record<Name, () => number>>) {
    const names = Object.keys(widths) as Name[];
    const lines = names.map((name): [Name, Line] => [name, { tasks: [], running: 0, width: widths[name] }]);
    this._byName = new Map(lines);
    this._lines = lines.map(([, line]) => line);
  }

  /** After a stop, tasks that still run may add more: those are not begun. */
  public add(name: Name, task: () => Promise<void>): void {
    if (this._error) return;
    if (this._isIdle) {
      this._isIdle = false;
      this._idle = new Promise((resolve) => (this._resolve = resolve));
    }
    this._byName.get(name)?.tasks.push(task);
    this._start();
  }

  /** Whether a line has nothing to do. */
  public isEmpty(name: Name): boolean {
    const line = this._byName.get(name);
    return !line || (line.tasks.length === 0 && line.running === 0);
  }

  /** A width has changed. */
  public widened(): void {
    this._start();
  }

  /** Nothing more is begun. */
  public stop(reason: unknown): void {
    this._error ??= { reason };
    for (const line of this._lines) line.tasks.length = 0;
    this._settle();
  }

  /** Settles when all is done, or has stopped. @throws the reason of `stop`, or of the task that rejected */
  public async done(): Promise<void> {
    await this._idle;
    if (this._error) throw this._error.reason;
  }

  private _start(): void {
    if (this._error) return;
    for (const line of this._lines) {
      while (line.tasks.length > 0 && line.running < line.width()) {
        const task = line.tasks.shift();
        if (!task) break;
        line.running++;
        void task()
          .catch((error: unknown) => this.stop(error))
          .finally(() => {
            line.running--;
            this._start();
            this._settle();
          });
      }
    }
  }

  private _settle(): void {
    if (this._lines.some(({ tasks, running }) => tasks.length > 0 || running > 0)) return;
    this._isIdle = true;
    this._resolve();
  }
}
