/** For what costs a process on the node. */
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
  /** Requests made within this time (ms) go together; 10 where it is left out. */
  readonly gatherMs?: number;
}

/** Does together what is asked for one by one: for work whose start costs more than the work on one. */
export class Batches<Request, Result> {
  private readonly gathered: Gathered<Request, Result>[] = [];
  private timer: NodeJS.Timeout | null = null;
  private running = 0;

  /** @param work gives a result for each request, in their order; when it rejects, all of the batch do */
  public constructor(
    private readonly limits: BatchLimits<Request>,
    private readonly work: (requests: readonly Request[]) => Promise<readonly Result[]>,
  ) {}

  /** @throws what the work throws */
  public add(request: Request): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.gathered.push({ request, resolve, reject });
      this.startSoon();
    });
  }

  private startSoon(): void {
    if (this.running >= this.limits.atOnce || this.gathered.length === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.start();
    }, this.limits.gatherMs ?? GATHER_MS);
  }

  private async start(): Promise<void> {
    const batch = this.take();
    this.running++;
    try {
      const results = await this.work(batch.map(({ request }) => request));
      if (results.length !== batch.length) throw new Error('A batch has not got a result for each request');
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.running--;
    this.startSoon();
  }

  private take(): Gathered<Request, Result>[] {
    const { weigh, mostWeight } = this.limits;
    let weight = 0;
    let count = 0;
    for (const { request } of this.gathered) {
      weight += weigh?.(request) ?? 1;
      if (count > 0 && weight > mostWeight) break;
      count++;
    }
    return this.gathered.splice(0, count);
  }
}
