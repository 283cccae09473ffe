import { createHash } from 'node:crypto';
import {
  decodeFrame,
  MessageType,
  PAYLOAD_OFFSET,
  PayloadType,
  type Frame,
} from '../../src/session-manager/codec/frame.js';
import { encodeAcknowledge } from '../../src/session-manager/codec/messages.js';
import { captureNames, readCapture, type CapturedFrame } from './captures.js';

/*
 * Two captures kept only the header of each frame and 32 bytes of its payload. The header still holds the payload's
 * length and digest, so a payload that can be guessed can be proved.
 */

const DIGEST_OFFSET = 80;
const LENGTH_OFFSET = 116;

export interface CompletedFrame extends CapturedFrame {
  /** Whether the payload is the very one that was sent; otherwise it has its length and beginning only. */
  readonly exact: boolean;
}

const digestOf = (payload: Buffer) => createHash('sha256').update(payload).digest();

/** Payloads of the captures that are whole, which recur: handshakes, and what SSH sends in the clear. */
function knownPayloads(): Buffer[] {
  return captureNames
    .map((name) => readCapture(name))
    .filter((frames) => !frames.some(({ truncated }) => truncated))
    .flatMap((frames) => frames.filter(({ kind }) => kind === 'binary'))
    .map(({ bytes }) => bytes.subarray(PAYLOAD_OFFSET));
}

/**
 * Reads a capture that was cut short and puts payloads back: acknowledgements, of which there are as many candidates as
 * messages; handshakes, from other captures; the rest filled up with zeros, and its digest made to fit.
 */
export function readCutCapture(name: string): CompletedFrame[] {
  const known = new Map(knownPayloads().map((payload) => [digestOf(payload).toString('hex'), payload]));
  const seen: { readonly from: string; readonly frame: Frame }[] = [];
  return readCapture(name).map((entry) => {
    if (entry.kind !== 'binary') return { ...entry, exact: true };
    const filled = filledUp(entry.bytes);
    const frame = decodeFrame(filled);
    const candidates = function* (): Generator<Buffer> {
      const recurring = known.get(digestIn(entry.bytes).toString('hex'));
      if (recurring) yield recurring;
      if (frame.messageType === MessageType.Acknowledge)
        for (let i = seen.length - 1; i >= 0; i--) {
          const other = seen[i];
          // What is acknowledged came the other way, and mostly just before.
          if (other && other.from !== entry.dir) yield acknowledgementOf(other.frame);
        }
      if (frame.payloadType === PayloadType.HandshakeComplete) yield* handshakesOfAllDurations(frame.payload);
    };
    const payload = firstWithDigest(candidates(), digestIn(entry.bytes));
    if (frame.messageType !== MessageType.Acknowledge) seen.push({ from: entry.dir, frame });
    const bytes = payload ? Buffer.concat([entry.bytes.subarray(0, PAYLOAD_OFFSET), payload]) : filled;
    return { ...entry, bytes, exact: payload !== null };
  });
}

const digestIn = (bytes: Buffer) => bytes.subarray(DIGEST_OFFSET, DIGEST_OFFSET + 32);

function firstWithDigest(candidates: Iterable<Buffer>, digest: Buffer): Buffer | null {
  for (const candidate of candidates) if (digestOf(candidate).equals(digest)) return candidate;
  return null;
}

/** The frame with zeros for what was cut off, and the digest of that. */
function filledUp(cut: Buffer): Buffer {
  const bytes = Buffer.alloc(PAYLOAD_OFFSET + cut.readUInt32BE(LENGTH_OFFSET));
  cut.copy(bytes);
  digestOf(bytes.subarray(PAYLOAD_OFFSET)).copy(bytes, DIGEST_OFFSET);
  return bytes;
}

const acknowledgementOf = (frame: Frame) => encodeAcknowledge(frame, 1).subarray(PAYLOAD_OFFSET);

/** All texts of HandshakeComplete that begin as this one does, whose last digits were cut off. */
function* handshakesOfAllDurations(payload: Buffer): Generator<Buffer> {
  const start = payload.toString('latin1', 0, 32);
  const end = ',"CustomerMessage":""}';
  const missing = payload.length - start.length - end.length;
  for (let digits = 0; digits < 10 ** missing; digits++)
    yield Buffer.from(start + String(digits).padStart(missing, '0') + end);
}
