import { SIGNAL_CODES } from '../exit-codes.js';

/** The person has had enough, or the system. `code` is the exit code for that. */
export class Stopped extends Error {
  public constructor(public readonly code: number) {
    super('Stopped');
  }
}

/** Ends waiting when a signal comes. */
export class Stop {
  private readonly stopped: Promise<never>;
  private reject: (reason: Stopped) => void = () => undefined;

  public constructor() {
    this.stopped = new Promise((_resolve, reject) => (this.reject = reject));
    // Whoever waits hears of it; nobody may be waiting.
    this.stopped.catch(() => undefined);
    for (const [signal, code] of Object.entries(SIGNAL_CODES))
      process.on(signal, () => this.reject(new Stopped(code)));
  }

  /** Stops as the signal of this exit code would. */
  public now(code: number): Promise<never> {
    this.reject(new Stopped(code));
    return this.stopped;
  }

  /** The work's own outcome, unless it is stopped first. @throws Stopped */
  public or<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.stopped]);
  }
}
