import { createHash } from 'node:crypto';
import { blobType } from '../ssh/public-key.js';
import { SshReader, withoutZeros } from '../ssh/wire.js';

const colons = (hex: string): string => hex.match(/../g)?.join(':') ?? '';

/** "MD5:aa:bb:…" as ssh-keygen -l -E md5 prints it. */
export function md5FingerprintOf(blob: Uint8Array): string {
  return `MD5:${colons(createHash('md5').update(blob).digest('hex'))}`;
}

/** The hexadecimal digest with colons in which EC2 writes the fingerprints of RSA keys. */
export function colonDigest(algorithm: 'md5' | 'sha1', data: Uint8Array): string {
  return colons(createHash(algorithm).update(data).digest('hex'));
}

const CURVE_BITS: Readonly<Record<string, number>> = { nistp256: 256, nistp384: 384, nistp521: 521 };

/** The size of a public key in bits, as ssh-keygen -l prints it; null for types that it is not known of. */
export function bitsOf(blob: Buffer): number | null {
  const type = blobType(blob);
  if (type.includes('ed25519')) return 256;
  const reader = new SshReader(blob);
  reader.string();
  if (type === 'ssh-rsa') {
    reader.string();
    return bitLength(reader.string());
  }
  // A DSA key's size is that of p, its first number.
  if (type === 'ssh-dss') return bitLength(reader.string());
  return type.includes('ecdsa-sha2-') ? (CURVE_BITS[reader.string().toString('latin1')] ?? null) : null;
}

function bitLength(integer: Buffer): number {
  const bytes = withoutZeros(integer);
  return bytes.length === 0 ? 0 : bytes.length * 8 - (Math.clz32(bytes[0] ?? 0) - 24);
}
