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
  private readonly _health: PathHealth;
  private readonly _timers = new Timers<'resume'>();
  private _socket: DataSocket | null = null;
  private _isOpen = false;
  private _wasOpen = false;
  private _closed = false;
  private _suspendedSince: number | null = null;
  private _why = '';
  /** Tries since the last message came in: a gateway that accepts and drops at once is not hammered. */
  private _attempts = 0;
  private _readingPaused = false;

  public constructor(
    private readonly _options: PathOptions,
    private readonly _handlers: PathHandlers,
  ) {
    this._health = new PathHealth({
      ping: () => this._socket?.ping(),
      dead: () => this._socket?.terminate(),
      waiting: () => _handlers.isWaiting(),
    });
    this._dial(_options.ticket);
  }

  /** The socket, while it is open. */
  public get socket(): DataSocket | null {
    return this._isOpen ? this._socket : null;
  }

  /** Stops reading, which holds back the gateway and the agent behind it. */
  public pauseReading(): void {
    this._readingPaused = true;
    this._health.setPaused(true);
    this._socket?.pause();
  }

  public resumeReading(): void {
    if (!this._readingPaused) return;
    this._readingPaused = false;
    this._health.setPaused(false);
    this._socket?.resume();
  }

  /** Tries to resume now, not at the end of the back-off; asks for a sign of life where the path seems fine. */
  public retryNow(): void {
    if (this._timers.isRunning('resume')) void this._resume();
    else this._health.checkNow();
  }

  /** Closes the socket for good. No handler is called afterwards. */
  public close(): void {
    if (this._closed) return;
    this._closed = true;
    this._timers.stopAll();
    this._health.stop();
    // A paused socket would never see the other side's close frame.
    if (this._readingPaused) this._socket?.resume();
    this._socket?.close();
    this._isOpen = false;
  }

  private _dial(ticket: Ticket): void {
    // What a former socket still says must not be taken for the present one's.
    const isCurrent = () => !this._closed && this._socket === socket;
    const socket = this._options.dial(ticket.streamUrl, ticket.headers, {
      onOpen: () => {
        if (isCurrent()) this._opened(ticket);
      },
      onMessage: (bytes) => {
        if (!isCurrent()) return;
        this._attempts = 0;
        this._health.heard();
        this._handlers.onMessage(bytes);
      },
      onPong: () => {
        if (isCurrent()) this._health.heard();
      },
      onEnd: (end) => {
        if (isCurrent()) this._lost(end);
      },
    });
    this._socket = socket;
  }

  private _opened(ticket: Ticket): void {
    const resumed = this._wasOpen;
    this._isOpen = true;
    this._wasOpen = true;
    this._suspendedSince = null;
    this._health.start();
    if (this._readingPaused) this._socket?.pause();
    this._handlers.onOpen(ticket, resumed);
  }

  private _lost(end: SocketEnd): void {
    this._socket = null;
    this._isOpen = false;
    this._health.stop();
    const why = end.reason === '' ? `WebSocket closed with code ${end.code}` : end.reason;
    if (!this._wasOpen) {
      // Never open: the address, the network or the signature is wrong, which a new token would not mend.
      this._end(
        end.httpStatus === null
          ? { kind: 'gateway-unreachable', message: why }
          : { kind: 'gateway-refused', httpStatus: end.httpStatus, message: why },
      );
      return;
    }
    this._retryLater(why);
  }

  private _retryLater(why: string): void {
    this._suspendedSince ??= Date.now();
    this._why = why;
    this._timers.start('resume', resumeDelayMs(this._attempts), () => void this._resume());
    this._handlers.onSuspended(this._suspendedSince, this._attempts, why);
  }

  private async _resume(): Promise<void> {
    this._timers.stop('resume');
    this._attempts++;
    this._handlers.onSuspended(this._suspendedSince ?? Date.now(), this._attempts, this._why);
    try {
      const ticket = await this._options.resume();
      if (this._isClosed()) return;
      if (ticket) this._dial(ticket);
      else this._end({ kind: 'timed-out' });
    } catch (error) {
      if (this._isClosed()) return;
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof ResumeRefusedError) this._end({ kind: 'resume-refused', message });
      else this._retryLater(message);
    }
  }

  private _end(end: PathEnd): void {
    this.close();
    this._handlers.onEnd(end);
  }

  /** It may have been closed while something was awaited, which the compiler cannot know. */
  private _isClosed(): boolean {
    return this._closed;
  }
}
