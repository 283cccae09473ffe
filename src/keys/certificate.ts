import type { KeyFile } from '../shared/contract/index.js';
import { sshString, SshReader } from './wire.js';

/** How many strings stand between a certificate's nonce and its serial: the numbers of the public key. */
const KEY_FIELDS: Readonly<Record<string, number>> = {
  'ssh-rsa-cert-v01@openssh.com': 2,
  'ssh-ed25519-cert-v01@openssh.com': 1,
  'ecdsa-sha2-nistp256-cert-v01@openssh.com': 2,
  'ecdsa-sha2-nistp384-cert-v01@openssh.com': 2,
  'ecdsa-sha2-nistp521-cert-v01@openssh.com': 2,
};
const USER_CERTIFICATE = 1;
/** The end of a certificate that never ends: all ones (PROTOCOL.certkeys). */
const FOREVER = 0xffff_ffff_ffff_ffffn;

/** What an OpenSSH certificate says, and the plain public key that it is for. */
export interface Certificate {
  /** The certificate in SSH's wire format. */
  readonly blob: Buffer;
  /** The public key that it certifies, in SSH's wire format. */
  readonly publicKey: Buffer;
  readonly facts: NonNullable<KeyFile['certificate']>;
}

/**
 * Reads an OpenSSH user certificate (OpenSSH's PROTOCOL.certkeys).
 *
 * @throws Error when it is damaged, of a type that is not known, or a host's
 */
export function readCertificate(blob: Buffer): Certificate {
  const reader = new SshReader(blob);
  const type = reader.string().toString('latin1');
  const count = KEY_FIELDS[type];
  if (count === undefined) throw new Error(`Not a certificate that is known here: ${type}`);
  reader.string();
  const fields = Array.from({ length: count }, () => sshString(reader.string()));
  const publicKey = Buffer.concat([sshString(type.replace('-cert-v01@openssh.com', '')), ...fields]);
  const serial = reader.uint64();
  if (reader.uint32() !== USER_CERTIFICATE) throw new Error('A certificate for hosts');
  const keyId = reader.string().toString('utf8');
  const names = new SshReader(reader.string());
  const principals: string[] = [];
  while (!names.atEnd) principals.push(names.string().toString('utf8'));
  const validAfter = reader.uint64();
  const validBefore = reader.uint64();
  return {
    blob,
    publicKey,
    facts: {
      keyId,
      serial: serial.toString(),
      principals,
      validAfter: validAfter === 0n ? null : milliseconds(validAfter),
      validBefore: validBefore === FOREVER ? null : milliseconds(validBefore),
    },
  };
}

/** The furthest time that a JavaScript date can be (ms). */
const LAST_DATE = 8.64e15;

const milliseconds = (seconds: bigint): number => Math.min(Number(seconds) * 1000, LAST_DATE);
