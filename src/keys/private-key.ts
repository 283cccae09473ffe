import { createPrivateKey, type KeyObject } from 'node:crypto';
import ssh2 from 'ssh2';
import type { PrivateText } from './key-text.js';
import { readPpk, unlockPpk } from './ppk.js';
import { OPENSSH_MAGIC, ssh2Form } from './ssh2-form.js';
import { UnsupportedKey, WrongPassphrase } from './unlock-errors.js';
import { blobType } from '../ssh/public-key.js';
import { SshReader } from '../ssh/wire.js';

/** What a private key's text gives away without its passphrase. */
export interface PrivateKey {
  /** SSH's name of the type; null when only the passphrase would tell. */
  readonly type: string | null;
  /** The public key in SSH's wire format; null when only the passphrase would tell. */
  readonly blob: Buffer | null;
  readonly comment: string;
  readonly encrypted: boolean;
  /** Why it cannot be used here, whatever the passphrase; null when nothing speaks against it. */
  readonly unsupported: string | null;
}

/** A private key that can sign. */
export interface UnlockedKey {
  readonly type: string;
  readonly blob: Buffer;
  readonly comment: string;
  /** The key in a form that ssh2 reads, without a passphrase. */
  readonly usable: string;
}

/** Types that no server of today takes, or that need a token that ssh2 cannot ask. */
const UNSUPPORTED_TYPES = /^(ssh-dss|sk-.*)$/;

/** How OpenSSH may lock a key so that ssh2 opens it; node:crypto on BoringSSL has no chacha20. */
const OPENSSH_CIPHERS = /^(none|3des-cbc|aes(128|192|256)-(cbc|ctr)|aes(128|256)-gcm@openssh\.com)$/;
/** How OpenSSL's older PEM may lock a key so that BoringSSL opens it (its PEM_do_header). */
const PEM_CIPHERS = /^(DES-EDE3-CBC|AES-(128|192|256)-CBC)$/;
/** Marks in the header of a PKCS#8 key that BoringSSL opens: PBKDF2 (RFC 8018), or PKCS#12's SHA-1 with 3DES. */
const PKCS8_SCHEMES = ['2a864886f70d01050c', '2a864886f70d010c0103'];
const PKCS8_CIPHERS = [
  '608648016503040102',
  '608648016503040116',
  '60864801650304012a',
  '2a864886f70d0307',
  '2a864886f70d010c0103',
];
/** PBKDF2 over these (hmacWithSHA224, 384, 512) BoringSSL does not do, and takes the passphrase for wrong. */
const PKCS8_OTHER_HASHES = ['2a864886f70d0208', '2a864886f70d020a', '2a864886f70d020b'];
/** Long enough for the header of any PKCS#8 key (bytes), short enough to end before the secret part could match. */
const PKCS8_HEADER = 128;

const isLockedPem = ({ label, block }: PrivateText): boolean =>
  label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED$/m.test(block);

const bodyOf = (block: string): Buffer => Buffer.from(block.replace(/-----[^-]+-----/g, ''), 'base64');

/** The public key in an OpenSSH private key file, which is in the clear even when the private part is encrypted. */
function readOpenSsh(block: string): { cipher: string; blob: Buffer } {
  const body = bodyOf(block);
  if (body.toString('latin1', 0, OPENSSH_MAGIC.length) !== OPENSSH_MAGIC)
    throw new Error('The OpenSSH envelope is damaged');
  const reader = new SshReader(body.subarray(OPENSSH_MAGIC.length));
  const cipher = reader.string().toString('latin1');
  reader.string();
  reader.string();
  reader.uint32();
  return { cipher, blob: Buffer.from(reader.string()) };
}

function unsupportedType(type: string | null): string | null {
  return type !== null && UNSUPPORTED_TYPES.test(type) ? type : null;
}

/** How a PEM key is locked, if that is a way that cannot be undone here. */
function unsupportedLock({ label, block }: PrivateText): string | null {
  if (label !== 'ENCRYPTED PRIVATE KEY') {
    const cipher = /^DEK-Info: ([^,\n]+)/m.exec(block)?.[1] ?? '';
    return PEM_CIPHERS.test(cipher) ? null : `DEK-Info: ${cipher}`;
  }
  const header = bodyOf(block).subarray(0, PKCS8_HEADER).toString('hex');
  const names = (marks: readonly string[]): boolean => marks.some((mark) => header.includes(mark));
  if (names(PKCS8_OTHER_HASHES)) return 'PKCS#8, PBKDF2 neither with SHA-1 nor with SHA-256';
  return names(PKCS8_SCHEMES) && names(PKCS8_CIPHERS) ? null : 'PKCS#8, neither PBKDF2 nor AES';
}

/**
 * Reads a private key's text, as far as that is possible without a passphrase.
 *
 * @throws Error when it is damaged
 */
export async function readPrivateKey(text: PrivateText): Promise<PrivateKey> {
  if (text.format === 'OpenSSH') {
    const { cipher, blob } = readOpenSsh(text.block);
    const type = blobType(blob);
    const unsupported = unsupportedType(type) ?? (OPENSSH_CIPHERS.test(cipher) ? null : cipher);
    if (cipher === 'none' && unsupported === null) return opened(await unlock(text));
    return { type, blob, comment: '', encrypted: cipher !== 'none', unsupported };
  }
  if (text.label === 'PPK') {
    const { encrypted, comment, blob } = readPpk(text);
    const type = blobType(blob);
    const unsupported = unsupportedType(type);
    if (!encrypted && unsupported === null) return opened(await unlock(text));
    return { type, blob, comment, encrypted, unsupported };
  }
  const type = text.label === 'RSA PRIVATE KEY' ? 'ssh-rsa' : null;
  if (isLockedPem(text)) {
    return { type, blob: null, comment: '', encrypted: true, unsupported: unsupportedLock(text) };
  }
  if (text.label === 'DSA PRIVATE KEY') {
    return { type: 'ssh-dss', blob: null, comment: '', encrypted: false, unsupported: 'ssh-dss' };
  }
  try {
    return opened(await unlock(text));
  } catch (error) {
    if (!(error instanceof UnsupportedKey)) throw error;
    return { type: null, blob: null, comment: '', encrypted: false, unsupported: error.message };
  }
}

const opened = ({ type, blob, comment }: UnlockedKey): PrivateKey => ({
  type,
  blob,
  comment,
  encrypted: false,
  unsupported: null,
});

/** Unlocks a private key, here or elsewhere; see `unlock`. */
export type Unlock = (text: PrivateText, passphrase?: string) => Promise<UnlockedKey>;

/**
 * Unlocks a private key, in this thread, which may be busy for a second with a passphrase.
 *
 * @param passphrase ignored for a key that has none
 * @throws WrongPassphrase, UnsupportedKey, or Error when the key is damaged
 */
export async function unlock(text: PrivateText, passphrase = ''): Promise<UnlockedKey> {
  if (text.label === 'PPK') {
    const ppk = readPpk(text);
    return { ...fromKeyObject(await unlockPpk(ppk, passphrase)), comment: ppk.comment };
  }
  if (text.format === 'OpenSSH') return unlockOpenSsh(text.block, passphrase);
  return fromKeyObject(openPem(text, passphrase));
}

function openPem(text: PrivateText, passphrase: string): KeyObject {
  if (!isLockedPem(text)) return createPrivateKey(text.block);
  const lock = unsupportedLock(text);
  if (lock !== null) throw new UnsupportedKey(lock);
  try {
    return createPrivateKey({ key: text.block, passphrase });
  } catch {
    // The header is one that can be read, so what is left is what the passphrase makes of the rest.
    throw new WrongPassphrase();
  }
}

function fromKeyObject(key: KeyObject): UnlockedKey {
  const usable = ssh2Form(key);
  const read = usable === null ? null : readWithSsh2(usable);
  if (usable === null || read === null) {
    throw new UnsupportedKey(
      [key.asymmetricKeyType, key.asymmetricKeyDetails?.namedCurve].filter(Boolean).join(' '),
    );
  }
  return { type: read.type, blob: read.blob, comment: '', usable };
}

function unlockOpenSsh(block: string, passphrase: string): UnlockedKey {
  const { cipher, blob } = readOpenSsh(block);
  if (cipher === 'none') {
    const read = readWithSsh2(block);
    if (read === null) throw new Error('The OpenSSH key’s private part is damaged');
    return { type: read.type, blob: read.blob, comment: read.comment, usable: block };
  }
  if (!OPENSSH_CIPHERS.test(cipher)) throw new UnsupportedKey(cipher);
  const unsupported = unsupportedType(blobType(blob));
  if (unsupported !== null) throw new UnsupportedKey(unsupported);
  // ssh2 takes an empty passphrase for none.
  const read = passphrase === '' ? null : readWithSsh2(block, passphrase);
  if (read === null) throw new WrongPassphrase();
  return { ...fromKeyObject(createPrivateKey(read.pem)), comment: read.comment };
}

/** Reads a key with ssh2 itself, so that what is offered is what will be able to sign in. */
function readWithSsh2(
  text: string,
  passphrase?: string,
): { type: string; blob: Buffer; comment: string; pem: string } | null {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  if (parsed instanceof Error) return null;
  // Typed as one key; OpenSSH files with several give a list.
  const key = Array.isArray(parsed) ? (parsed[0] as typeof parsed | undefined) : parsed;
  if (key?.isPrivateKey() !== true) return null;
  return { type: key.type, blob: key.getPublicSSH(), comment: key.comment, pem: key.getPrivatePEM() };
}

/** The key as node:crypto takes it, for digests over its private form. */
export function privateKeyObject({ usable }: UnlockedKey): KeyObject | null {
  const read = readWithSsh2(usable);
  return read === null ? null : createPrivateKey(read.pem);
}
