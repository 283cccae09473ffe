// Fewer messages than one a chunk, and still often enough that the connection never waits for one.
const ACK_BYTES = 16 * 1024;

/**
 * Back-pressure: counts the bytes that the terminal has parsed and tells the connection in batches, and at once when
 * nothing is left to parse.
 */
export class AckBatcher {
  private parsed = 0;
  private waiting = 0;

  public constructor(private readonly acknowledge: (bytes: number) => void) {}

  /** Bytes were handed to the terminal. */
  public written(bytes: number): void {
    this.waiting += bytes;
  }

  /** The terminal has parsed bytes that were handed to it. */
  public done(bytes: number): void {
    this.waiting -= bytes;
    this.parsed += bytes;
    if (this.parsed < ACK_BYTES && this.waiting > 0) return;
    this.acknowledge(this.parsed);
    this.parsed = 0;
  }
}
