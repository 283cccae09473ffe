import { expect, it } from 'vitest';
import { readCapture } from '../../../test/support/captures.js';
import { decodeFrame, FrameError } from './frame.js';
import {
  parseAcknowledge,
  parseChallenge,
  parseChannelClosed,
  parseHandshakeComplete,
  parseHandshakeRequest,
  parseKmsEncryption,
  parseSessionType,
} from './messages.js';

/** How many inputs; SALLYPORT_FUZZ sets another number, SALLYPORT_SEED another start. */
const INPUTS = Number(process.env.SALLYPORT_FUZZ ?? 1_000_000);
const SEED = Number(process.env.SALLYPORT_SEED ?? 20_261_124);
/** Garbage comes and goes; a decoder that allocated by what a message claims would leave this far behind. */
const MAX_GROWTH_BYTES = 256 * 1024 * 1024;

/** Mulberry32: small, quick, and the same everywhere. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

it(`no decoder crashes, hangs or grows on ${INPUTS} damaged messages of the real peers (seed ${SEED})`, () => {
  const messages = ['i_interactive_ssh', 'vi_kms_handshake_forced', 'iii_connect_error_closed_port']
    .flatMap((name) => readCapture(name))
    .filter(({ kind }) => kind === 'binary')
    .map(({ bytes }) => bytes);
  const next = random(SEED);
  const parsers = [
    parseAcknowledge,
    parseChannelClosed,
    parseHandshakeRequest,
    parseHandshakeComplete,
    parseChallenge,
  ];
  const before = process.memoryUsage().rss;
  let decoded = 0;
  for (let i = 0; i < INPUTS; i++) {
    const original = messages[next() % messages.length]!;
    // Cut or keep, then change a few bytes: in the header, where lengths and numbers are, or anywhere.
    const length = next() % 4 === 0 ? next() % (original.length + 1) : original.length;
    const bytes = Buffer.from(original.subarray(0, length));
    for (let changes = next() % 4; changes > 0 && length > 0; changes--)
      bytes[next() % (next() % 2 === 0 ? length : Math.min(length, 124))] = next() % 256;
    try {
      decodeFrame(bytes);
      decoded++;
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
    }
    const payload = bytes.subarray(Math.min(length, 120));
    parsers[i % parsers.length]?.(payload);
    if (i % 8 === 0) {
      parseSessionType(payload);
      parseKmsEncryption(payload);
    }
  }
  expect(decoded).toBeGreaterThan(0);
  expect(process.memoryUsage().rss - before).toBeLessThan(MAX_GROWTH_BYTES);
}, 180_000);
