/** How long a large message may stay without acknowledgement before larger ones are given up. */
const PROBE_TIMEOUT_MS = 3_000;

/**
 * Finds out whether gateway and agent take payloads larger than the 1,024 bytes of plugin and agent, which nothing
 * documents. It sends one large message of a payload type that agents acknowledge and ignore, so that no byte of the
 * stream depends on it: refused, it is replaced under the same sequence number by an empty one, and whichever of the
 * two the agent got, nothing is lost or doubled.
 */
export class PayloadProbe {
  private _sequenceNumber: number | null = null;
  private _timer: NodeJS.Timeout | null = null;

  public constructor(
    private readonly _stream: {
      /** Sends the large message and gives its sequence number. */
      send(): number;
      /** Puts an empty message of the same type in its place. */
      withdraw(sequenceNumber: number): void;
      /** Large payloads arrive. */
      taken(): void;
    },
  ) {}

  public start(): void {
    this._sequenceNumber = this._stream.send();
    this._timer = setTimeout(() => this.stop(), PROBE_TIMEOUT_MS);
  }

  /** An acknowledgement came. */
  public acknowledged(sequenceNumber: number): void {
    if (sequenceNumber !== this._sequenceNumber) return;
    this._forget();
    this._stream.taken();
  }

  /** The probe has failed: time is up, or the path was lost, perhaps because of it. */
  public stop(): void {
    const sequenceNumber = this._sequenceNumber;
    this._forget();
    if (sequenceNumber !== null) this._stream.withdraw(sequenceNumber);
  }

  private _forget(): void {
    if (this._timer) clearTimeout(this._timer);
    this._timer = null;
    this._sequenceNumber = null;
  }
}
