import { connect, type Socket } from 'node:net';
import type { Target } from './target.js';

/** `StreamDataPayloadSize` of the agent: the most it reads from the target at once. */
export const AGENT_READ_BYTES = 1024;
/** "Wait for TCP to process more data": the agent's sleep after each read (`WritePump` in `port_basic.go`). */
export const PACE_MS = 1;

export interface TargetConnectionOptions {
  port: number;
  /** Sleep 1 ms after each read, as the real agent. */
  pacing: boolean;
  readBytes: number;
}

export interface TargetConnectionEvents {
  dialled(): void;
  refused(error: Error): void;
  /** Bytes from the target, valid during the call only. Returns false to stop reading until {@link Target.resume}. */
  data(bytes: Buffer): boolean;
  /** The target closed its side. */
  eof(): void;
  failed(error: Error): void;
}

/** The agent's TCP connection to the target port. */
export class TargetConnection implements Target {
  private readonly socket: Socket;
  private connected = false;
  private closed = false;
  private held = false;
  private pace: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: TargetConnectionOptions,
    private readonly events: TargetConnectionEvents,
  ) {
    this.socket = connect({
      host: '127.0.0.1',
      port: options.port,
      noDelay: true,
      // Reads at most that much from the kernel at once, so an unread target feels TCP back-pressure at once.
      onread: {
        buffer: Buffer.alloc(options.readBytes),
        callback: (count, buffer) => this.onRead(count, buffer),
      },
    });
    this.socket.on('connect', () => {
      this.connected = true;
      events.dialled();
    });
    this.socket.on('end', () => this.finish(() => events.eof()));
    this.socket.on('error', (error) =>
      this.finish(() => (this.connected ? events.failed(error) : events.refused(error))),
    );
  }

  get available(): boolean {
    return this.connected;
  }

  write(bytes: Buffer, settle: (outcome: 'done' | 'failed') => void): 'done' | 'failed' | 'pending' {
    if (this.closed) return 'failed';
    const socket = this.socket;
    let immediate = false;
    socket.write(bytes, (error) => {
      if (!immediate) settle(error ? 'failed' : 'done');
    });
    if (socket.errored !== null) {
      immediate = true;
      return 'failed';
    }
    immediate = socket.writableLength === 0;
    return immediate ? 'done' : 'pending';
  }

  resume(): void {
    this.held = false;
    if (this.pace === undefined && !this.closed) this.socket.resume();
  }

  close(): void {
    this.finish(() => undefined);
    this.socket.destroy();
  }

  private onRead(count: number, buffer: Uint8Array): boolean {
    if (this.closed) return false;
    this.held = !this.events.data(Buffer.from(buffer.buffer, buffer.byteOffset, count));
    if (this.options.pacing) {
      this.pace = setTimeout(() => {
        this.pace = undefined;
        if (!this.held) this.resume();
      }, PACE_MS);
      return false;
    }
    return !this.held;
  }

  private finish(tell: () => void): void {
    clearTimeout(this.pace);
    this.pace = undefined;
    if (this.closed) return;
    this.closed = true;
    tell();
  }
}
