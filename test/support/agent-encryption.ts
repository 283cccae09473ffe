import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/*
 * The encryption of sessions with a KMS key as the agent does it, apart from the client's own code: AES-256-GCM, a
 * payload is nonce, ciphertext, tag (docs/data-channel.md, "KMS").
 */

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What encryption adds to a payload. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

export function seal(key: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when it was sealed with another key, or changed */
export function unseal(key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
