import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureNames, readCapture } from '../../../test/support/captures.js';
import { decodeFrame, encodeFrame, FrameError, messageIdText, newMessageId, type Frame } from './frame.js';

function sample(change: Partial<Frame> = {}): Frame {
  return {
    messageType: 'input_stream_data',
    schemaVersion: 1,
    createdDate: 1_795_507_029_331,
    sequenceNumber: 7,
    flags: 0,
    messageId: Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
    payloadType: 1,
    payload: Buffer.from('hello'),
    ...change,
  };
}

/** An encoded frame with some of its bytes changed. */
function damaged(change: (bytes: Buffer) => void, frame = sample()): Buffer {
  const bytes = encodeFrame(frame);
  change(bytes);
  return bytes;
}

/** A frame that was cut short, with the length and digest of the part of its payload that is left. */
function withPayloadOf(cut: Buffer): Buffer {
  const bytes = Buffer.from(cut);
  bytes.writeUInt32BE(bytes.length - 120, 116);
  createHash('sha256').update(bytes.subarray(120)).digest().copy(bytes, 80);
  return bytes;
}

describe('frames of the real plugin and agent', () => {
  it.each(captureNames)('%s: each decodes and, encoded again, is the same bytes', (name) => {
    const frames = readCapture(name).filter(({ kind }) => kind === 'binary');
    expect(frames.length).toBeGreaterThan(0);
    for (const { bytes, truncated } of frames) {
      const whole = truncated ? withPayloadOf(bytes) : bytes;
      expect(encodeFrame(decodeFrame(whole)).equals(whole)).toBe(true);
    }
  });

  it('refuses the frames that two captures cut short', () => {
    const [cut] = readCapture('v_drop_during_download').filter(({ truncated }) => truncated);
    expect(() => decodeFrame(cut!.bytes)).toThrow(FrameError);
  });
});

describe('encodeFrame', () => {
  it('writes the layout of the protocol notes', () => {
    const bytes = encodeFrame(sample());
    expect(bytes.length).toBe(125);
    expect(bytes.readUInt32BE(0)).toBe(116);
    expect(bytes.toString('latin1', 4, 36)).toBe('input_stream_data'.padEnd(32, ' '));
    expect(bytes.readBigUInt64BE(40)).toBe(1_795_507_029_331n);
    expect(bytes.readBigInt64BE(48)).toBe(7n);
    // The halves of the id are swapped.
    expect(bytes.toString('hex', 64, 80)).toBe('8899aabbccddeeff0011223344556677');
    expect(bytes.readUInt32BE(116)).toBe(5);
  });

  it('keeps numbers up to 2^53 - 1', () => {
    const frame = sample({ sequenceNumber: Number.MAX_SAFE_INTEGER });
    expect(decodeFrame(encodeFrame(frame)).sequenceNumber).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('decodeFrame', () => {
  it('refuses what is shorter than a header', () => {
    expect(() => decodeFrame(encodeFrame(sample()).subarray(0, 119))).toThrow(FrameError);
    expect(() => decodeFrame(Buffer.alloc(0))).toThrow(FrameError);
  });

  it.each([
    ['a wrong digest', damaged((bytes) => (bytes[80] = (bytes[80] ?? 0) ^ 1))],
    ['a changed payload', damaged((bytes) => (bytes[124] = 0))],
    ['a CreatedDate of 0', damaged((bytes) => bytes.fill(0, 40, 48))],
    ['no message type', damaged((bytes) => bytes.fill(0x20, 4, 36))],
    ['a HeaderLength beyond its end', damaged((bytes) => bytes.writeUInt32BE(0xffff_ffff, 0))],
    ['a HeaderLength inside the header', damaged((bytes) => bytes.writeUInt32BE(20, 0))],
    ['a HeaderLength of 0', damaged((bytes) => bytes.writeUInt32BE(0, 0))],
    ['a PayloadLength that is too long', damaged((bytes) => bytes.writeUInt32BE(6, 116))],
    ['a PayloadLength of 4 GiB', damaged((bytes) => bytes.writeUInt32BE(0xffff_ffff, 116))],
    ['a negative sequence number', damaged((bytes) => bytes.writeBigInt64BE(-1n, 48))],
    ['a sequence number beyond 2^53', damaged((bytes) => bytes.writeBigInt64BE(2n ** 60n, 48))],
  ])('refuses %s', (_what, bytes) => {
    expect(() => decodeFrame(bytes)).toThrow(FrameError);
  });

  it('finds the payload by HeaderLength, so that later headers may be longer', () => {
    const bytes = encodeFrame(sample());
    const longer = Buffer.concat([bytes.subarray(0, 116), Buffer.from('new!'), bytes.subarray(116)]);
    longer.writeUInt32BE(120, 0);
    expect(decodeFrame(longer).payload.toString()).toBe('hello');
  });

  it('does not check the digest of publication messages', () => {
    const frame = sample({ messageType: 'pause_publication' });
    const bytes = damaged((changed) => changed.fill(0, 80, 112), frame);
    expect(decodeFrame(bytes).messageType).toBe('pause_publication');
  });

  it('trims NULs and spaces around the type', () => {
    const bytes = damaged((changed) => changed.fill(0, 4 + 'input_stream_data'.length, 36));
    expect(decodeFrame(bytes).messageType).toBe('input_stream_data');
  });

  it('throws nothing but FrameError, whatever comes', () => {
    const input = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      // A right frame with bytes changed reaches further than noise does.
      fc.array(fc.tuple(fc.nat(124), fc.nat(255)), { minLength: 1, maxLength: 6 }).map((changes) =>
        damaged((bytes) => {
          for (const [at, value] of changes) bytes[at] = value;
        }),
      ),
    );
    fc.assert(
      fc.property(input, (bytes) => {
        try {
          decodeFrame(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('message ids', () => {
  it('are version 4 UUIDs, each another', () => {
    const ids = Array.from({ length: 1_000 }, () => messageIdText(newMessageId()));
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
