import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureNames, readCapture } from '../../../test/support/captures.js';
import { decodeFrame, MessageType, PayloadType } from './frame.js';
import {
  encodeAcknowledge,
  openDataChannelText,
  parseAcknowledge,
  parseChallenge,
  parseChannelClosed,
  parseHandshakeComplete,
  parseHandshakeRequest,
  parseKmsEncryption,
  parseSessionType,
} from './messages.js';

describe('acknowledgements', () => {
  // Two captures keep only the start of each frame, too little to read an acknowledgement.
  const whole = captureNames.filter((name) => !readCapture(name).some(({ truncated }) => truncated));

  it.each(whole)('%s: are understood, and ours have the same payload', (name) => {
    const frames = readCapture(name).filter(({ kind }) => kind === 'binary');
    const streamData = new Map<string, ReturnType<typeof decodeFrame>>();
    for (const { bytes, dir } of frames) {
      const frame = decodeFrame(bytes);
      const [from, to] = [dir.charAt(0), dir.charAt(2)];
      if (frame.messageType === MessageType.Acknowledge) {
        const sequenceNumber = parseAcknowledge(frame.payload);
        const acknowledged = streamData.get(`${to}2${from} ${sequenceNumber ?? ''}`);
        expect(acknowledged).toBeDefined();
        if (acknowledged)
          expect(decodeFrame(encodeAcknowledge(acknowledged, 1)).payload).toEqual(frame.payload);
      } else streamData.set(`${dir} ${frame.sequenceNumber}`, frame);
    }
  });

  it('are read in any JSON form', () => {
    const text = '{ "IsSequentialMessage": true, "AcknowledgedMessageSequenceNumber": 12 }';
    expect(parseAcknowledge(Buffer.from(text))).toBe(12);
  });

  it.each([
    '',
    '{}',
    'null',
    '{"AcknowledgedMessageSequenceNumber":-1}',
    '{"AcknowledgedMessageSequenceNumber":"1"}',
  ])('malformed: %s gives null', (text) => {
    expect(parseAcknowledge(Buffer.from(text))).toBeNull();
  });
});

describe('handshake messages', () => {
  const payloadOf = (name: string, payloadType: number): Buffer => {
    for (const { kind, bytes, dir } of readCapture(name)) {
      if (kind !== 'binary' || dir !== 's2c') continue;
      const frame = decodeFrame(bytes);
      if (frame.payloadType === payloadType) return frame.payload;
    }
    throw new Error(`${name} has no message of payload type ${payloadType}`);
  };

  it('reads the real agent’s request', () => {
    const request = parseHandshakeRequest(payloadOf('iv_clean_exit_ssh_true', PayloadType.HandshakeRequest));
    expect(request?.AgentVersion).toBe('3.3.0.0');
    expect(request?.RequestedClientActions.map(({ ActionType }) => ActionType)).toEqual(['SessionType']);
    expect(parseSessionType(request?.RequestedClientActions[0]?.ActionParameters)).toEqual({
      type: 'Port',
      portType: '',
    });
  });

  it('reads the real agent’s request for encryption', () => {
    const request = parseHandshakeRequest(payloadOf('vi_kms_handshake_forced', PayloadType.HandshakeRequest));
    const action = request?.RequestedClientActions.find(({ ActionType }) => ActionType === 'KMSEncryption');
    const parameters = parseKmsEncryption(action?.ActionParameters);
    expect(parameters?.KMSKeyId).toMatch(/^arn:aws:kms:/);
    expect(Buffer.from(parameters?.Challenge ?? '', 'base64')).toHaveLength(16);
    expect(
      parseHandshakeComplete(payloadOf('vi_kms_handshake_forced', PayloadType.HandshakeComplete))
        ?.customerMessage,
    ).toBe('This session is encrypted using AWS KMS.');
  });
});

it('opens the data channel with the keys of the real plugin, in its order', () => {
  const real = readCapture('iv_clean_exit_ssh_true').find(({ kind }) => kind === 'text');
  const keys = (text: string) => Object.keys(JSON.parse(text) as object);
  expect(keys(openDataChannelText('token', 'client'))).toEqual(keys(real?.bytes.toString('utf8') ?? ''));
});

it('no parser throws, whatever comes', () => {
  const parsers = [
    parseAcknowledge,
    parseChannelClosed,
    parseHandshakeRequest,
    parseHandshakeComplete,
    parseChallenge,
    (payload: Buffer) => parseSessionType(JSON.parse(JSON.stringify(payload))),
  ];
  const json = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string(),
    fc
      .record({ RequestedClientActions: fc.jsonValue(), AgentVersion: fc.jsonValue() })
      .map((o) => JSON.stringify(o)),
    fc.record({ AcknowledgedMessageSequenceNumber: fc.jsonValue() }).map((o) => JSON.stringify(o)),
    fc
      .record({ Challenge: fc.jsonValue(), CustomerMessage: fc.jsonValue(), Output: fc.jsonValue() })
      .map((o) => JSON.stringify(o)),
  );
  fc.assert(
    fc.property(json, (text) => {
      for (const parse of parsers) parse(Buffer.from(text));
    }),
    { numRuns: 5_000 },
  );
});
