import type { KeyFile } from '../shared/contract/index.js';
import { readCertificate } from '../ssh/certificate.js';

/** An OpenSSH user certificate, the plain public key that it is for, and what is shown of it. */
export interface UserCertificate {
  /** The certificate in SSH's wire format. */
  readonly blob: Buffer;
  /** In SSH's wire format. */
  readonly publicKey: Buffer;
  readonly facts: NonNullable<KeyFile['certificate']>;
}

/**
 * Reads an OpenSSH user certificate.
 *
 * @throws Error when it is damaged, of a type that is not known, or a host's
 */
export function readUserCertificate(bytes: Buffer): UserCertificate {
  const { kind, blob, publicKey, keyId, serial, principals, validAfter, validBefore } =
    readCertificate(bytes);
  if (kind !== 'user') throw new Error('A certificate for hosts');
  return { blob, publicKey, facts: { keyId, serial, principals: [...principals], validAfter, validBefore } };
}
