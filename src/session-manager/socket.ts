import type { Socket } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { maskedFrames } from './codec/masked-frames.js';

/** A gateway that has not answered the upgrade request by now will not: proxies give up later than people do. */
const OPEN_TIMEOUT_MS = 15_000;
/** Agents send about 1 KiB a message; this leaves room for other senders and bounds what a hostile one can make us hold. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/** Why a socket is gone, or never came to be. */
export interface SocketEnd {
  /** WebSocket close code; 1006 when there was no close frame. */
  readonly code: number;
  readonly reason: string;
  /** The HTTP status that refused the upgrade, when one did. */
  readonly httpStatus: number | null;
}

export interface SocketHandlers {
  onOpen(): void;
  /** The bytes may be a view on a larger buffer. */
  onMessage(bytes: Buffer): void;
  onPong(): void;
  /** Comes exactly once, also when the socket never opened. Nothing comes after it. */
  onEnd(end: SocketEnd): void;
}

/** One WebSocket to the gateway, as the data channel uses it. */
export interface DataSocket {
  sendText(text: string): void;
  /** Sends binary messages, joined into as few writes as the system allows. */
  sendBinary(messages: readonly Buffer[]): void;
  ping(): void;
  /** Bytes handed to the socket and not yet to the system. */
  readonly bufferedBytes: number;
  /** Calls back once when all bytes handed to the socket so far are the system's. */
  onFlushed(callback: () => void): void;
  /** Stops reading, so that the gateway, and behind it the agent, are held back by TCP. */
  pause(): void;
  resume(): void;
  /** Closes with a close frame; `onEnd` follows. */
  close(): void;
  /** Drops the connection at once; `onEnd` follows. */
  terminate(): void;
}

/** Opens a WebSocket to the gateway. */
export type DialSocket = (
  url: string,
  headers: Readonly<Record<string, string>>,
  handlers: SocketHandlers,
) => DataSocket;

/** The real dialler. `options` are ws's own, for proxies and certificate authorities. */
export function webSocketDialer(options: ClientOptions = {}): DialSocket {
  return (url, headers, handlers) => new WebSocketDataSocket(url, headers, handlers, options);
}

class WebSocketDataSocket implements DataSocket {
  private readonly webSocket: WebSocket;
  private stream: Socket | null = null;
  /** Binary messages of this turn, which leave together at its end. */
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private ended = false;
  private httpStatus: number | null = null;
  private error = '';

  public constructor(
    url: string,
    headers: Readonly<Record<string, string>>,
    handlers: SocketHandlers,
    options: ClientOptions,
  ) {
    this.webSocket = new WebSocket(url, {
      // Neither real peer compresses messages, and what SSH sends does not compress.
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: OPEN_TIMEOUT_MS,
      ...options,
      headers: { ...headers },
    });
    const end = (code: number, reason: string) => {
      if (this.ended) return;
      this.ended = true;
      handlers.onEnd({ code, reason: reason === '' ? this.error : reason, httpStatus: this.httpStatus });
    };
    this.webSocket.on('upgrade', (response) => {
      this.stream = response.socket;
      // Keystrokes are small messages that must not wait for each other.
      response.socket.setNoDelay(true);
    });
    this.webSocket.on('open', () => handlers.onOpen());
    this.webSocket.on('message', (data) => {
      if (!this.ended) handlers.onMessage(data as Buffer);
    });
    this.webSocket.on('pong', () => handlers.onPong());
    this.webSocket.on('unexpected-response', (request, response) => {
      this.httpStatus = response.statusCode ?? null;
      request.destroy();
      end(1006, `HTTP ${response.statusCode ?? '?'} ${response.statusMessage ?? ''}`.trim());
    });
    this.webSocket.on('error', (error) => {
      this.error = error.message;
    });
    this.webSocket.on('close', (code, reason) => end(code, reason.toString('utf8')));
  }

  public get bufferedBytes(): number {
    return this.webSocket.bufferedAmount + this.pendingBytes;
  }

  public sendText(text: string): void {
    this.flush();
    if (this.isOpen()) this.webSocket.send(text);
  }

  public sendBinary(messages: readonly Buffer[]): void {
    if (!this.isOpen()) return;
    if (this.pending.length === 0) process.nextTick(() => this.flush());
    for (const message of messages) {
      this.pending.push(message);
      this.pendingBytes += message.length;
    }
  }

  public ping(): void {
    // The payload that the plugin sends.
    if (this.isOpen()) this.webSocket.ping('keepalive');
  }

  public onFlushed(callback: () => void): void {
    this.flush();
    const stream = this.stream;
    if (!stream || stream.writableLength === 0) queueMicrotask(callback);
    else stream.once('drain', callback);
  }

  public pause(): void {
    if (this.isOpen()) this.webSocket.pause();
  }

  public resume(): void {
    this.webSocket.resume();
  }

  public close(): void {
    this.flush();
    this.webSocket.close(1000);
  }

  public terminate(): void {
    this.webSocket.terminate();
  }

  private isOpen(): boolean {
    return this.webSocket.readyState === WebSocket.OPEN;
  }

  /**
   * Writes a burst of frames or acknowledgements as one buffer. Past ws, which makes two writes of each message and masks
   * it byte by byte: without compression it has no state that this could disturb.
   */
  private flush(): void {
    const messages = this.pending;
    if (messages.length === 0) return;
    this.pending = [];
    this.pendingBytes = 0;
    if (this.isOpen()) this.stream?.write(maskedFrames(messages));
  }
}
