import { HEADER_BYTES } from '../agent/frame.js';

/** What may happen to a frame on its way through one direction of the data channel; probabilities from 0 to 1. */
export interface LegFaults {
  /** The frame is lost. */
  drop?: number;
  /** One bit of the frame's payload is turned over. A client tells by the digest; the agent does not look at it. */
  corrupt?: number;
  /** The frame arrives twice. */
  duplicate?: number;
  /** The frame is overtaken by those that follow within the next milliseconds. */
  reorder?: number;
  /** The frame arrives late, and all that follow behind it. */
  delay?: { probability: number; ms: number };
}

/** How long a reordered frame is held back. */
const REORDER_HOLD_MS = { least: 1, most: 20 };

interface Due {
  at: number;
  bytes: Buffer;
}

export interface LegOptions {
  delayMs(): number;
  faults(): LegFaults | undefined;
  random(): number;
  deliver(bytes: Buffer): void;
}

/** One direction of a data channel inside the gateway: without delay and faults a plain call, else a timed queue. */
export class Leg {
  private queue: Due[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly held = new Set<NodeJS.Timeout>();
  private lastDue = 0;
  private bytesInFlight = 0;

  constructor(private readonly options: LegOptions) {}

  get queuedBytes(): number {
    return this.bytesInFlight;
  }

  push(bytes: Buffer): void {
    const faults = this.options.faults();
    if (faults === undefined) this.pushReliably(bytes);
    else this.pushFaulty(bytes, this.options.delayMs(), faults);
  }

  /** Without faults: for the gateway's own messages. */
  pushReliably(bytes: Buffer): void {
    this.pass(bytes, this.options.delayMs());
  }

  /** Forgets all that is under way. */
  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const timer of this.held) clearTimeout(timer);
    this.held.clear();
    this.queue = [];
    this.bytesInFlight = 0;
  }

  private pushFaulty(bytes: Buffer, delay: number, faults: LegFaults): void {
    const random = () => this.options.random();
    // Every draw is made for every frame, so that one fault's rate does not shift the others' dice.
    const [drop, duplicate, reorder, late, hold, corrupt] = [
      random(),
      random(),
      random(),
      random(),
      random(),
      random(),
    ];
    if (drop < (faults.drop ?? 0)) return;
    if (corrupt < (faults.corrupt ?? 0)) bytes = withOneBitTurned(bytes);
    const copies = duplicate < (faults.duplicate ?? 0) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (reorder < (faults.reorder ?? 0)) {
        this.hold(
          bytes,
          delay + REORDER_HOLD_MS.least + hold * (REORDER_HOLD_MS.most - REORDER_HOLD_MS.least),
        );
      } else if (faults.delay && late < faults.delay.probability) {
        this.enqueue(bytes, delay + faults.delay.ms);
      } else {
        this.pass(bytes, delay);
      }
    }
  }

  private pass(bytes: Buffer, delay: number): void {
    if (delay === 0 && this.queue.length === 0) this.options.deliver(bytes);
    else this.enqueue(bytes, delay);
  }

  private hold(bytes: Buffer, ms: number): void {
    this.bytesInFlight += bytes.length;
    const timer = setTimeout(() => {
      this.held.delete(timer);
      this.bytesInFlight -= bytes.length;
      this.options.deliver(bytes);
    }, ms);
    this.held.add(timer);
  }

  private enqueue(bytes: Buffer, delay: number): void {
    this.bytesInFlight += bytes.length;
    // First in, first out, also behind a late frame.
    this.lastDue = Math.max(this.queue.length > 0 ? this.lastDue : 0, performance.now() + delay);
    this.queue.push({ at: this.lastDue, bytes });
    this.timer ??= setTimeout(() => this.deliverDue(), delay);
  }

  private deliverDue(): void {
    this.timer = undefined;
    // Timers have a grain of a millisecond: what is due within half of one goes now.
    const until = performance.now() + 0.5;
    let count = 0;
    for (const due of this.queue) {
      if (due.at > until) break;
      count++;
    }
    const now = this.queue.slice(0, count);
    this.queue = this.queue.slice(count);
    for (const { bytes } of now) {
      this.bytesInFlight -= bytes.length;
      this.options.deliver(bytes);
    }
    const next = this.queue[0];
    if (next) {
      this.timer ??= setTimeout(() => this.deliverDue(), Math.max(0, next.at - performance.now()));
    }
  }
}

/** A copy with the last bit of the last byte turned over; a frame without payload stays as it is. */
function withOneBitTurned(bytes: Buffer): Buffer {
  if (bytes.length <= HEADER_BYTES) return bytes;
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1);
  return copy;
}
