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
  private _pending: Buffer[] = [];
  private _flushScheduled = false;
  private _unparsedBytes = 0;

  public constructor(
    private readonly _source: Readable,
    private readonly _send: (bytes: Uint8Array) => void,
  ) {
    _source.on('data', (chunk: Buffer) => this._add(chunk));
  }

  /** The terminal has parsed so many bytes more. */
  public acknowledge(bytes: number): void {
    this._unparsedBytes = Math.max(0, this._unparsedBytes - bytes);
    if (this._unparsedBytes <= LOW_WATER_BYTES && this._source.isPaused()) this._source.resume();
  }

  /** Sends what has gathered. */
  public flush(): void {
    if (this._pending.length === 0) return;
    const length = this._pending.reduce((sum, chunk) => sum + chunk.length, 0);
    // One array of exactly this size: cloning a view for another process copies all of what it looks at.
    const bytes = new Uint8Array(length);
    let offset = 0;
    for (const chunk of this._pending) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    this._pending = [];
    this._send(bytes);
  }

  private _add(chunk: Buffer): void {
    this._pending.push(chunk);
    this._unparsedBytes += chunk.length;
    if (this._unparsedBytes >= HIGH_WATER_BYTES) this._source.pause();
    if (this._flushScheduled) return;
    // One message for all that arrives in this turn: messages cost more than bytes.
    this._flushScheduled = true;
    setImmediate(() => {
      this._flushScheduled = false;
      this.flush();
    });
  }
}
