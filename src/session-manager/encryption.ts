import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/*
 * The encryption of a session whose preferences name a KMS key: AES-256-GCM, a payload is nonce, ciphertext, tag, with
 * no additional data (docs/data-channel.md, "KMS").
 */

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What GenerateDataKey is asked for: a key for each direction. */
export const DATA_KEY_BYTES = 2 * KEY_BYTES;

export class SessionEncryption {
  private readonly decryptKey: Buffer;
  private readonly encryptKey: Buffer;

  /** @param dataKey the 64 plaintext bytes from KMS: first the agent's key, then the client's */
  public constructor(dataKey: Uint8Array) {
    if (dataKey.length !== DATA_KEY_BYTES)
      throw new Error(`A data key of ${DATA_KEY_BYTES} bytes was expected, not ${dataKey.length}`);
    this.decryptKey = Buffer.from(dataKey.subarray(0, KEY_BYTES));
    this.encryptKey = Buffer.from(dataKey.subarray(KEY_BYTES));
  }

  /** Encrypts a payload for the agent. */
  public encrypt(plain: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.encryptKey, nonce);
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /**
   * Decrypts a payload from the agent.
   *
   * @throws Error when it is too short or was changed on the way
   */
  public decrypt(payload: Buffer): Buffer {
    if (payload.length < NONCE_BYTES + TAG_BYTES) throw new Error('An encrypted payload is too short');
    const decipher = createDecipheriv('aes-256-gcm', this.decryptKey, payload.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(payload.subarray(payload.length - TAG_BYTES));
    return Buffer.concat([
      decipher.update(payload.subarray(NONCE_BYTES, payload.length - TAG_BYTES)),
      decipher.final(),
    ]);
  }

  /** Overwrites the keys. */
  public dispose(): void {
    this.decryptKey.fill(0);
    this.encryptKey.fill(0);
  }
}
