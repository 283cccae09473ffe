/** Lets so many pieces of work run at the same time; the others wait for their turn, in order. */
export class Limit {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  public constructor(atOnce: number) {
    this.free = atOnce;
  }

  /** Runs a piece of work when it is its turn. */
  public async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }
}
