import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  timingSafeEqual,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { argon2, type Argon2Variant } from './argon2.js';
import type { PrivateText } from './key-text.js';
import { UnsupportedKey, WrongPassphrase } from './unlock-errors.js';
import { blobType } from '../ssh/public-key.js';
import { sshString, SshReader, withoutZeros } from '../ssh/wire.js';

/** Time goes with memory times passes; what is above this (KiB · passes) would take minutes. PuTTY's own are near 2^18. */
const MAX_ARGON2_WORK = 2 ** 25;
const MAX_ARGON2_MEMORY_KIB = 2 ** 20;

/** A PuTTY key file (PuTTY manual, appendix C), read but not unlocked. */
export interface Ppk {
  readonly version: 2 | 3;
  readonly encrypted: boolean;
  readonly comment: string;
  readonly blob: Buffer;
  readonly header: (name: string) => string;
  readonly privateBlob: Buffer;
  readonly encoding: PrivateText['encoding'];
}

/** Reads the parts of a PuTTY key file. @throws Error when it is damaged */
export function readPpk({ block, format, encoding }: PrivateText): Ppk {
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  const lines = block.split('\n');
  const section = (name: string): Buffer => {
    const first = lines.findIndex((line) => line.startsWith(`${name}: `)) + 1;
    const count = Number(header(name));
    if (first === 0 || !Number.isInteger(count)) throw new Error(`The PuTTY key has no ${name}`);
    return Buffer.from(lines.slice(first, first + count).join(''), 'base64');
  };
  return {
    version: format === 'PPK v3' ? 3 : 2,
    encrypted: header('Encryption') !== 'none',
    comment: header('Comment'),
    blob: section('Public-Lines'),
    privateBlob: section('Private-Lines'),
    header,
    encoding,
  };
}

interface Secrets {
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly macKey: Buffer;
}

function version2Secrets(passphrase: Buffer): Secrets {
  const sha1 = (...parts: (Buffer | string)[]): Buffer => {
    const hash = createHash('sha1');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const key = Buffer.concat([
    sha1(Buffer.from([0, 0, 0, 0]), passphrase),
    sha1(Buffer.from([0, 0, 0, 1]), passphrase),
  ]);
  return {
    key: key.subarray(0, 32),
    iv: Buffer.alloc(16),
    macKey: sha1('putty-private-key-file-mac-key', passphrase),
  };
}

async function version3Secrets({ header, encrypted }: Ppk, passphrase: Buffer): Promise<Secrets> {
  if (!encrypted) return { key: Buffer.alloc(0), iv: Buffer.alloc(0), macKey: Buffer.alloc(0) };
  const variant = header('Key-Derivation');
  const [memory, passes, parallelism] = ['Memory', 'Passes', 'Parallelism'].map((name) =>
    Number(header(`Argon2-${name}`)),
  ) as [number, number, number];
  const usable =
    /^Argon2(d|i|id)$/.test(variant) &&
    [memory, passes, parallelism].every((value) => Number.isInteger(value) && value > 0) &&
    memory >= 8 * parallelism &&
    memory <= MAX_ARGON2_MEMORY_KIB &&
    memory * passes <= MAX_ARGON2_WORK;
  if (!usable) throw new UnsupportedKey(`Key-Derivation: ${variant}, ${memory} KiB, ${passes} passes`);
  const derived = await argon2(passphrase, Buffer.from(header('Argon2-Salt'), 'hex'), {
    variant: variant as Argon2Variant,
    memory,
    passes,
    parallelism,
    length: 80,
  });
  return { key: derived.subarray(0, 32), iv: derived.subarray(32, 48), macKey: derived.subarray(48) };
}

/**
 * Unlocks a PuTTY key, and checks that it is whole.
 *
 * @param passphrase ignored for a key that has none
 * @throws WrongPassphrase, UnsupportedKey, or Error when it is damaged
 */
export async function unlockPpk(ppk: Ppk, passphrase: string): Promise<KeyObject> {
  const { version, encrypted, header, blob, encoding } = ppk;
  const cipher = header('Encryption');
  if (encrypted && cipher !== 'aes256-cbc') throw new UnsupportedKey(`Encryption: ${cipher}`);
  const secret = Buffer.from(encrypted ? passphrase : '', 'utf8');
  const { key, iv, macKey } = version === 3 ? await version3Secrets(ppk, secret) : version2Secrets(secret);
  let privateBlob = ppk.privateBlob;
  if (encrypted) {
    if (privateBlob.length % 16 !== 0) throw new Error('The PuTTY key’s private part is cut off');
    const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    privateBlob = Buffer.concat([decipher.update(privateBlob), decipher.final()]);
  }
  const type = blobType(blob);
  const signed = [
    type,
    cipher,
    Buffer.from(header('Comment'), encoding === 'latin1' ? 'latin1' : 'utf8'),
    blob,
    privateBlob,
  ];
  const mac = createHmac(version === 3 ? 'sha256' : 'sha1', macKey)
    .update(Buffer.concat(signed.map(sshString)))
    .digest();
  const expected = Buffer.from(header('Private-MAC'), 'hex');
  if (expected.length !== mac.length || !timingSafeEqual(expected, mac)) {
    if (encrypted) throw new WrongPassphrase();
    throw new Error('The PuTTY key’s checksum does not fit');
  }
  try {
    return assemble(type, blob, privateBlob);
  } finally {
    if (encrypted) privateBlob.fill(0);
  }
}

/** Puts the public and the private numbers of a PuTTY key together. */
function assemble(type: string, blob: Buffer, privateBlob: Buffer): KeyObject {
  const open = new SshReader(blob);
  open.string();
  const secret = new SshReader(privateBlob);
  const base64url = (bytes: Buffer): string => bytes.toString('base64url');
  if (type === 'ssh-rsa') {
    const [e, n] = [withoutZeros(open.string()), withoutZeros(open.string())];
    const [d, p, q, qi] = [secret.string(), secret.string(), secret.string(), secret.string()].map(
      withoutZeros,
    ) as [Buffer, Buffer, Buffer, Buffer];
    const numbers = { n, e, d, p, q, dp: modulo(d, p), dq: modulo(d, q), qi };
    const key: JsonWebKey = { kty: 'RSA' };
    for (const [name, value] of Object.entries(numbers)) key[name] = base64url(value);
    return createPrivateKey({ key, format: 'jwk' });
  }
  if (type === 'ssh-ed25519') {
    const x = open.string();
    return createPrivateKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: base64url(x), d: base64url(secret.string()) },
      format: 'jwk',
    });
  }
  const curve = /^ecdsa-sha2-nistp(256|384|521)$/.exec(type)?.[1];
  if (curve === undefined) throw new UnsupportedKey(type);
  open.string();
  const point = open.string();
  const size = (point.length - 1) / 2;
  const d = withoutZeros(secret.string());
  return createPrivateKey({
    key: {
      kty: 'EC',
      crv: `P-${curve}`,
      x: base64url(point.subarray(1, 1 + size)),
      y: base64url(point.subarray(1 + size)),
      d: base64url(Buffer.concat([Buffer.alloc(size - d.length), d])),
    },
    format: 'jwk',
  });
}

/** The remainder of d by p − 1, which PuTTY leaves out. */
function modulo(d: Buffer, p: Buffer): Buffer {
  const number = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);
  const hex = (number(d) % (number(p) - 1n)).toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}
