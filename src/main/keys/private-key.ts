import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { utils } from 'ssh2';
import type { KeyText } from './key-text.js';
import { blobType, SshReader, sshString, sshUint32 } from './wire.js';

/** What a private key's text gives away without its passphrase. */
export interface PrivateKey {
  /** SSH's name of the type; null when only the passphrase would tell. */
  readonly type: string | null;
  /** The public key in SSH's wire format; null when only the passphrase would tell. */
  readonly blob: Buffer | null;
  readonly comment: string;
  readonly encrypted: boolean;
  /** The key in a form that ssh2 reads; null when it is encrypted, or of a kind that ssh2 cannot use. */
  readonly usable: string | null;
}

type PrivateText = Extract<KeyText, { kind: 'private' }>;

const MAGIC = 'openssh-key-v1\0';

/** The public key in an OpenSSH private key file, which is in the clear even when the private part is encrypted. */
function readOpenSsh(block: string): { cipher: string; blob: Buffer } {
  const body = Buffer.from(block.replace(/-----[^-]+-----/g, ''), 'base64');
  if (body.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error('The OpenSSH envelope is damaged');
  const reader = new SshReader(body.subarray(MAGIC.length));
  const cipher = reader.string().toString('latin1');
  reader.string();
  reader.string();
  reader.uint32();
  return { cipher, blob: Buffer.from(reader.string()) };
}

/** The headers and the public key of a PuTTY key file; both are in the clear. */
function readPpk(block: string): { encrypted: boolean; comment: string; blob: Buffer } {
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  const lines = block.split('\n');
  const first = lines.findIndex((line) => line.startsWith('Public-Lines: ')) + 1;
  const count = Number(header('Public-Lines'));
  if (first === 0 || !Number.isInteger(count)) throw new Error('The PuTTY key has no public part');
  const blob = Buffer.from(lines.slice(first, first + count).join(''), 'base64');
  return { encrypted: header('Encryption') !== 'none', comment: header('Comment'), blob };
}

/** Writes an Ed25519 key as an OpenSSH private key, the one form of it that ssh2 reads. */
function ed25519AsOpenSsh(seed: Buffer, publicKey: Buffer): string {
  const type = 'ssh-ed25519';
  const blob = Buffer.concat([sshString(type), sshString(publicKey)]);
  // The same number twice: that is how a reader knows that it decrypted well (PROTOCOL.key of OpenSSH).
  const check = randomBytes(4);
  const secret = Buffer.concat([
    check,
    check,
    sshString(type),
    sshString(publicKey),
    sshString(Buffer.concat([seed, publicKey])),
    sshString(''),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (secret.length % 8)) % 8);
  const body = Buffer.concat([
    Buffer.from(MAGIC, 'latin1'),
    sshString('none'),
    sshString('none'),
    sshString(''),
    sshUint32(1),
    sshString(blob),
    sshString(Buffer.concat([secret, padding])),
  ]);
  const base64 = body.toString('base64').replace(/.{70}/g, '$&\n').trimEnd();
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${base64}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** Rewrites a PKCS#8 key in its type's older form, which ssh2 reads; null for types that SSH does not use. */
function fromPkcs8(block: string): string | null {
  const key = createPrivateKey(block);
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString();
  if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString();
  if (key.asymmetricKeyType !== 'ed25519') return null;
  // Both DER forms end in the 32 bytes themselves (RFC 8410).
  const seed = key.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32);
  return ed25519AsOpenSsh(seed, publicKey);
}

/** Reads a key that is not encrypted with ssh2 itself, so that what is offered is what will be able to sign in. */
function readWithSsh2(text: string): { type: string; blob: Buffer; comment: string } | null {
  const parsed = utils.parseKey(text);
  if (parsed instanceof Error) return null;
  // Typed as one key; OpenSSH files with several give a list.
  const key = Array.isArray(parsed) ? (parsed[0] as typeof parsed | undefined) : parsed;
  if (key?.isPrivateKey() !== true) return null;
  return { type: key.type, blob: key.getPublicSSH(), comment: key.comment };
}

/**
 * Reads a private key's text.
 *
 * @throws Error when it is damaged
 */
export function readPrivateKey({ format, label, block }: PrivateText): PrivateKey {
  if (format === 'OpenSSH') {
    const { cipher, blob } = readOpenSsh(block);
    const encrypted = cipher !== 'none';
    const key = encrypted ? null : readWithSsh2(block);
    return {
      type: blobType(blob),
      blob,
      comment: key?.comment ?? '',
      encrypted,
      usable: key === null ? null : block,
    };
  }
  if (format === 'PPK') {
    const { encrypted, comment, blob } = readPpk(block);
    const usable = !encrypted && readWithSsh2(block) !== null ? block : null;
    return { type: blobType(blob), blob, comment, encrypted, usable };
  }
  if (label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED$/m.test(block)) {
    return {
      type: label === 'RSA PRIVATE KEY' ? 'ssh-rsa' : null,
      blob: null,
      comment: '',
      encrypted: true,
      usable: null,
    };
  }
  if (label === 'DSA PRIVATE KEY') {
    return { type: 'ssh-dss', blob: null, comment: '', encrypted: false, usable: null };
  }
  const text = format === 'PKCS#8' ? fromPkcs8(block) : block;
  const key = text === null ? null : readWithSsh2(text);
  // A block that node:crypto cannot read either is damaged, not merely of a kind that ssh2 has not got.
  if (key === null) createPrivateKey(block);
  return {
    type: key?.type ?? null,
    blob: key?.blob ?? null,
    comment: '',
    encrypted: false,
    usable: key && text,
  };
}
