import { Timers } from './timers.js';

/** How long to wait for a server that speaks first before sending anyway. One round trip is enough for SSH. */
const SPEAKS_FIRST_TIMEOUT_MS = 1_000;
/**
 * An agent whose connection to the port was refused says nothing (docs/data-channel.md, "Closed port"). It takes what
 * is sent within milliseconds when the port is open, so silence this long on a live path means that nothing listens.
 */
const PORT_SILENT_MS = 5_000;

/**
 * Holds data back until the target can take it, and finds out whether there is a target.
 *
 * Before HandshakeComplete the agent acknowledges data and throws it away; it sets its own "complete" just after having
 * written that message, so what arrives in between is lost too. Whoever waits for the server's first words meets
 * neither.
 */
export class TargetGate {
  private readonly _timers = new Timers<'speaks-first' | 'port'>();
  private _held: Buffer[] | null = [];
  private _handshakeDone = false;
  private _hasAnswered = false;
  private _firstDataSequence: number | null = null;

  public constructor(
    private readonly _speaksFirst: boolean,
    private readonly _channel: {
      /** Sends what was held; returns the sequence number that its first message gets. */
      release(held: readonly Buffer[]): number;
      /** The target took data or sent some. Called once. */
      answered(): void;
      /** The tunnel works, and nothing listens on the port. */
      silent(): void;
      /** Whether data waits to be taken. */
      isWaiting(): boolean;
    },
  ) {}

  /** Keeps data for later; false when it may be sent now. */
  public hold(bytes: Buffer): boolean {
    this._held?.push(bytes);
    return this._held !== null;
  }

  public get isHolding(): boolean {
    return this._held !== null;
  }

  public handshakeCompleted(): void {
    this._handshakeDone = true;
    if (this._speaksFirst) this._timers.start('speaks-first', SPEAKS_FIRST_TIMEOUT_MS, () => this._release());
    else this._release();
  }

  /** Data came from the target. */
  public heard(): void {
    this._answered();
    if (this._handshakeDone) this._release();
  }

  /** The agent has taken a message. */
  public acknowledged(sequenceNumber: number): void {
    // Later ones prove nothing: the agent acknowledges and keeps them while it is still dialling.
    if (sequenceNumber === this._firstDataSequence) this._answered();
  }

  /** The path is open (again): silence counts from now on. */
  public pathOpened(): void {
    if (!this.isHolding && !this._hasAnswered) this._watch();
  }

  /** Without a path silence means nothing. */
  public pathLost(): void {
    this._timers.stop('port');
  }

  public dispose(): void {
    this._timers.stopAll();
    this._held = null;
  }

  private _release(): void {
    const held = this._held;
    if (!held) return;
    this._held = null;
    this._timers.stop('speaks-first');
    if (!this._hasAnswered) this._watch();
    this._firstDataSequence = this._channel.release(held);
  }

  private _watch(): void {
    this._timers.start('port', PORT_SILENT_MS, () => {
      if (this._channel.isWaiting()) this._channel.silent();
      else this._watch();
    });
  }

  private _answered(): void {
    if (this._hasAnswered) return;
    this._hasAnswered = true;
    this._timers.stop('port');
    this._channel.answered();
  }
}
