import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import type { Proof } from '../../shared/contract/index.js';
import { signWithAgent } from '../../ssh/agent.js';
import { blobType, fingerprintOf } from '../../ssh/public-key.js';
import { sshMpint, sshString } from '../../ssh/wire.js';

/** A public key or certificate to offer, and whoever can sign for it. */
export interface Signer {
  /** The type that the blob names, such as `ssh-ed25519` or `ssh-ed25519-cert-v01@openssh.com`. */
  readonly type: string;
  readonly blob: Buffer;
  /** "SHA256:…" of the blob, as servers log it. */
  readonly fingerprint: string;
  /** Whether signing may trouble a person (a touch, a confirmation), so that the server is asked first. */
  readonly mayAsk: boolean;
  /**
   * Signs for an authentication request.
   *
   * @param algorithm of the signature, such as `rsa-sha2-256`
   * @returns the signature in SSH's wire format, with its algorithm's name
   */
  sign(data: Buffer, algorithm: string): Promise<Buffer>;
  /** Forgets the private key, as far as JavaScript lets us. */
  wipe(): void;
}

/** Hash functions by signature algorithm (RFC 5656, 6.2.1; RFC 8332); Ed25519 has its own. */
const HASHES: Readonly<Record<string, string>> = {
  'ssh-rsa': 'sha1',
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};

/**
 * What a proof offers, in this order: a certificate, then the key that it is for, as OpenSSH does. Empty for a proof
 * without a key.
 *
 * @throws Error when the key or the certificate cannot be read
 */
export function signersOf(proof: Proof): Signer[] {
  if (proof.kind === 'password') return [];
  if (proof.kind === 'agent') {
    const blob = Buffer.from(proof.publicKey);
    const signing = (data: Buffer, algorithm: string) => signWithAgent(proof.address, blob, data, algorithm);
    return [signer(blob, true, signing, () => undefined)];
  }
  const { key, blob } = readKey(proof.privateKey);
  let held: KeyObject | null = key;
  const signing = (data: Buffer, algorithm: string): Promise<Buffer> =>
    held === null
      ? Promise.reject(new Error('The key has been wiped'))
      : Promise.resolve(signature(held, data, algorithm));
  const wipe = () => {
    held = null;
    proof.privateKey.fill(0);
  };
  const plain = signer(blob, false, signing, wipe);
  if (proof.certificate === null) return [plain];
  return [signer(Buffer.from(proof.certificate), false, signing, wipe), plain];
}

function signer(blob: Buffer, mayAsk: boolean, signing: Signer['sign'], wipe: () => void): Signer {
  return {
    type: blobType(blob),
    blob,
    fingerprint: fingerprintOf(blob),
    mayAsk,
    sign: signing,
    wipe,
  };
}

function readKey(text: Uint8Array): { key: KeyObject; blob: Buffer } {
  // The same memory, so that the key is not in two places.
  const parsed = ssh2.utils.parseKey(Buffer.from(text.buffer, text.byteOffset, text.byteLength));
  if (parsed instanceof Error) throw parsed;
  // Typed as one key; OpenSSH files with several give a list.
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey | undefined) : parsed;
  if (key?.isPrivateKey() !== true) throw new Error('Not a private key');
  return { key: createPrivateKey(key.getPrivatePEM()), blob: key.getPublicSSH() };
}

function signature(key: KeyObject, data: Buffer, algorithm: string): Buffer {
  const hash = HASHES[algorithm] ?? null;
  const raw = sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });
  const isEcdsa = algorithm.startsWith('ecdsa-');
  // RFC 5656, 3.1.2: r and s as integers of SSH, each half of what P1363 puts side by side.
  const half = raw.length / 2;
  const body = isEcdsa ? Buffer.concat([sshMpint(raw.subarray(0, half)), sshMpint(raw.subarray(half))]) : raw;
  return Buffer.concat([sshString(algorithm), sshString(body)]);
}
