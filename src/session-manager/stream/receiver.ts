import type { Frame } from '../codec/frame.js';

/*
 * The receiving half of the reliable stream: puts messages in order and says which to acknowledge. No sockets.
 */

/** Messages kept that came before their turn; the plugin keeps as many. More are dropped and come again. */
const MAX_EARLY_MESSAGES = 10_000;
/** Bounds memory against a peer that sends huge messages from the future. */
const MAX_EARLY_BYTES = 32 * 1024 * 1024;

export interface Received {
  /** Messages whose turn has come, in order. */
  readonly deliver: readonly Frame[];
  /** Whether to acknowledge the message that came in. */
  readonly acknowledge: boolean;
}

const NOTHING: readonly Frame[] = [];

export class ReliableReceiver {
  private _expected = 0;
  private readonly early = new Map<number, Frame>();
  private earlyBytes = 0;

  /** The sequence number of the next message to deliver. */
  public get expected(): number {
    return this._expected;
  }

  /**
   * Takes a stream-data message. One that was delivered before is acknowledged again, because the acknowledgement may
   * have been lost (the plugin does not, and is sent that message for ever); one from beyond the bounds is not, so
   * that the sender sends it again.
   */
  public receive(frame: Frame): Received {
    if (frame.sequenceNumber < this._expected) return { deliver: NOTHING, acknowledge: true };
    if (frame.sequenceNumber > this._expected)
      return { deliver: NOTHING, acknowledge: this.keepEarly(frame) };
    const deliver = [frame];
    this._expected++;
    for (let next = this.early.get(this._expected); next; next = this.early.get(this._expected)) {
      this.early.delete(this._expected);
      this.earlyBytes -= next.payload.length;
      deliver.push(next);
      this._expected++;
    }
    return { deliver, acknowledge: true };
  }

  private keepEarly(frame: Frame): boolean {
    if (this.early.has(frame.sequenceNumber)) return true;
    const distance = frame.sequenceNumber - this._expected;
    if (distance > MAX_EARLY_MESSAGES || this.earlyBytes + frame.payload.length > MAX_EARLY_BYTES)
      return false;
    // A copy: the payload is a view on whatever the socket read, which may be many times as long.
    this.early.set(frame.sequenceNumber, { ...frame, payload: Buffer.from(frame.payload) });
    this.earlyBytes += frame.payload.length;
    return true;
  }
}
