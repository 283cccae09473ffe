import type { Readable } from 'node:stream';
import type { ServerOffer } from '../algorithms.js';
import { SshReader } from '../../ssh/wire.js';

/** SSH_MSG_KEXINIT (RFC 4253, section 7.1). */
const KEXINIT = 20;
const COOKIE_LENGTH = 16;
/** What stands among the ways of exchanging keys and is none (RFC 8308; OpenSSH's PROTOCOL, section 1.9). */
const MARKERS = /^(ext-info-[cs]|kex-strict-[cs]-v00@openssh\.com)$/;
/** Text before the identification, the identification, and a packet: far more than any server sends (bytes). */
const MAX_LENGTH = 64 * 1024;

/**
 * Reads along at the start of a server's stream, where its offer of algorithms stands in the clear: the SSH library says
 * only that nothing was common. The function returned gives the offer, or null when none has come.
 */
export function watchOffer(stream: Readable): () => ServerOffer | null {
  let received = Buffer.alloc(0);
  let offer: ServerOffer | null = null;
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    offer = parseOffer(received);
    if (offer === null && received.length <= MAX_LENGTH) return;
    stream.off('data', onData);
    received = Buffer.alloc(0);
  };
  stream.on('data', onData);
  return () => offer;
}

/** The offer in the first bytes of a server's stream; null while they are too few, or hold none. */
export function parseOffer(bytes: Buffer): ServerOffer | null {
  // Lines before the identification are allowed (RFC 4253, 4.2).
  const identification = /(?:^|\n)SSH-[^\n]*\n/.exec(bytes.toString('latin1'));
  if (!identification) return null;
  const packet = bytes.subarray(identification.index + identification[0].length);
  const PACKET_HEADER = 5;
  if (packet.length < PACKET_HEADER || packet.length < 4 + packet.readUInt32BE(0)) return null;
  const payload = packet.subarray(PACKET_HEADER);
  if (payload[0] !== KEXINIT) return null;
  try {
    const reader = new SshReader(payload.subarray(1 + COOKIE_LENGTH));
    const list = () => reader.string().toString('latin1').split(',').filter(Boolean);
    const kex = list().filter((name) => !MARKERS.test(name));
    const serverHostKey = list();
    // Both ways are listed; servers offer the same for both.
    list();
    const cipher = list();
    list();
    return { kex, serverHostKey, cipher, hmac: list() };
  } catch {
    return null;
  }
}
