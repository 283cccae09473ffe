import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  acknowledgedSequenceNumber,
  decodeFrame,
  encodeAcknowledge,
  encodeFrame,
  hasRightDigest,
  HEADER_BYTES,
  messageIdText,
  PayloadType,
} from './frame.js';

/** A message as the real agent sends it, field by field after the protocol notes (section 3). */
const GOLDEN = Buffer.from(
  [
    '00000074', // HeaderLength 116
    Buffer.from('output_stream_data'.padEnd(32, ' ')).toString('hex'),
    '00000001', // SchemaVersion
    '0000019aa1b2c3d4', // CreatedDate
    '0000000000000007', // SequenceNumber
    '0000000000000000', // Flags
    '8445bc1f2d6e9f70', // MessageId, the second half of its UUID
    '3858d2b6177f4eb8', // … and the first
    createHash('sha256').update('SSH-2.0-x\r\n').digest('hex'),
    '00000001', // PayloadType Output
    '0000000b', // PayloadLength
    Buffer.from('SSH-2.0-x\r\n').toString('hex'),
  ].join(''),
  'hex',
);

describe('decodeFrame', () => {
  it('reads every field of a message', () => {
    const frame = decodeFrame(GOLDEN);
    expect(frame).toMatchObject({
      messageType: 'output_stream_data',
      schemaVersion: 1,
      createdDate: 0x19aa1b2c3d4,
      sequenceNumber: 7,
      flags: 0,
      payloadType: PayloadType.Output,
      payloadLength: 11,
    });
    expect(frame!.payload.toString()).toBe('SSH-2.0-x\r\n');
    expect(messageIdText(GOLDEN)).toBe('3858d2b6-177f-4eb8-8445-bc1f2d6e9f70');
    expect(hasRightDigest(frame!)).toBe(true);
  });

  it('does not look at the digest, but tells a wrong one', () => {
    const bytes = Buffer.from(GOLDEN);
    bytes[80] = bytes[80]! ^ 1;
    expect(hasRightDigest(decodeFrame(bytes)!)).toBe(false);
  });

  it('takes the payload from behind the header, whatever PayloadLength says', () => {
    const bytes = Buffer.from(GOLDEN);
    bytes.writeUInt32BE(3, 116);
    expect(decodeFrame(bytes)).toMatchObject({ payloadLength: 3, payload: Buffer.from('SSH-2.0-x\r\n') });
  });

  it('trims NULs and white space of the message type', () => {
    const bytes = Buffer.from(GOLDEN);
    bytes.fill(0, 4, 36);
    bytes.write('input_stream_data', 4);
    expect(decodeFrame(bytes)!.messageType).toBe('input_stream_data');
  });

  it.each([
    ['shorter than a header', GOLDEN.subarray(0, HEADER_BYTES - 1)],
    ['with a header length of nothing', replaced(0, '00000000')],
    ['with a header longer than itself', replaced(0, '00010000')],
    ['without a date', replaced(40, '0000000000000000')],
    ['without a type', replaced(4, '20'.repeat(32))],
  ])('refuses a message %s', (_what, bytes) => {
    expect(decodeFrame(bytes)).toBeUndefined();
  });
});

describe('encodeFrame', () => {
  it('makes what decodeFrame reads', () => {
    const bytes = encodeFrame(
      { messageType: 'input_stream_data', sequenceNumber: 2 ** 40 + 5, flags: 3, payloadType: 10 },
      Buffer.from([0, 0, 0, 2]),
    );
    const frame = decodeFrame(bytes)!;
    expect(frame).toMatchObject({
      messageType: 'input_stream_data',
      schemaVersion: 1,
      sequenceNumber: 2 ** 40 + 5,
      flags: 3,
      payloadType: 10,
      payloadLength: 4,
      payload: Buffer.from([0, 0, 0, 2]),
    });
    expect(Math.abs(frame.createdDate - Date.now())).toBeLessThan(2000);
    expect(hasRightDigest(frame)).toBe(true);
    expect(messageIdText(bytes)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('gives each message an id of its own', () => {
    const fields = { messageType: 'acknowledge', sequenceNumber: 0, flags: 3, payloadType: 0 } as const;
    const ids = new Set(Array.from({ length: 3000 }, () => messageIdText(encodeFrame(fields, ''))));
    expect(ids.size).toBe(3000);
  });
});

describe('acknowledgements', () => {
  it('name type, id and number of the message, in the order of the real ones', () => {
    const frame = decodeFrame(encodeAcknowledge(decodeFrame(GOLDEN)!))!;
    expect(frame).toMatchObject({ messageType: 'acknowledge', sequenceNumber: 0, flags: 3, payloadType: 0 });
    expect(frame.payload.toString()).toBe(
      '{"AcknowledgedMessageType":"output_stream_data",' +
        '"AcknowledgedMessageId":"3858d2b6-177f-4eb8-8445-bc1f2d6e9f70",' +
        '"AcknowledgedMessageSequenceNumber":7,"IsSequentialMessage":true}',
    );
    expect(acknowledgedSequenceNumber(frame)).toBe(7);
  });

  it.each(['', 'null', '{}', '{"AcknowledgedMessageSequenceNumber":"7"}', '{'])(
    'without a number: %j',
    (text) => {
      const fields = { messageType: 'acknowledge', sequenceNumber: 0, flags: 3, payloadType: 0 } as const;
      expect(acknowledgedSequenceNumber(decodeFrame(encodeFrame(fields, text))!)).toBeUndefined();
    },
  );
});

function replaced(offset: number, hex: string): Buffer {
  const bytes = Buffer.from(GOLDEN);
  bytes.write(hex, offset, 'hex');
  return bytes;
}
