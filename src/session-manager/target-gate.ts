import { Timers } from './timers.js';

/** How long to wait for a target that speaks first before sending anyway. One round trip is enough for SSH. */
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
  private readonly timers = new Timers<'speaks-first' | 'port'>();
  private held: Buffer[] | null = [];
  private handshakeDone = false;
  private hasAnswered = false;
  private firstDataSequence: number | null = null;

  public constructor(
    private readonly speaksFirst: boolean,
    /** Whether it may be missing: a shell that cannot be started ends its session, with the reason. */
    private readonly isPort: boolean,
    private readonly channel: {
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
    this.held?.push(bytes);
    return this.held !== null;
  }

  public get isHolding(): boolean {
    return this.held !== null;
  }

  public handshakeCompleted(): void {
    this.handshakeDone = true;
    if (this.speaksFirst) this.timers.start('speaks-first', SPEAKS_FIRST_TIMEOUT_MS, () => this.release());
    else this.release();
  }

  /** Data came from the target. */
  public heard(): void {
    this.answered();
    if (this.handshakeDone) this.release();
  }

  /** The agent has taken a message. */
  public acknowledged(sequenceNumber: number): void {
    // Later ones prove nothing: the agent acknowledges and keeps them while it is still dialling.
    if (sequenceNumber === this.firstDataSequence) this.answered();
  }

  /** The path is open (again): silence counts from now on. */
  public pathOpened(): void {
    if (!this.isHolding && !this.hasAnswered) this.watch();
  }

  /** Without a path silence means nothing. */
  public pathLost(): void {
    this.timers.stop('port');
  }

  public dispose(): void {
    this.timers.stopAll();
    this.held = null;
  }

  private release(): void {
    const held = this.held;
    if (!held) return;
    this.held = null;
    this.timers.stop('speaks-first');
    if (!this.hasAnswered) this.watch();
    this.firstDataSequence = this.channel.release(held);
  }

  private watch(): void {
    if (!this.isPort) return;
    this.timers.start('port', PORT_SILENT_MS, () => {
      if (this.channel.isWaiting()) this.channel.silent();
      else this.watch();
    });
  }

  private answered(): void {
    if (this.hasAnswered) return;
    this.hasAnswered = true;
    this.timers.stop('port');
    this.channel.answered();
  }
}
