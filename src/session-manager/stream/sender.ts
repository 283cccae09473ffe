import { RoundTrip } from './round-trip.js';

/*
 * The sending half of the reliable stream: gives each message its place, holds what is not acknowledged, and says what
 * to put on the wire now. No sockets, no timers: time comes in as an argument, bytes go out as a return value.
 */

/** Messages in flight at the start: enough for SSH's whole key exchange, little enough for an agent still dialling. */
const INITIAL_WINDOW = 32;
const MIN_WINDOW = 4;
/** Bounds memory in flight: 4,096 messages of 1,024 bytes carry 100 MB/s at a round trip of 40 ms. */
const MAX_WINDOW = 4_096;
/** Bounds memory with large payloads. */
const MAX_UNACKNOWLEDGED_BYTES = 16 * 1024 * 1024;
/**
 * The window stops growing once a round trip is this much above the shortest one: a queue has formed on the way, which
 * more messages would only lengthen (and keystrokes wait in it).
 */
const QUEUE_FACTOR = 1.5;
const QUEUE_MARGIN_MS = 8;
/**
 * Until the agent has its own connection to the port it refuses data without a word. The plugin's 200 ms time-out
 * shows in every such connect; a repeat costs one small message.
 */
const REFUSABLE_TIMEOUT_MS = 25;
const MAX_REFUSABLE_TIMEOUT_MS = 100;
/**
 * How much of itself the window grows in a round trip once a queue or a loss has been met. The usual one message would
 * take minutes on a long path to make good a single hiccup.
 */
const GROWTH = 1 / 16;
/** Repeats of one message back off to this: a target that does not read must not be hammered. */
const MAX_TIMEOUT_MS = 5_000;
/** How much later than a missing message one may have been sent that is acknowledged, before the first is lost. */
const MIN_REORDER_MS = 3;
/** At most this many messages leave in one turn, so that a wide window does not hold up the event loop. */
const MAX_BURST = 256;

/** A message that waits for its place on the wire: how to encode it once its sequence number and time are known. */
export type EncodeMessage = (sequenceNumber: number, now: number) => Buffer;

interface Outgoing {
  readonly sequenceNumber: number;
  bytes: Buffer;
  sentAt: number;
  sends: number;
}

interface Queued {
  readonly encode: EncodeMessage;
  readonly size: number;
}

export class ReliableSender {
  public readonly roundTrip = new RoundTrip();
  /** Messages believed to be on their way, in the order of their last sending: the overdue ones stand in front. */
  private readonly inFlight = new Map<number, Outgoing>();
  /** Messages believed lost, which leave before anything new. */
  private readonly lost = new Map<number, Outgoing>();
  private unacknowledgedBytes = 0;
  private queue: Queued[] = [];
  private queueHead = 0;
  private _queuedBytes = 0;
  private _nextSequenceNumber = 0;
  private _window = INITIAL_WINDOW;
  private slowStartThreshold = MAX_WINDOW;
  /** Losses of messages sent before this time have been answered already: one halving a round trip. */
  private recoveryUntil = Number.NEGATIVE_INFINITY;
  /** The window before the last halving, for the case that it proves to have been for nothing. */
  private beforeHalving: { readonly window: number; readonly slowStartThreshold: number } | null = null;
  /** When the most recently sent message that has been acknowledged was sent. */
  private latestAckedSentAt = Number.NEGATIVE_INFINITY;
  private refusable: number | null = null;
  /** Whether the last `poll` used all of the window. */
  private windowFull = false;
  private suspended = false;
  private blocked = false;
  private _resent = 0;

  /** Bytes that wait for their turn, not counting what was sent. */
  public get queuedBytes(): number {
    return this._queuedBytes;
  }

  /** Messages sent and not acknowledged. */
  public get unacknowledged(): number {
    return this.inFlight.size + this.lost.size;
  }

  /** Messages allowed in flight now. */
  public get window(): number {
    return Math.floor(this._window);
  }

  /** How many times a message was sent again. */
  public get resent(): number {
    return this._resent;
  }

  /** The sequence number that the next message pushed will get. */
  public get nextSequenceNumber(): number {
    return this._nextSequenceNumber + this.queue.length - this.queueHead;
  }

  /** Appends a message of `size` payload bytes. It leaves with a later `poll`. */
  public push(size: number, encode: EncodeMessage): void {
    this.queue.push({ encode, size });
    this._queuedBytes += size;
  }

  /** The next message pushed is one that the agent may refuse at first: it is repeated quickly and without blame. */
  public expectRefusal(): void {
    this.refusable = this.nextSequenceNumber;
  }

  /**
   * Puts other bytes in the place of a message that was sent and not acknowledged; they leave with its next repeat.
   *
   * @returns false when the message is not there (any more)
   */
  public replace(sequenceNumber: number, bytes: Buffer): boolean {
    const message = this.inFlight.get(sequenceNumber) ?? this.lost.get(sequenceNumber);
    if (!message) return false;
    this.unacknowledgedBytes += bytes.length - message.bytes.length;
    message.bytes = bytes;
    return true;
  }

  /** Nothing leaves until `resume`. */
  public suspend(): void {
    this.suspended = true;
  }

  /** The other side asked for a pause (pause_publication). Kept apart from `suspend`: the path is fine. */
  public block(): void {
    this.blocked = true;
  }

  /**
   * The pause is over, by start_publication or any sign of life from the agent.
   *
   * @returns whether there was one
   */
  public unblock(): boolean {
    const wasBlocked = this.blocked;
    this.blocked = false;
    return wasBlocked;
  }

  /** The path is open again. What was in flight was lost with the old one; nothing known of it holds for the new. */
  public resume(): void {
    this.suspended = false;
    this.blocked = false;
    this.roundTrip.reset();
    this._window = INITIAL_WINDOW;
    this.slowStartThreshold = MAX_WINDOW;
    this.beforeHalving = null;
    this.latestAckedSentAt = Number.NEGATIVE_INFINITY;
    this.markLost([...this.inFlight.values(), ...this.lost.values()]);
  }

  /**
   * Takes an acknowledgement.
   *
   * @param now in milliseconds, on the same clock as `poll`
   * @returns false when it names no message in flight (a repeat, or one never sent): it is ignored
   */
  public acknowledge(sequenceNumber: number, now: number): boolean {
    const message = this.inFlight.get(sequenceNumber) ?? this.lost.get(sequenceNumber);
    if (!message) return false;
    const wasLost = this.lost.delete(sequenceNumber);
    this.inFlight.delete(sequenceNumber);
    this.unacknowledgedBytes -= message.bytes.length;
    if (sequenceNumber === this.refusable) this.refusable = null;
    // Acknowledged before its repeat left, or sooner after it than the path allows: the first one had arrived.
    const { smoothedMs, minimumMs } = this.roundTrip;
    const tooSoon = smoothedMs !== null && message.sends === 2 && now - message.sentAt < minimumMs / 2;
    if (wasLost ? message.sends === 1 : tooSoon) this.undoHalving();
    if (message.sends > 1) return true;
    this.latestAckedSentAt = Math.max(this.latestAckedSentAt, message.sentAt);
    const sample = now - message.sentAt;
    this.roundTrip.sample(sample, now);
    if (sample > this.roundTrip.minimumMs * QUEUE_FACTOR + QUEUE_MARGIN_MS) {
      this.slowStartThreshold = Math.min(this.slowStartThreshold, this._window);
    } else if (this.windowFull && this._window < MAX_WINDOW) {
      // Only while the window is what holds the stream back, else it would grow without having been tried.
      this._window += this._window < this.slowStartThreshold ? 1 : Math.max(1 / this._window, GROWTH);
    }
    return true;
  }

  /**
   * What to put on the wire now: what was lost first, then new messages, as far as the window allows.
   *
   * @param now in milliseconds
   * @returns encoded frames in order
   */
  public poll(now: number): Buffer[] {
    const frames: Buffer[] = [];
    if (this.suspended || this.blocked) return frames;
    this.findLost(now);
    for (const message of this.lost.values()) {
      if (!this.mayResend(frames)) break;
      this.lost.delete(message.sequenceNumber);
      this.inFlight.set(message.sequenceNumber, message);
      message.sentAt = now;
      message.sends++;
      this._resent++;
      frames.push(message.bytes);
    }
    while (this.lost.size === 0 && this.maySendNew(frames)) {
      const queued = this.queue[this.queueHead++];
      if (!queued) break;
      this._queuedBytes -= queued.size;
      const sequenceNumber = this._nextSequenceNumber++;
      const bytes = queued.encode(sequenceNumber, now);
      this.inFlight.set(sequenceNumber, { sequenceNumber, bytes, sentAt: now, sends: 1 });
      this.unacknowledgedBytes += bytes.length;
      frames.push(bytes);
    }
    this.windowFull = this.unacknowledged >= this.window;
    this.compactQueue();
    return frames;
  }

  /** When `poll` has something to do again, in milliseconds on the same clock; null when only an event can give it. */
  public nextPollAt(now: number): number | null {
    if (this.suspended || this.blocked) return null;
    if (this.lost.size > 0 ? this.mayResend([]) : this.maySendNew([])) return now;
    let next: number | null = null;
    for (const message of this.inFlight.values()) {
      const due = message.sentAt + this.timeoutOf(message);
      if (next === null || due < next) next = due;
      // In the order of sending, so only a repeat, which has backed off, can be due later than one behind it.
      if (message.sends === 1) break;
    }
    return next;
  }

  private mayResend(frames: readonly Buffer[]): boolean {
    return this.inFlight.size < this.window && frames.length < MAX_BURST;
  }

  private maySendNew(frames: readonly Buffer[]): boolean {
    return (
      this.queueHead < this.queue.length &&
      this.unacknowledged < this.window &&
      this.unacknowledgedBytes < MAX_UNACKNOWLEDGED_BYTES &&
      frames.length < MAX_BURST
    );
  }

  private findLost(now: number): void {
    const reorderMs = Math.max(MIN_REORDER_MS, (this.roundTrip.smoothedMs ?? 0) / 4);
    const overtakenBefore = this.latestAckedSentAt - reorderMs;
    const lost: Outgoing[] = [];
    let blame = false;
    for (const message of this.inFlight.values()) {
      const overdue = message.sentAt + this.timeoutOf(message) <= now;
      // Something sent clearly later has arrived (RACK). Once; after that the time-out decides.
      const overtaken = message.sends === 1 && message.sentAt < overtakenBefore;
      if (overdue || overtaken) {
        lost.push(message);
        blame ||= message.sequenceNumber !== this.refusable && message.sentAt > this.recoveryUntil;
      } else if (message.sends === 1) break;
    }
    if (lost.length === 0) return;
    this.markLost(lost);
    if (!blame) return;
    this.beforeHalving = { window: this._window, slowStartThreshold: this.slowStartThreshold };
    this.slowStartThreshold = Math.max(MIN_WINDOW, this._window / 2);
    this._window = this.slowStartThreshold;
    this.recoveryUntil = now;
  }

  private undoHalving(): void {
    const before = this.beforeHalving;
    if (!before) return;
    this.beforeHalving = null;
    this._window = Math.max(this._window, before.window);
    this.slowStartThreshold = Math.max(this.slowStartThreshold, before.slowStartThreshold);
  }

  private markLost(messages: Outgoing[]): void {
    messages.sort((a, b) => a.sequenceNumber - b.sequenceNumber);
    for (const message of messages) {
      this.inFlight.delete(message.sequenceNumber);
      this.lost.delete(message.sequenceNumber);
      this.lost.set(message.sequenceNumber, message);
    }
  }

  private timeoutOf(message: Outgoing): number {
    const backOff = 2 ** Math.min(message.sends - 1, 8);
    if (message.sequenceNumber === this.refusable)
      return Math.min(MAX_REFUSABLE_TIMEOUT_MS, REFUSABLE_TIMEOUT_MS * backOff);
    return Math.min(MAX_TIMEOUT_MS, this.roundTrip.timeoutMs * backOff);
  }

  /** Drops what has left the queue once that is most of it, so that taking from the front stays cheap. */
  private compactQueue(): void {
    if (this.queueHead < 1_024 && this.queueHead < this.queue.length) return;
    this.queue = this.queue.slice(this.queueHead);
    this.queueHead = 0;
  }
}
