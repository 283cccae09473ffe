import { hash, randomFillSync } from 'node:crypto';

/**
 * The binary message of the data channel: a 120-byte header, all integers big-endian, then the payload.
 * Source: protocol notes, section 3 (read in the agent's `agent/session/contracts/agentmessage.go`, seen on the wire).
 */
export const HEADER_BYTES = 120;
/** HeaderLength does not count the PayloadLength field itself: it is the offset of that field. */
const HEADER_LENGTH_FIELD = 116;
const MESSAGE_TYPE_OFFSET = 4;
const MESSAGE_TYPE_BYTES = 32;
const SCHEMA_VERSION_OFFSET = 36;
const CREATED_DATE_OFFSET = 40;
const SEQUENCE_NUMBER_OFFSET = 48;
const FLAGS_OFFSET = 56;
const MESSAGE_ID_OFFSET = 64;
const DIGEST_OFFSET = 80;
const DIGEST_BYTES = 32;
const PAYLOAD_TYPE_OFFSET = 112;
const PAYLOAD_LENGTH_OFFSET = 116;

/** Flags of acknowledge and agent_session_state messages: SYN and FIN (notes, section 3). */
export const SYN_FIN = 3;

export type MessageType =
  | 'input_stream_data'
  | 'output_stream_data'
  | 'acknowledge'
  | 'channel_closed'
  | 'start_publication'
  | 'pause_publication';

/** Payload types of stream data messages (notes, section 4). */
export const PayloadType = {
  None: 0,
  Output: 1,
  Size: 3,
  HandshakeRequest: 5,
  HandshakeResponse: 6,
  HandshakeComplete: 7,
  EncChallengeRequest: 8,
  EncChallengeResponse: 9,
  Flag: 10,
} as const;

/** Values of a Flag payload, a big-endian uint32 (notes, section 4). */
export const SessionFlag = { DisconnectToPort: 1, TerminateSession: 2 } as const;

const MESSAGE_TYPE_END = MESSAGE_TYPE_OFFSET + MESSAGE_TYPE_BYTES;
const padded = (type: MessageType) => Buffer.from(type.padEnd(MESSAGE_TYPE_BYTES, ' '), 'latin1');
const TYPE_FIELDS: Record<MessageType, Buffer> = {
  input_stream_data: padded('input_stream_data'),
  output_stream_data: padded('output_stream_data'),
  acknowledge: padded('acknowledge'),
  channel_closed: padded('channel_closed'),
  start_publication: padded('start_publication'),
  pause_publication: padded('pause_publication'),
};
const FREQUENT_TYPES: readonly (readonly [MessageType, Buffer])[] = [
  ['input_stream_data', TYPE_FIELDS.input_stream_data],
  ['acknowledge', TYPE_FIELDS.acknowledge],
];

/** A decoded message. Its payload shares memory with the frame it came in. */
export interface Frame {
  readonly bytes: Buffer;
  readonly messageType: string;
  readonly schemaVersion: number;
  readonly createdDate: number;
  readonly sequenceNumber: number;
  readonly flags: number;
  readonly payloadType: number;
  readonly payloadLength: number;
  readonly payload: Buffer;
}

/** Decodes one message; undefined for what the agent calls a deserialise or validation error (notes, section 3). */
export function decodeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const headerLength = bytes.readUInt32BE(0);
  // Receivers take the payload from here, whatever PayloadLength says.
  const payloadStart = headerLength + 4;
  if (headerLength < HEADER_LENGTH_FIELD || payloadStart > bytes.length) return undefined;
  const messageType = messageTypeOf(bytes);
  const createdDate = Number(bytes.readBigUInt64BE(CREATED_DATE_OFFSET));
  if (messageType === '' || createdDate === 0) return undefined;
  return {
    bytes,
    messageType,
    schemaVersion: bytes.readUInt32BE(SCHEMA_VERSION_OFFSET),
    createdDate,
    sequenceNumber: Number(bytes.readBigInt64BE(SEQUENCE_NUMBER_OFFSET)),
    flags: Number(bytes.readBigUInt64BE(FLAGS_OFFSET)),
    payloadType: bytes.readUInt32BE(PAYLOAD_TYPE_OFFSET),
    payloadLength: bytes.readUInt32BE(headerLength),
    payload: bytes.subarray(payloadStart),
  };
}

/** The message type: space padded on the wire; receivers trim NULs, then white space (notes, section 3). */
function messageTypeOf(bytes: Buffer): string {
  // The two that come by the thousand are told without making a string.
  for (const [type, pattern] of FREQUENT_TYPES) {
    if (bytes.compare(pattern, 0, MESSAGE_TYPE_BYTES, MESSAGE_TYPE_OFFSET, MESSAGE_TYPE_END) === 0)
      return type;
  }
  const text = bytes.toString('latin1', MESSAGE_TYPE_OFFSET, MESSAGE_TYPE_END);
  return text.replace(/^\0+|\0+$/g, '').trim();
}

export interface FrameFields {
  messageType: MessageType;
  sequenceNumber: number;
  flags: number;
  payloadType: number;
}

/** Encodes one message with a fresh MessageId, the present time and the SHA-256 of the payload. */
export function encodeFrame(fields: FrameFields, payload: Uint8Array | string): Buffer {
  const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + length);
  if (typeof payload === 'string') bytes.write(payload, HEADER_BYTES);
  else bytes.set(payload, HEADER_BYTES);
  bytes.writeUInt32BE(HEADER_LENGTH_FIELD, 0);
  bytes.set(TYPE_FIELDS[fields.messageType], MESSAGE_TYPE_OFFSET);
  bytes.writeUInt32BE(1, SCHEMA_VERSION_OFFSET);
  writeUInt64(bytes, Date.now(), CREATED_DATE_OFFSET);
  writeUInt64(bytes, fields.sequenceNumber, SEQUENCE_NUMBER_OFFSET);
  writeUInt64(bytes, fields.flags, FLAGS_OFFSET);
  writeMessageId(bytes);
  bytes.set(sha256(bytes.subarray(HEADER_BYTES)), DIGEST_OFFSET);
  bytes.writeUInt32BE(fields.payloadType, PAYLOAD_TYPE_OFFSET);
  bytes.writeUInt32BE(length, PAYLOAD_LENGTH_OFFSET);
  return bytes;
}

/** One acknowledgement for one message: never cumulative, itself neither sequenced nor acknowledged (notes, section 4). */
export function encodeAcknowledge(of: Frame): Buffer {
  const content =
    `{"AcknowledgedMessageType":"${of.messageType}","AcknowledgedMessageId":"${messageIdText(of.bytes)}",` +
    `"AcknowledgedMessageSequenceNumber":${of.sequenceNumber},"IsSequentialMessage":true}`;
  return encodeFrame(
    { messageType: 'acknowledge', sequenceNumber: 0, flags: SYN_FIN, payloadType: PayloadType.None },
    content,
  );
}

/** The sequence number that an acknowledge message names: receivers match on it alone (notes, section 4). */
export function acknowledgedSequenceNumber(frame: Frame): number | undefined {
  let content: unknown;
  try {
    content = JSON.parse(frame.payload.toString());
  } catch {
    return undefined;
  }
  if (typeof content !== 'object' || content === null) return undefined;
  const value = (content as Record<string, unknown>).AcknowledgedMessageSequenceNumber;
  return typeof value === 'number' ? value : undefined;
}

/** Whether PayloadDigest is the payload's SHA-256. The agent never looks (notes, section 3), the simulator keeps count. */
export function hasRightDigest(frame: Frame): boolean {
  return sha256(frame.payload).equals(frame.bytes.subarray(DIGEST_OFFSET, DIGEST_OFFSET + DIGEST_BYTES));
}

/** The MessageId as UUID text: on the wire its two 8-byte halves are swapped (notes, section 3). */
export function messageIdText(bytes: Buffer): string {
  const high = bytes.toString('hex', MESSAGE_ID_OFFSET + 8, MESSAGE_ID_OFFSET + 16);
  const low = bytes.toString('hex', MESSAGE_ID_OFFSET, MESSAGE_ID_OFFSET + 8);
  return `${high.slice(0, 8)}-${high.slice(8, 12)}-${high.slice(12)}-${low.slice(0, 4)}-${low.slice(4)}`;
}

function sha256(data: Uint8Array): Buffer {
  return hash('sha256', data, 'buffer');
}

const TWO_TO_32 = 0x1_0000_0000;

/** A non-negative safe integer as uint64, without a BigInt for each of three fields of each message. */
function writeUInt64(bytes: Buffer, value: number, offset: number): void {
  bytes.writeUInt32BE(Math.floor(value / TWO_TO_32), offset);
  bytes.writeUInt32BE(value % TWO_TO_32, offset + 4);
}

/** Random bytes are drawn for many MessageIds at once: one draw costs as much as the rest of a header. */
const randomPool = Buffer.alloc(16 * 1024);
let randomUsed = randomPool.length;

function writeMessageId(bytes: Buffer): void {
  if (randomUsed === randomPool.length) {
    randomFillSync(randomPool);
    randomUsed = 0;
  }
  bytes.set(randomPool.subarray(randomUsed, randomUsed + 16), MESSAGE_ID_OFFSET);
  randomUsed += 16;
  // Version 4, variant 1 (RFC 4122), at their places after the swap of the halves.
  const version = MESSAGE_ID_OFFSET + 8 + 6;
  bytes[version] = ((bytes[version] ?? 0) & 0x0f) | 0x40;
  bytes[MESSAGE_ID_OFFSET] = ((bytes[MESSAGE_ID_OFFSET] ?? 0) & 0x3f) | 0x80;
}
