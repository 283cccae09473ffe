import { verify } from 'node:crypto';
import ssh2 from 'ssh2';
import { blobType } from './public-key.js';
import { SshReader } from './wire.js';

/** Hash functions by signature algorithm (RFC 5656, 6.2.1; RFC 8332); Ed25519 has its own. SHA-1 is left out. */
const HASHES: Readonly<Record<string, string | null>> = {
  'ssh-ed25519': null,
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};
/** The length of r and of s by curve (bytes), as P1363 has them side by side. */
const HALF: Readonly<Record<string, number>> = {
  'ecdsa-sha2-nistp256': 32,
  'ecdsa-sha2-nistp384': 48,
  'ecdsa-sha2-nistp521': 66,
};

/**
 * Verifies a signature in SSH's wire format.
 *
 * @param publicKey in SSH's wire format
 * @returns false also for keys and algorithms that are not known here, SHA-1 among them
 */
export function isSignatureOf(publicKey: Buffer, data: Buffer, signature: Buffer): boolean {
  try {
    const reader = new SshReader(signature);
    const algorithm = reader.string().toString('latin1');
    const body = reader.string();
    const type = blobType(publicKey);
    const hash = HASHES[algorithm];
    if (hash === undefined || type !== (algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm))
      return false;
    const key = ssh2.utils.parseKey(`${type} ${publicKey.toString('base64')}`);
    if (key instanceof Error) return false;
    const half = HALF[algorithm];
    const raw = half === undefined ? body : sideBySide(body, half);
    return verify(hash, data, { key: key.getPublicPEM(), dsaEncoding: 'ieee-p1363' }, raw);
  } catch {
    // Damaged, or a key that the crypto library does not take.
    return false;
  }
}

/** An ECDSA signature of SSH, two integers (RFC 5656, 3.1.2), as P1363 has it. */
function sideBySide(body: Buffer, half: number): Buffer {
  const reader = new SshReader(body);
  return Buffer.concat([reader.string(), reader.string()].map((integer) => padded(integer, half)));
}

function padded(integer: Buffer, length: number): Buffer {
  const bytes = integer.subarray(Math.max(0, integer.length - length));
  return Buffer.concat([Buffer.alloc(length - bytes.length), bytes]);
}
