import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualTime } from '../../../test/support/virtual-time.js';
import type { Frame } from '../codec/frame.js';
import { ReliableReceiver } from './receiver.js';
import { ReliableSender } from './sender.js';

/*
 * The reliable stream against a model of the agent, written from the protocol notes, over a network that drops,
 * doubles, reorders, delays and is cut. SALLYPORT_SCHEDULES sets how many schedules are tried each way.
 */
const SCHEDULES = Number(process.env.SALLYPORT_SCHEDULES ?? 1_000);
const MESSAGES = 120;
const LIMIT_MS = 30 * 60_000;

/** What the network does: decided message by message from a list of numbers that fast-check can shrink. */
const scheduleArbitrary = fc.record({
  fates: fc.array(fc.nat(999), { minLength: 1, maxLength: 400 }),
  dropPerMille: fc.nat(300),
  doublePerMille: fc.nat(200),
  maxDelayMs: fc.nat(400),
  /** The agent refuses data until then. */
  dialledAtMs: fc.nat(600),
  /** When the path is cut, and for how long. */
  cuts: fc.array(fc.tuple(fc.nat(4_000), fc.nat(3_000)), { maxLength: 4 }),
});
type Schedule = typeof scheduleArbitrary extends fc.Arbitrary<infer T> ? T : never;

class Network {
  public readonly time = new VirtualTime();
  private fate = 0;
  private epoch = 0;
  public up = true;

  public constructor(private readonly schedule: Schedule) {}

  private next(): number {
    const { fates } = this.schedule;
    // Walks the list at two speeds, so that a short list does not repeat with a short period.
    const value = (fates[this.fate % fates.length] ?? 0) + (this.fate * 7_919) / 13;
    this.fate++;
    return Math.floor(value) % 1_000;
  }

  public carry(deliver: () => void): void {
    if (!this.up) return;
    const epoch = this.epoch;
    const arrive = () => {
      // What was under way when the path was cut never arrives.
      if (this.up && epoch === this.epoch) deliver();
    };
    const { dropPerMille, doublePerMille, maxDelayMs } = this.schedule;
    if (this.next() < dropPerMille) return;
    this.time.after((this.next() * maxDelayMs) / 1_000, arrive);
    if (this.next() < doublePerMille) this.time.after((this.next() * maxDelayMs) / 500, arrive);
  }

  public scheduleCuts(lost: () => void, resumed: () => void): void {
    for (const [at, length] of this.schedule.cuts) {
      this.time.after(at, () => {
        if (!this.up) return;
        this.up = false;
        this.epoch++;
        lost();
        this.time.after(length, () => {
          this.up = true;
          resumed();
        });
      });
    }
  }
}

/** The agent's receiving side: refuses in-order data until it has dialled, keeps what is early, repeats acks. */
class ModelAgentReceiver {
  public readonly taken: number[] = [];
  private readonly early = new Set<number>();

  public constructor(private readonly isDialled: () => boolean) {}

  public receive(sequenceNumber: number, acknowledge: () => void): void {
    const expected = this.taken.length;
    if (sequenceNumber < expected) acknowledge();
    else if (sequenceNumber > expected) {
      this.early.add(sequenceNumber);
      acknowledge();
    } else if (this.isDialled()) {
      this.taken.push(sequenceNumber);
      acknowledge();
      while (this.early.delete(this.taken.length)) this.taken.push(this.taken.length);
    }
  }
}

/** Seeds are printed by fast-check with a failure; `-- seed` is passed through the environment. */
const parameters = { numRuns: SCHEDULES, ...seedFromEnvironment() };

function seedFromEnvironment(): { seed?: number } {
  const seed = process.env.SALLYPORT_SEED;
  return seed === undefined ? {} : { seed: Number(seed) };
}

function upload(schedule: Schedule): { delivered: boolean; taken: number[]; sender: ReliableSender } {
  const network = new Network(schedule);
  const { time } = network;
  const sender = new ReliableSender();
  const agent = new ModelAgentReceiver(() => time.now >= schedule.dialledAtMs);
  let timerAt = Number.POSITIVE_INFINITY;
  const pump = (): void => {
    for (const frame of sender.poll(time.now)) {
      const sequenceNumber = frame.readUInt32BE();
      network.carry(() =>
        agent.receive(sequenceNumber, () =>
          network.carry(() => {
            sender.acknowledge(sequenceNumber, time.now);
            pump();
          }),
        ),
      );
    }
    const next = sender.nextPollAt(time.now);
    if (next === null || next >= timerAt) return;
    timerAt = next;
    time.after(Math.max(1, next - time.now), () => {
      timerAt = Number.POSITIVE_INFINITY;
      pump();
    });
  };
  network.scheduleCuts(
    () => sender.suspend(),
    () => {
      sender.resume();
      pump();
    },
  );
  sender.expectRefusal();
  for (let i = 0; i < MESSAGES; i++)
    sender.push(4, (sequenceNumber) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sequenceNumber);
      return bytes;
    });
  pump();
  const delivered = time.runUntil(
    () => agent.taken.length === MESSAGES && sender.unacknowledged === 0,
    LIMIT_MS,
  );
  return { delivered, taken: agent.taken, sender };
}

function download(schedule: Schedule): { delivered: boolean; taken: number[] } {
  const network = new Network(schedule);
  const { time } = network;
  const receiver = new ReliableReceiver();
  const taken: number[] = [];
  // The agent's sending side: all at its own pace, then every 100 ms the oldest message without an ack.
  const unacknowledged = new Set<number>();
  const send = (sequenceNumber: number): void => {
    network.carry(() => {
      const { deliver, acknowledge } = receiver.receive(streamFrame(sequenceNumber));
      for (const frame of deliver) taken.push(frame.payload.readUInt32BE());
      if (acknowledge) network.carry(() => unacknowledged.delete(sequenceNumber));
    });
  };
  for (let i = 0; i < MESSAGES; i++) {
    unacknowledged.add(i);
    time.after(i, () => send(i));
  }
  const resend = (): void => {
    if (network.up) for (const oldest of [...unacknowledged].slice(0, 1)) send(oldest);
    if (unacknowledged.size > 0) time.after(100, resend);
  };
  time.after(200, resend);
  network.scheduleCuts(
    () => undefined,
    () => undefined,
  );
  const delivered = time.runUntil(() => unacknowledged.size === 0, LIMIT_MS);
  return { delivered, taken };
}

function streamFrame(sequenceNumber: number): Frame {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(sequenceNumber);
  return {
    messageType: 'output_stream_data',
    schemaVersion: 1,
    createdDate: 1,
    sequenceNumber,
    flags: 0,
    messageId: Buffer.alloc(16),
    payloadType: 1,
    payload,
  };
}

const inOrder = Array.from({ length: MESSAGES }, (_, i) => i);

describe('any schedule of drop, double, reorder, delay, cut and resume', () => {
  it(`upload: the agent gets each message once and in order (${SCHEDULES} schedules)`, () => {
    fc.assert(
      fc.property(scheduleArbitrary, (schedule) => {
        const { delivered, taken } = upload(schedule);
        expect(delivered).toBe(true);
        expect(taken).toEqual(inOrder);
      }),
      parameters,
    );
  }, 120_000);

  it(`download: we get each message once and in order (${SCHEDULES} schedules)`, () => {
    fc.assert(
      fc.property(scheduleArbitrary, (schedule) => {
        const { delivered, taken } = download(schedule);
        expect(delivered).toBe(true);
        expect(taken).toEqual(inOrder);
      }),
      parameters,
    );
  }, 120_000);
});

describe('ReliableSender', () => {
  const push = (sender: ReliableSender, count: number) => {
    for (let i = 0; i < count; i++)
      sender.push(1_024, (sequenceNumber) => Buffer.from([sequenceNumber >> 8, sequenceNumber & 0xff]));
  };
  const sequenceOf = (frame: Buffer) => ((frame[0] ?? 0) << 8) | (frame[1] ?? 0);

  it('keeps to its window, and opens it while round trips hold', () => {
    const sender = new ReliableSender();
    push(sender, 5_000);
    let now = 0;
    const first = sender.poll(now);
    expect(first.length).toBe(sender.window);
    expect(sender.poll(now)).toEqual([]);
    let inFlight = first;
    for (let round = 0; round < 5; round++) {
      now += 40;
      for (const frame of inFlight) sender.acknowledge(sequenceOf(frame), now);
      inFlight = sender.poll(now);
    }
    // Doubling each round trip from 32, up to what one turn may send.
    expect(inFlight.length).toBe(256);
    expect(sender.window).toBeGreaterThan(500);
  });

  it('stops growing once a queue has formed', () => {
    const sender = new ReliableSender();
    push(sender, 5_000);
    let now = 0;
    let inFlight = sender.poll(now);
    const windows: number[] = [];
    for (let round = 0; round < 8; round++) {
      // Each round trip as long as what is in flight, at one message a millisecond: a full pipe.
      now += Math.max(20, inFlight.length);
      for (const frame of inFlight) sender.acknowledge(sequenceOf(frame), now);
      inFlight = sender.poll(now);
      windows.push(sender.window);
    }
    expect(windows.at(-1)).toBeLessThan(100);
  });

  it('halves once for a burst of losses, and sends all that is overdue again, not only the oldest', () => {
    const sender = new ReliableSender();
    push(sender, 32);
    const lost = sender.poll(0);
    expect(lost).toHaveLength(32);
    const before = sender.window;
    const again = sender.poll(10_000);
    expect(sender.window).toBe(before / 2);
    expect(again.map(sequenceOf)).toEqual(lost.slice(0, before / 2).map(sequenceOf));
    for (const frame of again) sender.acknowledge(sequenceOf(frame), 10_010);
    expect(sender.poll(10_010)).toHaveLength(16);
    expect(sender.window).toBe(before / 2);
  });

  describe('after a halving', () => {
    /** Thirty-two messages on a path of 40 ms, of which the first round has been measured, overdue at 10 s. */
    const halved = () => {
      const sender = new ReliableSender();
      push(sender, 32);
      for (const frame of sender.poll(0)) sender.acknowledge(sequenceOf(frame), 40);
      push(sender, 200);
      const lost = sender.poll(40);
      const before = sender.window;
      expect(lost).toHaveLength(before);
      const again = sender.poll(10_000);
      expect(sender.window).toBe(before / 2);
      return { sender, before, lost, again };
    };

    it('takes it back when a message is acknowledged before its repeat has left', () => {
      const { sender, before, lost } = halved();
      sender.acknowledge(sequenceOf(lost.at(-1)!), 10_001);
      expect(sender.window).toBeGreaterThanOrEqual(before);
    });

    it('takes it back when the acknowledgement comes sooner after the repeat than the path allows', () => {
      const { sender, before, again } = halved();
      sender.acknowledge(sequenceOf(again[0]!), 10_015);
      expect(sender.window).toBeGreaterThanOrEqual(before);
    });

    it('stands by it when the repeat was needed', () => {
      const { sender, before, again } = halved();
      for (const frame of again) sender.acknowledge(sequenceOf(frame), 10_040);
      expect(sender.window).toBe(before / 2);
    });

    it('does not bring the window of a former path back', () => {
      const { sender, before, lost } = halved();
      sender.suspend();
      sender.resume();
      const initial = sender.window;
      expect(initial).toBeLessThan(before);
      sender.acknowledge(sequenceOf(lost.at(-1)!), 10_100);
      expect(sender.window).toBeLessThanOrEqual(initial + 1);
    });

    it('grows by a sixteenth of the window in a round trip', () => {
      const { sender, again } = halved();
      let now = 10_040;
      for (const frame of again) sender.acknowledge(sequenceOf(frame), now);
      // The repeats that are still to come were sent twice and say nothing of the path.
      for (
        let left = sender.poll(now);
        left.length > 0 && sender.unacknowledged > 0;
        left = sender.poll(now)
      ) {
        now += 40;
        if (left.some((frame) => sequenceOf(frame) >= 96)) break;
        for (const frame of left) sender.acknowledge(sequenceOf(frame), now);
      }
      const window = sender.window;
      for (let sequence = 96; sequence < 96 + window; sequence++) sender.acknowledge(sequence, now);
      expect(sender.window - window).toBe(Math.floor(window / 16));
    });
  });

  it('does not take a hiccup of 30 ms for a loss', () => {
    const sender = new ReliableSender();
    let now = 0;
    // A steady path of 40 ms.
    for (let i = 0; i < 30; i++) {
      push(sender, 1);
      const [frame] = sender.poll(now);
      now += 40;
      sender.acknowledge(sequenceOf(frame!), now);
    }
    push(sender, 1);
    sender.poll(now);
    const before = sender.window;
    expect(sender.poll(now + 70)).toEqual([]);
    expect(sender.window).toBe(before);
    expect(sender.poll(now + 100)).toHaveLength(1);
  });

  it('repeats a refused first message within 25 ms', () => {
    const sender = new ReliableSender();
    sender.expectRefusal();
    push(sender, 1);
    sender.poll(0);
    expect(sender.nextPollAt(0)).toBe(25);
    expect(sender.poll(25)).toHaveLength(1);
  });

  it('repeats a message ever more slowly: doubling to 5 s', () => {
    const sender = new ReliableSender();
    push(sender, 1);
    sender.poll(0);
    const waits: number[] = [];
    let now = 0;
    for (let repeat = 0; repeat < 7; repeat++) {
      const due = sender.nextPollAt(now) ?? 0;
      expect(sender.poll(due - 1)).toEqual([]);
      expect(sender.poll(due)).toHaveLength(1);
      waits.push(due - now);
      now = due;
    }
    expect(waits).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('measures round trips of messages that were sent once only', () => {
    const sender = new ReliableSender();
    push(sender, 1);
    sender.poll(0);
    sender.poll(200);
    sender.acknowledge(0, 201);
    expect(sender.roundTrip.smoothedMs).toBeNull();
    push(sender, 1);
    sender.poll(300);
    sender.acknowledge(1, 340);
    expect(sender.roundTrip.smoothedMs).toBe(40);
  });

  it('repeats a message at once when clearly later ones are acknowledged', () => {
    const sender = new ReliableSender();
    push(sender, 1);
    sender.poll(0);
    push(sender, 1);
    sender.poll(20);
    sender.acknowledge(1, 25);
    expect(sender.poll(25).map(sequenceOf)).toEqual([0]);
  });

  it('ignores acknowledgements for what was never sent, and repeated ones', () => {
    const sender = new ReliableSender();
    push(sender, 1);
    sender.poll(0);
    expect(sender.acknowledge(5, 1)).toBe(false);
    expect(sender.acknowledge(0, 1)).toBe(true);
    expect(sender.acknowledge(0, 2)).toBe(false);
    expect(sender.unacknowledged).toBe(0);
  });

  it('sends nothing while the other side asked for a pause', () => {
    const sender = new ReliableSender();
    push(sender, 1);
    sender.block();
    expect(sender.poll(0)).toEqual([]);
    expect(sender.nextPollAt(0)).toBeNull();
    sender.unblock();
    expect(sender.poll(1)).toHaveLength(1);
  });

  it('sends everything unacknowledged again after a resume, before anything new', () => {
    const sender = new ReliableSender();
    push(sender, 3);
    sender.poll(0);
    sender.acknowledge(1, 5);
    sender.suspend();
    push(sender, 1);
    expect(sender.poll(10)).toEqual([]);
    sender.resume();
    expect(sender.poll(20).map(sequenceOf)).toEqual([0, 2, 3]);
  });
});

describe('ReliableReceiver', () => {
  it('acknowledges again what was delivered already', () => {
    const receiver = new ReliableReceiver();
    receiver.receive(streamFrame(0));
    expect(receiver.receive(streamFrame(0))).toEqual({ deliver: [], acknowledge: true });
  });

  it('does not acknowledge what it cannot keep, so that it comes again', () => {
    const receiver = new ReliableReceiver();
    expect(receiver.receive(streamFrame(10_001)).acknowledge).toBe(false);
    const huge = { ...streamFrame(1), payload: Buffer.alloc(33 * 1024 * 1024) };
    expect(receiver.receive(huge).acknowledge).toBe(false);
  });
});
