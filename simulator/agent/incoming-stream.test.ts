import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, type Frame } from './frame.js';
import { IncomingStream, type Outcome } from './incoming-stream.js';

function frame(sequenceNumber: number): Frame {
  const fields = { messageType: 'input_stream_data', sequenceNumber, flags: 0, payloadType: 1 } as const;
  return decodeFrame(encodeFrame(fields, `data ${sequenceNumber}`))!;
}

/** A stream whose log says what it did, with an outcome to be chosen for each message. */
function recorded(outcome: (sequenceNumber: number) => Outcome = () => 'done') {
  const log: string[] = [];
  const pending: ((outcome: 'done' | 'refused') => void)[] = [];
  const stream = new IncomingStream({
    process: ({ sequenceNumber }, settle) => {
      const result = outcome(sequenceNumber);
      log.push(`${result} ${sequenceNumber}`);
      if (result === 'pending') pending.push(settle);
      return result;
    },
    acknowledge: ({ sequenceNumber }) => log.push(`ack ${sequenceNumber}`),
    duplicate: () => log.push('duplicate'),
  });
  const receive = (...numbers: number[]) => {
    for (const number of numbers) stream.receive(frame(number), () => log.push('free'));
  };
  const taken = () => log.splice(0).filter((line) => line !== 'free');
  return { log, taken, receive, pending, stream };
}

describe('IncomingStream', () => {
  it('processes first, then acknowledges', () => {
    const { log, receive } = recorded();
    receive(0, 1);
    expect(log).toEqual(['done 0', 'ack 0', 'free', 'done 1', 'ack 1', 'free']);
  });

  it('acknowledges what is early at once, and processes it in its turn without a second acknowledgement', () => {
    const { taken, receive, stream } = recorded();
    receive(2, 1);
    expect(taken()).toEqual(['ack 2', 'ack 1']);
    receive(0);
    expect(taken()).toEqual(['done 0', 'ack 0', 'done 1', 'done 2']);
    expect(stream.expectedSequenceNumber).toBe(3);
  });

  it('acknowledges again what it has had', () => {
    const { taken, receive } = recorded();
    receive(0);
    taken();
    receive(0);
    expect(taken()).toEqual(['duplicate', 'ack 0']);
  });

  it('gives no acknowledgement for what is refused, and waits for it to come again', () => {
    let ready = false;
    const { taken, receive } = recorded(() => (ready ? 'done' : 'refused'));
    receive(0, 1, 2);
    expect(taken()).toEqual(['refused 0', 'ack 1', 'ack 2']);
    ready = true;
    receive(0);
    expect(taken()).toEqual(['done 0', 'ack 0', 'done 1', 'done 2']);
  });

  it('goes on after a write that took its time', () => {
    const { log, receive, pending } = recorded((number) => (number === 1 ? 'pending' : 'done'));
    receive(2);
    log.length = 0;
    receive(0);
    expect(log).toEqual(['done 0', 'ack 0', 'free']);
    log.length = 0;
    receive(1);
    expect(log).toEqual(['pending 1']);
    pending[0]!('done');
    expect(log).toEqual(['pending 1', 'ack 1', 'done 2', 'free']);
  });

  it('acknowledges nothing for a write that failed late', () => {
    const { log, receive, pending, stream } = recorded(() => 'pending');
    receive(0);
    pending[0]!('refused');
    expect(log).toEqual(['pending 0', 'free']);
    expect(stream.expectedSequenceNumber).toBe(0);
  });
});
