import { createDiffieHellmanGroup, getCiphers, getHashes } from 'node:crypto';
import type {
  CipherAlgorithm,
  CompressionAlgorithm,
  KexAlgorithm,
  MacAlgorithm,
  ServerHostKeyAlgorithm,
} from 'ssh2';

/** Algorithms of one connection, best first. */
export interface AlgorithmChoice {
  readonly kex: KexAlgorithm[];
  readonly cipher: CipherAlgorithm[];
  readonly serverHostKey: ServerHostKeyAlgorithm[];
  readonly hmac: MacAlgorithm[];
  /** None at all where this is left out. */
  readonly compress?: CompressionAlgorithm[];
}

/**
 * What is offered to every server, best first. AES-GCM leads because the crypto library of Electron is several times as
 * fast with it as with AES-CTR; chacha20-poly1305 is missing there altogether.
 */
export const ALGORITHMS: AlgorithmChoice = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-gcm',
    'aes256-gcm',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
  ],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
};

/**
 * What is offered after those to a server that a person has allowed it for: SHA-1, CBC, 1024-bit groups, 3DES. All of it
 * is broken or near it; MD5, RC4 and DSA are left out altogether.
 */
const OLD: AlgorithmChoice = {
  kex: ['diffie-hellman-group-exchange-sha1', 'diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'],
  cipher: ['aes128-cbc', 'aes192-cbc', 'aes256-cbc', '3des-cbc'],
  serverHostKey: ['ssh-rsa'],
  hmac: ['hmac-sha1-etm@openssh.com', 'hmac-sha1'],
};

/** OpenSSL's names of the old ciphers: ssh2 throws for one that the crypto library lacks. */
const OPENSSL_NAMES: Readonly<Record<string, string>> = { '3des-cbc': 'des-ede3-cbc' };

const hasCipher = (name: CipherAlgorithm): boolean => getCiphers().includes(OPENSSL_NAMES[name] ?? name);

/** Electron's crypto library has not got the group of 1024 bits, and ssh2 finds that out in the middle of a key exchange. */
function hasGroup(name: KexAlgorithm): boolean {
  if (name !== 'diffie-hellman-group1-sha1') return true;
  try {
    createDiffieHellmanGroup('modp2');
    return true;
  } catch {
    return false;
  }
}

/** What to offer to a server, best first. */
export function algorithms(withOld: boolean): AlgorithmChoice {
  if (!withOld) return ALGORITHMS;
  return {
    kex: [...ALGORITHMS.kex, ...OLD.kex.filter(hasGroup)],
    cipher: [...ALGORITHMS.cipher, ...OLD.cipher.filter(hasCipher)],
    serverHostKey: [...ALGORITHMS.serverHostKey, ...OLD.serverHostKey],
    hmac: [...ALGORITHMS.hmac, ...(getHashes().some((name) => /^sha1$/i.test(name)) ? OLD.hmac : [])],
  };
}

/** What a server offers, from the lists of its SSH_MSG_KEXINIT (RFC 4253, 7.1). */
export interface ServerOffer {
  readonly kex: readonly string[];
  readonly serverHostKey: readonly string[];
  readonly cipher: readonly string[];
  readonly hmac: readonly string[];
}

/** The first list of a server's offer that shares nothing with ours; null when all do. */
export function mismatch(
  offer: ServerOffer,
  ours: AlgorithmChoice,
): {
  readonly what: keyof ServerOffer;
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
} | null {
  for (const what of ['kex', 'serverHostKey', 'cipher', 'hmac'] as const) {
    const theirs = offer[what];
    const mine: readonly string[] = ours[what];
    if (!mine.some((name) => theirs.includes(name))) return { what, theirs, ours: mine };
  }
  return null;
}
