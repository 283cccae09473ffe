import { randomFillSync } from 'node:crypto';

/*
 * WebSocket frames as a client writes them (RFC 6455, 5.2): final, binary, masked.
 */

/** FIN, and the opcode of binary data. */
const FINAL_BINARY = 0x82;
const MASKED = 0x80;
/** Lengths up to here stand in the second byte; longer ones in two bytes, or in eight, behind it. */
const MAX_SHORT = 125;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;
const MAX_TWO_BYTES = 0xffff;
const MASK_BYTES = 4;

/** Masking keys are drawn from the system this many at a time. */
const masks = new Int32Array(1_024);
let masksUsed = masks.length;

/**
 * Binary messages as WebSocket frames, all in one buffer: one write, and one copy of each byte. The mask is laid on by
 * words; on machines of either byte order, because DataView reads and writes the same one.
 */
export function maskedFrames(messages: readonly Buffer[]): Buffer {
  let length = 0;
  for (const message of messages) length += headerBytes(message.length) + message.length;
  const frames = Buffer.allocUnsafe(length);
  const view = new DataView(frames.buffer, frames.byteOffset, length);
  let offset = 0;
  for (const message of messages) {
    const mask = nextMask();
    offset = writeHeader(view, offset, message.length, mask);
    writeMasked(view, offset, message, mask);
    offset += message.length;
  }
  return frames;
}

function headerBytes(length: number): number {
  if (length <= MAX_SHORT) return 2 + MASK_BYTES;
  return (length <= MAX_TWO_BYTES ? 4 : 10) + MASK_BYTES;
}

/** @returns where the payload begins */
function writeHeader(view: DataView, offset: number, length: number, mask: number): number {
  view.setUint8(offset, FINAL_BINARY);
  if (length <= MAX_SHORT) {
    view.setUint8(offset + 1, MASKED | length);
  } else if (length <= MAX_TWO_BYTES) {
    view.setUint8(offset + 1, MASKED | TWO_BYTES);
    view.setUint16(offset + 2, length);
  } else {
    view.setUint8(offset + 1, MASKED | EIGHT_BYTES);
    view.setUint32(offset + 2, 0);
    view.setUint32(offset + 6, length);
  }
  const payloadStart = offset + headerBytes(length);
  view.setInt32(payloadStart - MASK_BYTES, mask);
  return payloadStart;
}

function writeMasked(to: DataView, offset: number, message: Buffer, mask: number): void {
  const from = new DataView(message.buffer, message.byteOffset, message.length);
  const words = message.length & ~3;
  for (let i = 0; i < words; i += 4) to.setInt32(offset + i, from.getInt32(i) ^ mask);
  for (let i = words; i < message.length; i++)
    to.setUint8(offset + i, from.getUint8(i) ^ (mask >>> (24 - 8 * (i & 3))));
}

function nextMask(): number {
  if (masksUsed === masks.length) {
    randomFillSync(masks);
    masksUsed = 0;
  }
  return masks[masksUsed++] ?? 0;
}
