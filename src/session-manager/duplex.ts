import { Duplex } from 'node:stream';
import type { DataChannel } from './data-channel.js';

/**
 * A DataChannel as a Node stream, for SSH clients and for standard input and output. Whoever owns the channel passes on
 * its events: `received`, `drained`, `ended`.
 */
export class ChannelDuplex extends Duplex {
  private waiting: (() => void) | null = null;

  public constructor(private readonly channel: DataChannel) {
    super({ allowHalfOpen: false, readableHighWaterMark: 1024 * 1024 });
  }

  /** Bytes came from the target. */
  public received(bytes: Buffer): void {
    if (!this.push(bytes)) this.channel.pauseReading();
  }

  /** The channel takes data again. */
  public drained(): void {
    const waiting = this.waiting;
    this.waiting = null;
    waiting?.();
  }

  /** The channel is closed. */
  public ended(): void {
    this.push(null);
    this.drained();
  }

  public override _read(): void {
    this.channel.resumeReading();
  }

  public override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    if (this.channel.write(chunk)) callback();
    else this.waiting = callback;
  }

  public override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    // A stream that nobody reads any more must not hold the channel back while it ends.
    this.channel.resumeReading();
    this.drained();
    callback(error);
  }
}
