import { sshString, SshReader } from './wire.js';

/** How the type of a certificate ends; before it stands the type of the key that it is for. */
export const CERTIFICATE_SUFFIX = '-cert-v01@openssh.com';

export const isCertificate = (type: string): boolean => type.endsWith(CERTIFICATE_SUFFIX);

/** The type of the plain key that a certificate's type is for; a plain key's own. */
export const plainType = (type: string): string => type.replace(CERTIFICATE_SUFFIX, '');

/** How many strings stand between a certificate's nonce and its serial: the numbers of the public key. */
const KEY_FIELDS: Readonly<Record<string, number>> = {
  'ssh-rsa': 2,
  'ssh-ed25519': 1,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
};
const KINDS: Readonly<Record<number, Certificate['kind']>> = { 1: 'user', 2: 'host' };
/** The end of a certificate that never ends: all ones (PROTOCOL.certkeys). */
const FOREVER = 0xffff_ffff_ffff_ffffn;
/** The furthest time that a JavaScript date can be (ms). */
const LAST_DATE = 8.64e15;

/** What an OpenSSH certificate says. All blobs are in SSH's wire format. Whether it is right is not looked at. */
export interface Certificate {
  readonly blob: Buffer;
  readonly kind: 'user' | 'host';
  /** The plain public key that it certifies. */
  readonly publicKey: Buffer;
  readonly serial: string;
  readonly keyId: string;
  /** The users or hosts that it is for; none means any. */
  readonly principals: readonly string[];
  /** Unix ms; null: from the beginning of time. */
  readonly validAfter: number | null;
  /** Unix ms; null: for ever. */
  readonly validBefore: number | null;
  /** The names of the options that whoever does not know them must refuse the certificate for. */
  readonly criticalOptions: readonly string[];
  /** The public key of the authority that signed it. */
  readonly authority: Buffer;
  /** What the signature is over. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/**
 * Reads an OpenSSH certificate (OpenSSH's PROTOCOL.certkeys).
 *
 * @throws Error when it is damaged, or of a type that is not known here
 */
export function readCertificate(blob: Buffer): Certificate {
  const reader = new SshReader(blob);
  const type = reader.string().toString('latin1');
  const count = isCertificate(type) ? KEY_FIELDS[plainType(type)] : undefined;
  if (count === undefined) throw new Error(`Not a certificate that is known here: ${type}`);
  reader.string();
  const fields = Array.from({ length: count }, () => sshString(reader.string()));
  const serial = reader.uint64().toString();
  const kind = KINDS[reader.uint32()];
  if (kind === undefined) throw new Error('Neither a certificate for users nor one for hosts');
  const keyId = reader.string().toString('utf8');
  const principals = stringsIn(reader.string());
  const validAfter = reader.uint64();
  const validBefore = reader.uint64();
  // Each option's name is followed by its value.
  const criticalOptions = stringsIn(reader.string()).filter((_, index) => index % 2 === 0);
  reader.string();
  reader.string();
  const authority = reader.string();
  const signature = reader.string();
  if (!reader.atEnd) throw new Error('Something follows the certificate');
  return {
    blob,
    kind,
    publicKey: Buffer.concat([sshString(plainType(type)), ...fields]),
    serial,
    keyId,
    principals,
    validAfter: validAfter === 0n ? null : milliseconds(validAfter),
    validBefore: validBefore === FOREVER ? null : milliseconds(validBefore),
    criticalOptions,
    authority,
    signed: blob.subarray(0, blob.length - sshString(signature).length),
    signature,
  };
}

function stringsIn(list: Buffer): string[] {
  const reader = new SshReader(list);
  const strings: string[] = [];
  while (!reader.atEnd) strings.push(reader.string().toString('utf8'));
  return strings;
}

const milliseconds = (seconds: bigint): number => Math.min(Number(seconds) * 1000, LAST_DATE);
