import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/**
 * Most bytes that may wait in the client's socket before the agent's reading of the target is held. The real gateway's
 * bound is not known; what matters is that there is one.
 */
const SEND_BOUND_BYTES = 1 << 20;

/** Why a client is not read from: the agent waits in a TCP write, the delayed leg is full, the path is silent. */
type PauseReason = 'reader' | 'queue' | 'silent';

/** One WebSocket of a client. A session has one at a time, and a new one after each resume. */
export class ClientConnection {
  private corked = false;
  private readonly pauseReasons = new Set<PauseReason>();

  constructor(
    private readonly webSocket: WebSocket,
    /** The TCP socket under the WebSocket. */
    private readonly socket: Duplex,
    /** Whether the upgrade request was signed. */
    readonly signed: boolean,
    /** The path and query that the client asked for. */
    readonly requestUrl: string,
  ) {
    // Pings are answered here, not by the library, so that a silent path stays silent.
    webSocket.on('ping', (data: Buffer) => {
      if (!this.silent && this.open) webSocket.pong(data);
    });
  }

  get open(): boolean {
    return this.webSocket.readyState === this.webSocket.OPEN;
  }

  get silent(): boolean {
    return this.pauseReasons.has('silent');
  }

  get congested(): boolean {
    return this.socket.writableLength > SEND_BOUND_BYTES;
  }

  /** Called each time the socket's buffer has run empty after it was full. */
  onDrain(then: () => void): void {
    this.socket.on('drain', then);
  }

  /** Sends one binary message. All messages of one turn of the event loop go out in one write. */
  send(bytes: Buffer): void {
    if (!this.open || this.silent) return;
    if (!this.corked) {
      this.corked = true;
      this.socket.cork();
      process.nextTick(() => {
        this.corked = false;
        this.socket.uncork();
      });
    }
    this.webSocket.send(bytes, { binary: true });
  }

  /** Stops reading from the client for a reason, or takes the reason back. */
  pause(reason: PauseReason, on: boolean): void {
    if (on) this.pauseReasons.add(reason);
    else this.pauseReasons.delete(reason);
    if (this.pauseReasons.size > 0) this.webSocket.pause();
    else this.webSocket.resume();
  }

  close(code: number, reason: string): void {
    if (this.silent) this.destroy();
    else this.webSocket.close(code, reason);
  }

  /** Cuts the TCP connection without a closing handshake. */
  destroy(): void {
    this.webSocket.terminate();
  }
}
