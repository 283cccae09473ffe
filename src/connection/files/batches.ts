/** Requests made within this time (ms) go together. */
const GATHER_MS = 10;

interface Gathered<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchLimits<Request> {
  /** Batches at once; while they are under way, more gathers. */
  readonly atOnce: number;
  /** How heavy a batch may be. One request alone may be heavier. */
  readonly mostWeight: number;
  /** What a request adds; 1 where it is left out. */
  readonly weigh?: (request: Request) => number;
}

/** Does together what is asked for one by one: for work whose start costs more than the work on one. */
export class Batches<Request, Result> {
  private readonly _gathered: Gathered<Request, Result>[] = [];
  private _timer: NodeJS.Timeout | null = null;
  private _running = 0;

  /** @param _work gives a result for each request, in their order; when it rejects, all of the batch do */
  public constructor(
    private readonly _limits: BatchLimits<Request>,
    private readonly _work: (requests: readonly Request[]) => Promise<readonly Result[]>,
  ) {}

  /** @throws what the work throws */
  public add(request: Request): Promise<Result> {
    return new Promise((resolve, reject) => {
      this._gathered.push({ request, resolve, reject });
      this._startSoon();
    });
  }

  private _startSoon(): void {
    if (this._running >= this._limits.atOnce || this._gathered.length === 0) return;
    this._timer ??= setTimeout(() => {
      this._timer = null;
      void this._start();
    }, GATHER_MS);
  }

  private async _start(): Promise<void> {
    const batch = this._take();
    this._running++;
    try {
      const results = await this._work(batch.map(({ request }) => request));
      if (results.length !== batch.length) throw new Error('A batch has not got a result for each request');
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this._running--;
    this._startSoon();
  }

  private _take(): Gathered<Request, Result>[] {
    const { weigh, mostWeight } = this._limits;
    let weight = 0;
    let count = 0;
    for (const { request } of this._gathered) {
      weight += weigh?.(request) ?? 1;
      if (count > 0 && weight > mostWeight) break;
      count++;
    }
    return this._gathered.splice(0, count);
  }
}
