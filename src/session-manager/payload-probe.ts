/** How long a large message may stay without acknowledgement before larger ones are given up. */
const PROBE_TIMEOUT_MS = 3_000;

/**
 * Finds out whether gateway and agent take payloads larger than the 1,024 bytes of plugin and agent, which nothing
 * documents. It sends one large message of a payload type that agents acknowledge and ignore, so that no byte of the
 * stream depends on it: refused, it is replaced under the same sequence number by an empty one, and whichever of the
 * two the agent got, nothing is lost or doubled.
 */
export class PayloadProbe {
  private sequenceNumber: number | null = null;
  private timer: NodeJS.Timeout | null = null;

  public constructor(
    private readonly stream: {
      /** Sends the large message and gives its sequence number. */
      send(): number;
      /** Puts an empty message of the same type in its place. */
      withdraw(sequenceNumber: number): void;
      /** Large payloads arrive. */
      taken(): void;
    },
  ) {}

  public start(): void {
    this.sequenceNumber = this.stream.send();
    this.timer = setTimeout(() => this.stop(), PROBE_TIMEOUT_MS);
  }

  /** An acknowledgement came. */
  public acknowledged(sequenceNumber: number): void {
    if (sequenceNumber !== this.sequenceNumber) return;
    this.forget();
    this.stream.taken();
  }

  /** The probe has failed: time is up, or the path was lost, perhaps because of it. */
  public stop(): void {
    const sequenceNumber = this.sequenceNumber;
    this.forget();
    if (sequenceNumber !== null) this.stream.withdraw(sequenceNumber);
  }

  private forget(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.sequenceNumber = null;
  }
}
