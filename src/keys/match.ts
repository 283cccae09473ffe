import { createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyMatch, Match } from '../shared/contract/index.js';
import type { KeyPair, KeyPairAnswer } from '../aws/key-pairs.js';
import { colonDigest } from './fingerprints.js';
import { comparableKey, type ComparableKey } from './key-file.js';
import { readPublicLine } from './public-line.js';
import { isCertificate, readCertificate } from '../ssh/certificate.js';
import { blobType, fingerprintOf } from '../ssh/public-key.js';
import { SshReader, withoutZeros } from '../ssh/wire.js';

/** The lengths of EC2's two fingerprints of RSA keys: bytes in hexadecimal, with colons between them. */
const MD5_LENGTH = 16 * 3 - 1;
const SHA1_LENGTH = 20 * 3 - 1;

/** What is known of a node for this: its key pair's name, and when it was launched (Unix ms). */
export interface LaunchedNode {
  readonly keyPair: string | null;
  readonly launchedAt: number | null;
}

/** Looks up a key pair by its name. */
type Find = (name: string) => Promise<KeyPairAnswer>;

/** Tells which of some key files is the one that a node was launched with. */
export async function matchKeys(
  paths: readonly string[],
  node: LaunchedNode | undefined,
  find: Find,
): Promise<KeyMatch[]> {
  const read = (path: string) => comparableKey(path).catch(() => null);
  const matches = await matchEach(paths, read, 'locked', node, find);
  return matches.map(([path, match]) => ({ path, ...match }));
}

/** Tells the same of keys that an agent holds, which gives nothing but their public halves or certificates. */
export async function matchAgentKeys<Held extends { readonly blob: Buffer }>(
  keys: readonly Held[],
  node: LaunchedNode | undefined,
  find: Find,
): Promise<(readonly [Held, Match])[]> {
  const read = ({ blob }: Held) =>
    Promise.resolve({
      blob: isCertificate(blobType(blob)) ? readCertificate(blob).publicKey : blob,
      privateDigest: null,
    });
  return matchEach(keys, read, 'kept-by-agent', node, find);
}

/** @param hidden why a key cannot be told whose private half would be needed */
async function matchEach<Key>(
  keys: readonly Key[],
  read: (key: Key) => Promise<ComparableKey | null>,
  hidden: 'locked' | 'kept-by-agent',
  node: LaunchedNode | undefined,
  find: Find,
): Promise<(readonly [Key, Match])[]> {
  const cannotTell = (why: NonNullable<Match['why']>): [Key, Match][] =>
    keys.map((key) => [key, { match: 'cannot-tell', why }]);
  if (node === undefined || node.keyPair === null) return cannotTell('no-key-pair');
  const pair = await find(node.keyPair);
  if (typeof pair === 'string') return cannotTell(pair);
  if (pair.createdAt !== null && node.launchedAt !== null && pair.createdAt > node.launchedAt)
    return cannotTell('made-anew');
  return Promise.all(
    keys.map(async (key): Promise<[Key, Match]> => {
      const comparable = await read(key);
      if (comparable === null) return [key, { match: 'cannot-tell', why: 'not-a-key' }];
      const isSame = compare(comparable, pair);
      if (isSame === null) return [key, { match: 'cannot-tell', why: hidden }];
      return [key, { match: isSame ? 'this-key' : 'another-key', why: null }];
    }),
  );
}

/**
 * Compares a key with a key pair: by the public key where EC2 has it, else by the fingerprint, which is SHA-256 of the
 * public key for Ed25519, SHA-1 of the private key in PKCS#8 for RSA keys that AWS made, MD5 of the public key in DER
 * for imported ones (EC2 user guide, “Verify the fingerprint of your key pair”).
 *
 * @returns null when only the private half would tell
 */
export function compare({ blob, privateDigest }: ComparableKey, pair: KeyPair): boolean | null {
  const published = pair.publicKey === null ? null : readPublicLine(pair.publicKey);
  if (blob === null) return null;
  if (published !== null) return published.blob.equals(blob);
  const type = blobType(blob);
  if (type === 'ssh-ed25519') {
    const wanted = `SHA256:${pair.fingerprint.replace(/=+$/, '')}`;
    return pair.type !== 'rsa' && fingerprintOf(blob) === wanted;
  }
  if (type !== 'ssh-rsa' || pair.type === 'ed25519') return false;
  if (pair.fingerprint.length === MD5_LENGTH)
    return (
      colonDigest('md5', rsaPublicKey(blob).export({ type: 'spki', format: 'der' })) === pair.fingerprint
    );
  if (pair.fingerprint.length !== SHA1_LENGTH) return false;
  return privateDigest === null ? null : privateDigest === pair.fingerprint;
}

function rsaPublicKey(blob: Buffer): KeyObject {
  const reader = new SshReader(blob);
  reader.string();
  const [e, n] = [reader.string(), reader.string()].map((each) => withoutZeros(each).toString('base64url'));
  return createPublicKey({ key: { kty: 'RSA', e, n }, format: 'jwk' });
}
