/**
 * Lets so many pieces of work run at the same time; the others wait for their turn, in order. One that does not move, as
 * it waits for a person or for a host that says nothing, gives its place to the next after a while.
 */
export class Limit {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  /** @param patienceMs for so long a piece of work keeps its place without a sign of moving */
  public constructor(
    atOnce: number,
    private readonly patienceMs = Infinity,
  ) {
    this.free = atOnce;
  }

  /**
   * Runs a piece of work when it is its turn.
   *
   * @param work is handed what says that it moves
   */
  public async run<T>(work: (moves: () => void) => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    let hasPlace = true;
    const leave = () => {
      if (hasPlace) this.next();
      hasPlace = false;
    };
    const timer = this.patienceMs === Infinity ? undefined : setTimeout(leave, this.patienceMs);
    try {
      return await work(() => timer?.refresh());
    } finally {
      clearTimeout(timer);
      leave();
    }
  }

  private next(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free++;
    else next();
  }
}
