import { PathHealth } from './path-health.js';
import { resumeDelayMs } from './resume-delay.js';
import type { DataSocket, DialSocket, SocketEnd } from './socket.js';
import { Timers } from './timers.js';

/** Where to dial, and with what. From StartSession or ResumeSession; headers hold the SigV4 signature. */
export interface Ticket {
  readonly streamUrl: string;
  readonly tokenValue: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Thrown by a `resume` callback when trying again is pointless, such as when permission was taken away. */
export class ResumeRefusedError extends Error {
  public override readonly name = 'ResumeRefusedError';
}

/** Why there is no way to the gateway any more. */
export type PathEnd =
  /** ResumeSession says that the session is over. */
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'resume-refused'; readonly message: string }
  | { readonly kind: 'gateway-refused'; readonly httpStatus: number; readonly message: string }
  | { readonly kind: 'gateway-unreachable'; readonly message: string };

export interface PathOptions {
  readonly ticket: Ticket;
  readonly dial: DialSocket;
  /** ResumeSession: a fresh ticket, null when the session is over; other errors are retried. */
  readonly resume: () => Promise<Ticket | null>;
}

export interface PathHandlers {
  /** A socket is open; `resumed` when it is not the first. */
  onOpen(ticket: Ticket, resumed: boolean): void;
  onMessage(bytes: Buffer): void;
  /**
   * The socket is lost, or another try to get one has begun or failed.
   *
   * @param since when it was lost, Unix milliseconds
   * @param attempt ResumeSession calls since then; 0 before the first
   */
  onSuspended(since: number, attempt: number, why: string): void;
  /** There will be no other socket. */
  onEnd(end: PathEnd): void;
  /** Whether something sent waits to be acknowledged: silence is then suspicious. */
  isWaiting(): boolean;
}

/**
 * The way to the gateway: one WebSocket after the other, each after the first with a token from ResumeSession. It tries
 * for as long as the session lives.
 */
export class GatewayPath {
  private readonly health: PathHealth;
  private readonly timers = new Timers<'resume'>();
  private _socket: DataSocket | null = null;
  private isOpen = false;
  private wasOpen = false;
  private closed = false;
  private suspendedSince: number | null = null;
  private why = '';
  /** Tries since the last message came in: a gateway that accepts and drops at once is not hammered. */
  private attempts = 0;
  private readingPaused = false;

  public constructor(
    private readonly options: PathOptions,
    private readonly handlers: PathHandlers,
  ) {
    this.health = new PathHealth({
      ping: () => this._socket?.ping(),
      dead: () => this._socket?.terminate(),
      waiting: () => handlers.isWaiting(),
    });
    this.dial(options.ticket);
  }

  /** The socket, while it is open. */
  public get socket(): DataSocket | null {
    return this.isOpen ? this._socket : null;
  }

  /** Stops reading, which holds back the gateway and the agent behind it. */
  public pauseReading(): void {
    this.readingPaused = true;
    this.health.setPaused(true);
    this._socket?.pause();
  }

  public resumeReading(): void {
    if (!this.readingPaused) return;
    this.readingPaused = false;
    this.health.setPaused(false);
    this._socket?.resume();
  }

  /** Tries to resume now, not at the end of the back-off; asks for a sign of life where the path seems fine. */
  public retryNow(): void {
    if (this.timers.isRunning('resume')) void this.resume();
    else this.health.checkNow();
  }

  /** Closes the socket for good. No handler is called afterwards. */
  public close(): void {
    if (this.closed) return;
    this.closed = true;
    this.timers.stopAll();
    this.health.stop();
    // A paused socket would never see the other side's close frame.
    if (this.readingPaused) this._socket?.resume();
    this._socket?.close();
    this.isOpen = false;
  }

  private dial(ticket: Ticket): void {
    // What a former socket still says must not be taken for the present one's.
    const isCurrent = () => !this.closed && this._socket === socket;
    const socket = this.options.dial(ticket.streamUrl, ticket.headers, {
      onOpen: () => {
        if (isCurrent()) this.opened(ticket);
      },
      onMessage: (bytes) => {
        if (!isCurrent()) return;
        this.attempts = 0;
        this.health.heard();
        this.handlers.onMessage(bytes);
      },
      onPong: () => {
        if (isCurrent()) this.health.heard();
      },
      onEnd: (end) => {
        if (isCurrent()) this.lost(end);
      },
    });
    this._socket = socket;
  }

  private opened(ticket: Ticket): void {
    const resumed = this.wasOpen;
    this.isOpen = true;
    this.wasOpen = true;
    this.suspendedSince = null;
    this.health.start();
    if (this.readingPaused) this._socket?.pause();
    this.handlers.onOpen(ticket, resumed);
  }

  private lost(end: SocketEnd): void {
    this._socket = null;
    this.isOpen = false;
    this.health.stop();
    const why = end.reason === '' ? `WebSocket closed with code ${end.code}` : end.reason;
    if (!this.wasOpen) {
      // Never open: the address, the network or the signature is wrong, which a new token would not mend.
      this.end(
        end.httpStatus === null
          ? { kind: 'gateway-unreachable', message: why }
          : { kind: 'gateway-refused', httpStatus: end.httpStatus, message: why },
      );
      return;
    }
    this.retryLater(why);
  }

  private retryLater(why: string): void {
    this.suspendedSince ??= Date.now();
    this.why = why;
    this.timers.start('resume', resumeDelayMs(this.attempts), () => void this.resume());
    this.handlers.onSuspended(this.suspendedSince, this.attempts, why);
  }

  private async resume(): Promise<void> {
    this.timers.stop('resume');
    this.attempts++;
    this.handlers.onSuspended(this.suspendedSince ?? Date.now(), this.attempts, this.why);
    try {
      const ticket = await this.options.resume();
      if (this.isClosed()) return;
      if (ticket) this.dial(ticket);
      else this.end({ kind: 'timed-out' });
    } catch (error) {
      if (this.isClosed()) return;
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof ResumeRefusedError) this.end({ kind: 'resume-refused', message });
      else this.retryLater(message);
    }
  }

  private end(end: PathEnd): void {
    this.close();
    this.handlers.onEnd(end);
  }

  /** It may have been closed while something was awaited, which the compiler cannot know. */
  private isClosed(): boolean {
    return this.closed;
  }
}
