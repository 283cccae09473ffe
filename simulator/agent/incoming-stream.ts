import type { Frame } from './frame.js';

/** `IncomingMessageBufferCapacity` of the agent; beyond it a message from the future is dropped without an answer. */
const CAPACITY = 100_000;

/**
 * What became of a message handed to its handler: `done`; `refused` (not ready or failed: no acknowledgement, and the
 * expected number stays); or `pending`, to be settled later through the callback.
 */
export type Outcome = 'done' | 'refused' | 'pending';

export interface IncomingStreamEvents {
  process(frame: Frame, settle: (outcome: 'done' | 'refused') => void): Outcome;
  acknowledge(frame: Frame): void;
  duplicate(): void;
}

/**
 * The agent's receiving side (notes, section 5; `handleStreamDataMessage` in `datachannel.go`): the expected message is
 * processed, then acknowledged; a later one is acknowledged at once and stored; an earlier one is acknowledged again.
 */
export class IncomingStream {
  private expected = 0;
  private readonly stored = new Map<number, Frame>();

  constructor(private readonly events: IncomingStreamEvents) {}

  get expectedSequenceNumber(): number {
    return this.expected;
  }

  /** Takes one message; `whenFree` is called once the next may be given, at once unless processing waits. */
  receive(frame: Frame, whenFree: () => void): void {
    const sequenceNumber = frame.sequenceNumber;
    if (sequenceNumber === this.expected) {
      this.process(frame, true, whenFree);
      return;
    }
    if (sequenceNumber < this.expected) {
      this.events.duplicate();
      this.events.acknowledge(frame);
    } else if (this.stored.size < CAPACITY) {
      if (this.stored.has(sequenceNumber)) this.events.duplicate();
      this.events.acknowledge(frame);
      this.stored.set(sequenceNumber, frame);
    }
    whenFree();
  }

  private process(first: Frame, acknowledgeFirst: boolean, whenFree: () => void): void {
    let frame: Frame | undefined = first;
    let acknowledge = acknowledgeFirst;
    while (frame !== undefined) {
      const current = frame;
      const acknowledgeIt = acknowledge;
      const outcome = this.events.process(current, (settled) => {
        const next = settled === 'done' ? this.finished(current, acknowledgeIt) : undefined;
        if (next === undefined) whenFree();
        else this.process(next, false, whenFree);
      });
      if (outcome === 'pending') return;
      if (outcome === 'refused') break;
      frame = this.finished(current, acknowledgeIt);
      // What comes out of the store was acknowledged when it went in.
      acknowledge = false;
    }
    whenFree();
  }

  /** Moves past a processed message; returns the next one if it is already here. */
  private finished(frame: Frame, acknowledge: boolean): Frame | undefined {
    if (acknowledge) this.events.acknowledge(frame);
    else this.stored.delete(frame.sequenceNumber);
    this.expected = frame.sequenceNumber + 1;
    return this.stored.get(this.expected);
  }
}
