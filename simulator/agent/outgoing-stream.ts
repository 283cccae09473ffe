import { encodeFrame } from './frame.js';
import { RetransmissionTimeout } from './retransmission-timeout.js';

/** `ResendSleepInterval` of the agent: how often it looks at its oldest unacknowledged message. */
const RESEND_INTERVAL_MS = 100;
/** `OutgoingMessageBufferCapacity` of the agent. When full, new messages are sent but not kept (notes, section 5). */
const CAPACITY = 100_000;

interface SentMessage {
  readonly bytes: Buffer;
  lastSentAt: number;
}

export interface OutgoingStreamEvents {
  /** Puts the bytes on the way to the client. */
  transmit(bytes: Buffer): void;
  /** Whether the way to the client is full: the real agent would be blocked in its WebSocket write. */
  congested(): boolean;
  resent(): void;
}

/**
 * The agent's sending side: numbers messages from 0, keeps each until its acknowledgement, and every 100 ms sends the
 * oldest unacknowledged one again if it is older than the retransmission timeout (notes, section 5; `datachannel.go`).
 */
export class OutgoingStream {
  private nextSequenceNumber = 0;
  private readonly unacknowledged = new Map<number, SentMessage>();
  private readonly timeout = new RetransmissionTimeout();
  private timer: NodeJS.Timeout | undefined;
  private paused = false;
  private whenEmpty: (() => void) | undefined;

  constructor(private readonly events: OutgoingStreamEvents) {}

  get unacknowledgedCount(): number {
    return this.unacknowledged.size;
  }

  send(payloadType: number, payload: Uint8Array | string): void {
    const sequenceNumber = this.nextSequenceNumber++;
    const bytes = encodeFrame(
      // SYN on the very first message only; nobody reads it (notes, section 3).
      { messageType: 'output_stream_data', sequenceNumber, flags: sequenceNumber === 0 ? 1 : 0, payloadType },
      payload,
    );
    if (this.unacknowledged.size < CAPACITY) {
      this.unacknowledged.set(sequenceNumber, { bytes, lastSentAt: performance.now() });
      this.timer ??= setInterval(() => this.resendOldest(), RESEND_INTERVAL_MS);
    }
    // A paused agent keeps the message for its resend timer.
    if (!this.paused) this.events.transmit(bytes);
  }

  acknowledged(sequenceNumber: number): void {
    const message = this.unacknowledged.get(sequenceNumber);
    if (message === undefined) return;
    this.timeout.measured(performance.now() - message.lastSentAt);
    this.unacknowledged.delete(sequenceNumber);
    if (this.unacknowledged.size > 0) return;
    this.stopTimer();
    this.whenEmpty?.();
  }

  /** While the client is away the agent sends nothing and resends nothing (notes, section 8). */
  pause(): void {
    this.paused = true;
  }

  unpause(): void {
    this.paused = false;
  }

  /** Calls back once all is acknowledged, or after the time limit. */
  drained(limitMs: number, then: () => void): void {
    if (this.unacknowledged.size === 0) {
      then();
      return;
    }
    const finish = () => {
      clearTimeout(limit);
      this.whenEmpty = undefined;
      then();
    };
    const limit = setTimeout(finish, limitMs);
    this.whenEmpty = finish;
  }

  close(): void {
    this.whenEmpty = undefined;
    this.stopTimer();
    this.unacknowledged.clear();
  }

  private stopTimer(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private resendOldest(): void {
    if (this.paused || this.events.congested()) return;
    for (const message of this.unacknowledged.values()) {
      const now = performance.now();
      if (now - message.lastSentAt > this.timeout.ms) {
        message.lastSentAt = now;
        this.events.resent();
        this.events.transmit(message.bytes);
      }
      return;
    }
  }
}
