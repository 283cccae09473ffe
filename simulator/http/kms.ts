import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { optionalNumber, optionalString, requiredString } from './json-params.js';
import type { JsonOperation, JsonParams } from './operation.js';
import { ServiceError } from './service-error.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** KMS gives out data keys of 1 to 1024 bytes (API reference, GenerateDataKey). */
const MAX_DATA_KEY_BYTES = 1024;

/** One KMS key, the one that encrypts sessions. */
export class KmsKey {
  readonly arn: string;
  private readonly keyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
  private readonly material = randomBytes(32);

  constructor(region: string, accountId: string) {
    this.arn = `arn:aws:kms:${region}:${accountId}:key/${this.keyId}`;
  }

  /** The KMS operations of clients and agents. */
  operations(): Record<string, JsonOperation> {
    return {
      GenerateDataKey: { resource: () => this.arn, run: (params) => this.generateDataKey(params) },
      Decrypt: {
        resource: () => this.arn,
        run: (params) => {
          const ciphertext = Buffer.from(requiredString(params, 'CiphertextBlob'), 'base64');
          const plaintext = this.decrypt(ciphertext, contextOf(params));
          if (plaintext === undefined) throw new ServiceError('InvalidCiphertextException', '');
          return {
            KeyId: this.arn,
            Plaintext: plaintext.toString('base64'),
            EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          };
        },
      },
    };
  }

  /** Undefined if the text is not of this key, or the encryption context is another one. */
  decrypt(ciphertext: Buffer, context: Record<string, string>): Buffer | undefined {
    if (ciphertext.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.material, ciphertext.subarray(0, NONCE_BYTES));
    decipher.setAAD(canonical(context));
    decipher.setAuthTag(ciphertext.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(ciphertext.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  private generateDataKey(params: JsonParams): object {
    const keyId = requiredString(params, 'KeyId');
    if (keyId !== this.arn && keyId !== this.keyId) {
      throw new ServiceError('NotFoundException', `Key '${keyId}' does not exist`);
    }
    const size = optionalNumber(params, 'NumberOfBytes');
    const spec = optionalString(params, 'KeySpec');
    if ((size === undefined) === (spec === undefined)) {
      throw new ServiceError('ValidationException', 'Please specify either number of bytes or key spec.');
    }
    const length = size ?? (spec === 'AES_128' ? 16 : 32);
    if (!Number.isInteger(length) || length < 1 || length > MAX_DATA_KEY_BYTES) {
      throw new ServiceError('ValidationException', `Value '${length}' at 'numberOfBytes' is out of range`);
    }
    const plaintext = randomBytes(length);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.material, nonce);
    cipher.setAAD(canonical(contextOf(params)));
    const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return {
      KeyId: this.arn,
      CiphertextBlob: Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64'),
      Plaintext: plaintext.toString('base64'),
    };
  }
}

function contextOf(params: JsonParams): Record<string, string> {
  const context = params.EncryptionContext;
  if (typeof context !== 'object' || context === null) return {};
  return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)]));
}

/** The order of an encryption context does not count. */
function canonical(context: Record<string, string>): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));
}
