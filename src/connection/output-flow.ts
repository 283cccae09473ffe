import type { Readable } from 'node:stream';

/**
 * Output that the terminal has not parsed yet, above which the shell is no longer read. xterm.js becomes sluggish with
 * about 500 kB pending (its flow-control guide).
 */
const HIGH_WATER_BYTES = 384 * 1024;
const LOW_WATER_BYTES = 128 * 1024;

/**
 * Passes a shell's output on to the terminal no faster than the terminal parses it. Once paused, SSH's own window fills
 * and holds the server back, so that nothing grows on the way.
 */
export class OutputFlow {
  private pending: Buffer[] = [];
  private flushScheduled = false;
  private unparsedBytes = 0;

  public constructor(
    private readonly source: Readable,
    private readonly send: (bytes: Uint8Array) => void,
  ) {
    source.on('data', (chunk: Buffer) => this.add(chunk));
  }

  /** The terminal has parsed so many bytes more. */
  public acknowledge(bytes: number): void {
    this.unparsedBytes = Math.max(0, this.unparsedBytes - bytes);
    if (this.unparsedBytes <= LOW_WATER_BYTES && this.source.isPaused()) this.source.resume();
  }

  /** Sends what has gathered. */
  public flush(): void {
    if (this.pending.length === 0) return;
    const length = this.pending.reduce((sum, chunk) => sum + chunk.length, 0);
    // One array of exactly this size: cloning a view for another process copies all of what it looks at.
    const bytes = new Uint8Array(length);
    let offset = 0;
    for (const chunk of this.pending) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    this.pending = [];
    this.send(bytes);
  }

  private add(chunk: Buffer): void {
    this.pending.push(chunk);
    this.unparsedBytes += chunk.length;
    if (this.unparsedBytes >= HIGH_WATER_BYTES) this.source.pause();
    if (this.flushScheduled) return;
    // One message for all that arrives in this turn: messages cost more than bytes.
    this.flushScheduled = true;
    setImmediate(() => {
      this.flushScheduled = false;
      this.flush();
    });
  }
}
