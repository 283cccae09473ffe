import * as crypto from 'node:crypto';

/*
 * The binary message of a Session Manager data channel: a header of 120 bytes, big-endian, then the payload.
 * Offsets and rules: docs/data-channel.md, "Frame".
 */

/** The value of the HeaderLength field: the offset of PayloadLength, which itself is not counted. */
const HEADER_LENGTH = 116;
/** Where the payload of a frame with the usual HeaderLength starts. */
export const PAYLOAD_OFFSET = 120;
const TYPE_OFFSET = 4;
const TYPE_BYTES = 32;
const SCHEMA_VERSION_OFFSET = 36;
const CREATED_OFFSET = 40;
const SEQUENCE_OFFSET = 48;
const FLAGS_OFFSET = 56;
const MESSAGE_ID_OFFSET = 64;
const DIGEST_OFFSET = 80;
const DIGEST_BYTES = 32;
const PAYLOAD_TYPE_OFFSET = 112;
const PAYLOAD_LENGTH_OFFSET = 116;

/** MessageType values on a data channel. */
export const MessageType = {
  InputStreamData: 'input_stream_data',
  OutputStreamData: 'output_stream_data',
  Acknowledge: 'acknowledge',
  ChannelClosed: 'channel_closed',
  StartPublication: 'start_publication',
  PausePublication: 'pause_publication',
} as const;

/** PayloadType values of stream data. */
export const PayloadType = {
  None: 0,
  Output: 1,
  Error: 2,
  Size: 3,
  Parameter: 4,
  HandshakeRequest: 5,
  HandshakeResponse: 6,
  HandshakeComplete: 7,
  EncChallengeRequest: 8,
  EncChallengeResponse: 9,
  Flag: 10,
} as const;

/** Values of a Flag payload (uint32, big-endian). */
export const Flag = { DisconnectToPort: 1, TerminateSession: 2, ConnectToPortError: 3 } as const;

/** Flags field: SYN and FIN, which acknowledgements carry both. Nobody reads it. */
export const ACK_FLAGS = 3;

export interface Frame {
  /** One of MessageType, or something newer. */
  messageType: string;
  schemaVersion: number;
  /** Unix time in milliseconds; both real peers refuse 0. */
  createdDate: number;
  sequenceNumber: number;
  flags: number;
  /** The message's id: 16 bytes in the order of a UUID's text. */
  messageId: Buffer;
  /** One of PayloadType, or something newer. */
  payloadType: number;
  payload: Buffer;
}

/** A message that is not a frame. Receivers ignore it, as the real peers do. */
export class FrameError extends Error {
  public override readonly name = 'FrameError';
}

/**
 * Reads a frame. The payload is a view on `bytes`, not a copy.
 *
 * @throws FrameError when it is too short, its lengths or numbers make no sense, or its digest is wrong
 */
export function decodeFrame(bytes: Buffer): Frame {
  if (bytes.length < PAYLOAD_OFFSET)
    throw new FrameError(`${bytes.length} bytes are less than a frame's header of ${PAYLOAD_OFFSET}`);
  const headerLength = bytes.readUInt32BE(0);
  // Receivers find the payload by HeaderLength, so that a later version may add fields before it.
  const payloadStart = headerLength + 4;
  if (headerLength < HEADER_LENGTH || payloadStart > bytes.length)
    throw new FrameError(`HeaderLength ${headerLength} does not fit ${bytes.length} bytes`);
  const messageType = trimmedAscii(bytes, TYPE_OFFSET, TYPE_BYTES);
  if (messageType === '') throw new FrameError('MessageType is empty');
  const createdDate = readUInt64(bytes, CREATED_OFFSET, 'CreatedDate');
  if (createdDate === 0) throw new FrameError('CreatedDate is 0');
  const sequenceNumber = readUInt64(bytes, SEQUENCE_OFFSET, 'SequenceNumber');
  const payloadLength = bytes.readUInt32BE(headerLength);
  const payload = bytes.subarray(payloadStart);
  if (payloadLength !== payload.length)
    throw new FrameError(`PayloadLength ${payloadLength}, but ${payload.length} bytes follow the header`);
  // The plugin takes these two unchecked, and the gateway's digests for them are not known to be right.
  const checked =
    messageType !== MessageType.StartPublication && messageType !== MessageType.PausePublication;
  if (checked && payloadLength > 0 && !digestMatches(bytes, payload))
    throw new FrameError('PayloadDigest is wrong');
  const messageId = Buffer.allocUnsafe(16);
  copyHalvesSwapped(bytes, MESSAGE_ID_OFFSET, messageId, 0);
  return {
    messageType,
    schemaVersion: bytes.readUInt32BE(SCHEMA_VERSION_OFFSET),
    createdDate,
    sequenceNumber,
    flags: readUInt64(bytes, FLAGS_OFFSET, 'Flags'),
    messageId,
    payloadType: bytes.readUInt32BE(PAYLOAD_TYPE_OFFSET),
    payload,
  };
}

/** Writes a frame, digest included. */
export function encodeFrame(frame: Frame): Buffer {
  const bytes = Buffer.allocUnsafe(PAYLOAD_OFFSET + frame.payload.length);
  bytes.writeUInt32BE(HEADER_LENGTH, 0);
  bytes.fill(0x20, TYPE_OFFSET, TYPE_OFFSET + TYPE_BYTES);
  bytes.write(frame.messageType, TYPE_OFFSET, TYPE_BYTES, 'latin1');
  bytes.writeUInt32BE(frame.schemaVersion, SCHEMA_VERSION_OFFSET);
  writeUInt64(bytes, frame.createdDate, CREATED_OFFSET);
  writeUInt64(bytes, frame.sequenceNumber, SEQUENCE_OFFSET);
  writeUInt64(bytes, frame.flags, FLAGS_OFFSET);
  copyHalvesSwapped(frame.messageId, 0, bytes, MESSAGE_ID_OFFSET);
  sha256(frame.payload).copy(bytes, DIGEST_OFFSET);
  bytes.writeUInt32BE(frame.payloadType, PAYLOAD_TYPE_OFFSET);
  bytes.writeUInt32BE(frame.payload.length, PAYLOAD_LENGTH_OFFSET);
  frame.payload.copy(bytes, PAYLOAD_OFFSET);
  return bytes;
}

/**
 * The digest is most of what a frame costs. Node 20.12 and later make it in one call, without an object for each; the
 * development runtime is older.
 */
const oneShot = (crypto as { readonly hash?: typeof crypto.hash }).hash;
const sha256: (bytes: Buffer) => Buffer = oneShot
  ? (bytes) => oneShot('sha256', bytes, 'buffer')
  : (bytes) => crypto.createHash('sha256').update(bytes).digest();

/** Ids are drawn from the system this many at a time: one call for each message costs more than the message. */
const ID_POOL_BYTES = 16 * 256;
const idPool = Buffer.allocUnsafeSlow(ID_POOL_BYTES);
let idPoolUsed = ID_POOL_BYTES;

/** A fresh MessageId: a version 4 UUID as bytes. */
export function newMessageId(): Buffer {
  if (idPoolUsed === ID_POOL_BYTES) {
    crypto.randomFillSync(idPool);
    idPoolUsed = 0;
  }
  const id = Buffer.from(idPool.subarray(idPoolUsed, idPoolUsed + 16));
  idPoolUsed += 16;
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x40;
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
  return id;
}

/** A MessageId as UUID text: lower case, with hyphens. */
export function messageIdText(id: Buffer): string {
  const hex = id.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function digestMatches(bytes: Buffer, payload: Buffer): boolean {
  const digest = sha256(payload);
  return bytes.compare(digest, 0, DIGEST_BYTES, DIGEST_OFFSET, DIGEST_OFFSET + DIGEST_BYTES) === 0;
}

/** ASCII text without the NULs and white space around it; receivers trim both, senders pad with spaces. */
function trimmedAscii(bytes: Buffer, start: number, length: number): string {
  let end = start + length;
  while (end > start && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end--;
  return bytes.toString('latin1', start, end).trim();
}

/** Reads 64 bits without the cost of a BigInt. Negative numbers are out of range as well: their highest bit is set. */
function readUInt64(bytes: Buffer, offset: number, name: string): number {
  const high = bytes.readUInt32BE(offset);
  if (high >= 2 ** 21) throw new FrameError(`${name} is negative or beyond 2^53`);
  return high * 2 ** 32 + bytes.readUInt32BE(offset + 4);
}

/** Writes a safe integer as 64 bits without the cost of a BigInt. */
function writeUInt64(bytes: Buffer, value: number, offset: number): void {
  bytes.writeUInt32BE(Math.floor(value / 2 ** 32), offset);
  bytes.writeUInt32BE(value % 2 ** 32, offset + 4);
}

/**
 * Copies a UUID between its text's order and the wire's, whose two halves are swapped, the least significant first. By
 * bytes: for sixteen of them two calls of `copy` cost more.
 */
function copyHalvesSwapped(from: Buffer, start: number, to: Buffer, offset: number): void {
  for (let i = 0; i < 16; i++) to[offset + i] = from[start + (i ^ 8)] ?? 0;
}
