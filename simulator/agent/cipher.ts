import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Length of the data key that a client asks KMS for (notes, section 6). */
export const DATA_KEY_BYTES = 2 * KEY_BYTES;

/**
 * The agent's end of an encrypted session: AES-256-GCM, payload = nonce || ciphertext || tag, no additional data.
 * The first half of the data key is for agent to client, the second for client to agent (notes, section 6).
 */
export class AgentCipher {
  private readonly toClientKey: Buffer;
  private readonly toAgentKey: Buffer;
  /** The agent's nonce starts random and is then counted up, as a little-endian number. */
  private readonly nonce = randomBytes(NONCE_BYTES);

  constructor(dataKey: Buffer) {
    if (dataKey.length !== DATA_KEY_BYTES) throw new Error(`a data key has ${DATA_KEY_BYTES} bytes`);
    this.toClientKey = dataKey.subarray(0, KEY_BYTES);
    this.toAgentKey = dataKey.subarray(KEY_BYTES);
  }

  encrypt(plaintext: Uint8Array): Buffer {
    const nonce = Buffer.from(this.nonce);
    this.countUp();
    const cipher = createCipheriv('aes-256-gcm', this.toClientKey, nonce);
    return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** Undefined when the message was not made with the client's key. */
  decrypt(payload: Buffer): Buffer | undefined {
    if (payload.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.toAgentKey, payload.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(payload.subarray(payload.length - TAG_BYTES));
    try {
      const text = decipher.update(payload.subarray(NONCE_BYTES, payload.length - TAG_BYTES));
      return Buffer.concat([text, decipher.final()]);
    } catch {
      return undefined;
    }
  }

  private countUp(): void {
    for (let index = 0; index < NONCE_BYTES; index++) {
      const next = ((this.nonce[index] ?? 0) + 1) & 0xff;
      this.nonce[index] = next;
      if (next !== 0) return;
    }
  }
}
