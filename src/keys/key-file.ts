import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { KeyFile } from '../shared/contract/index.js';
import { problem, ProblemError, type Problem } from '../shared/problem.js';
import { certificateBeside, publicKeyBeside } from './beside.js';
import { readKeyFile } from './file-bytes.js';
import { bitsOf, colonDigest, md5FingerprintOf } from './fingerprints.js';
import { refuse, tooOpen } from './key-problems.js';
import { readKeyText, type KeyText, type PrivateText } from './key-text.js';
import type { Access, Permissions } from './access.js';
import { systemPermissions } from './permissions.js';
import {
  privateKeyObject,
  readPrivateKey,
  unlock,
  type PrivateKey,
  type Unlock,
  type UnlockedKey,
} from './private-key.js';
import { keepTold, toldBy, type Told } from './told.js';
import { UnsupportedKey, WrongPassphrase } from './unlock-errors.js';
import { blobType, fingerprintOf } from '../ssh/public-key.js';

/** What is picked by mistake for a private key. */
const WRONG_KIND = {
  public: 'key.public',
  certificate: 'key.certificate',
  gpg: 'key.gpg',
  shortcut: 'key.shortcut',
  other: 'key.not-a-key',
  empty: 'key.empty',
} as const satisfies Record<Exclude<KeyText['kind'], 'private'>, string>;

/** Judges key files as this system's OpenSSH does. */
const permissions = systemPermissions();

/** A path from settings may start with ~, as in ssh_config. */
function absolute(path: string): string {
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : resolve(path);
}

/** A private key file that was read, permissions aside. */
interface ReadKey {
  readonly path: string;
  readonly target: string | null;
  readonly text: PrivateText;
  readonly key: PrivateKey;
}

async function read(given: string): Promise<ReadKey> {
  const path = absolute(given);
  const { bytes, target } = await readKeyFile(path);
  const text = readKeyText(bytes);
  bytes.fill(0);
  if (text.kind !== 'private') throw refuse(WRONG_KIND[text.kind], path);
  try {
    const key = await readPrivateKey(text);
    return { path, target, text, key: key.encrypted ? withTold(key, toldBy(text)) : key };
  } catch (error) {
    throw refuse('key.not-a-key', path, (error as Error).message);
  }
}

function withTold(key: PrivateKey, told: Told | null): PrivateKey {
  if (told === null) return key;
  const { type, blob, comment } = told;
  return { ...key, type, blob, comment: comment === '' ? key.comment : comment };
}

function unsupported(path: string, details: string): Problem {
  return problem('key.unsupported', { path }, { details, remedies: ['choose-key'] });
}

/** Puts together what is known of a key file; what only the passphrase would tell, the .pub beside it may. */
async function describe({ path, target, text, key }: ReadKey, access: Access): Promise<KeyFile> {
  const hint = key.blob === null && key.encrypted ? await publicKeyBeside(path) : null;
  const blob = key.blob ?? hint?.blob ?? null;
  const certificate = await certificateBeside(path, blob);
  return {
    path,
    name: basename(path),
    target,
    format: text.format,
    type: key.type ?? (blob === null ? null : blobType(blob)),
    bits: blob === null ? null : bitsOf(blob),
    fingerprint: blob === null ? null : fingerprintOf(blob),
    fingerprintMd5: blob === null ? null : md5FingerprintOf(blob),
    comment: key.comment === '' ? (hint?.comment ?? '') : key.comment,
    encrypted: key.encrypted,
    certificate: certificate?.facts ?? null,
    ...access,
    problem: key.unsupported === null ? tooOpen(path, access) : unsupported(path, key.unsupported),
  };
}

/**
 * Looks at private key files: what each is, and whether it can be used as it is. The permission rule is OpenSSH's.
 *
 * @returns for each path, in order, the key or why the file is none
 */
export async function inspectKeys(
  paths: readonly string[],
  rule: Permissions = permissions,
): Promise<(KeyFile | ProblemError)[]> {
  const all = await Promise.all(
    paths.map((path) => read(path).catch((error: unknown) => error as ProblemError)),
  );
  // Judged together: on Windows that starts a program.
  const keys = all.filter((each): each is ReadKey => !(each instanceof Error));
  const accesses = await rule.judge(keys.map(({ path }) => path));
  return Promise.all(
    all.map(async (each) => {
      if (each instanceof Error) return each;
      const access = accesses[keys.indexOf(each)];
      if (access === undefined) throw new Error('No verdict for a path');
      return describe(each, access);
    }),
  );
}

/**
 * Looks at one private key file.
 *
 * @throws ProblemError for what is no private key at all: `key.missing`, `key.dangling-link`, `key.unreadable`,
 *   `key.directory`, `key.special`, `key.empty`, `key.too-large`, `key.public`, `key.certificate`, `key.gpg`,
 *   `key.shortcut`, `key.not-a-key`
 */
export async function inspectKey(path: string, rule: Permissions = permissions): Promise<KeyFile> {
  const [result] = await inspectKeys([path], rule);
  if (result === undefined || result instanceof Error) throw result ?? new Error('No result for a path');
  return result;
}

/** A private key, ready to sign in with. Whoever gets it wipes it after use. */
export interface LoadedKey {
  readonly file: KeyFile;
  /** In a form that ssh2 reads, without a passphrase (text in UTF-8). */
  readonly privateKey: Uint8Array<ArrayBuffer>;
  /** The OpenSSH user certificate beside the key, in SSH's wire format; null where there is none for this key. */
  readonly certificate: Uint8Array<ArrayBuffer> | null;
}

/**
 * Reads a private key to sign in with, and unlocks it.
 *
 * @param passphrase for a key that has one; ignored otherwise
 * @param unlockKey unlocks one that has, elsewhere than in this thread if need be
 * @throws ProblemError as `inspectKey`; `key.encrypted` when a passphrase is needed and none was given,
 *   `key.passphrase-wrong` when it is not the one; and whatever keeps the key from being used: a key that is too open is
 *   never used, as with OpenSSH
 */
export async function loadKey(
  path: string,
  passphrase?: string,
  unlockKey: Unlock = unlock,
): Promise<LoadedKey> {
  const { file, unlocked } = await open(path, passphrase, unlockKey);
  const certificate = await certificateBeside(file.path, unlocked.blob);
  return {
    file,
    privateKey: new TextEncoder().encode(unlocked.usable) as Uint8Array<ArrayBuffer>,
    certificate: certificate === null ? null : new Uint8Array(certificate.blob),
  };
}

/** What a key file gives away for comparing it with a key pair of EC2, without a passphrase or by one given before. */
export interface ComparableKey {
  /** The public key in SSH's wire format, from the .pub beside it if need be; null when only the passphrase would tell. */
  readonly blob: Buffer | null;
  /** SHA-1 of an RSA key's private half in PKCS#8, with colons; null when that is locked, and for other types. */
  readonly privateDigest: string | null;
}

/**
 * Reads a key file for comparing. Whether others may read it does not matter for that.
 *
 * @throws ProblemError as `inspectKey`
 */
export async function comparableKey(path: string): Promise<ComparableKey> {
  const { path: file, text, key } = await read(path);
  const blob = key.blob ?? (await publicKeyBeside(file))?.blob ?? null;
  if (key.encrypted) return { blob, privateDigest: toldBy(text)?.privateDigest ?? null };
  return { blob, privateDigest: key.unsupported === null ? privateDigestOf(await unlock(text)) : null };
}

function privateDigestOf(key: UnlockedKey): string | null {
  if (key.type !== 'ssh-rsa') return null;
  const der = privateKeyObject(key)?.export({ type: 'pkcs8', format: 'der' });
  if (der === undefined) return null;
  const digest = colonDigest('sha1', der);
  der.fill(0);
  return digest;
}

/** Unlocks a key, and tells what is known of it then. */
async function open(
  path: string,
  passphrase: string | undefined,
  unlockKey: Unlock,
): Promise<{ file: KeyFile; unlocked: UnlockedKey }> {
  const found = await read(path);
  const [access] = await permissions.judge([found.path]);
  if (access === undefined) throw new Error('No verdict for a path');
  const file = await describe(found, access);
  if (file.problem !== null) throw new ProblemError(file.problem);
  if (found.key.encrypted && passphrase === undefined) {
    throw new ProblemError(problem('key.encrypted', { path: file.path }, { remedies: ['choose-key'] }));
  }
  try {
    const unlocked = await (found.key.encrypted ? unlockKey : unlock)(found.text, passphrase);
    if (!found.key.encrypted) return { file, unlocked };
    const { type, blob, comment } = unlocked;
    const told = { type, blob, comment, privateDigest: privateDigestOf(unlocked) };
    keepTold(found.text, told);
    return { file: await describe({ ...found, key: withTold(found.key, told) }, access), unlocked };
  } catch (error) {
    if (error instanceof WrongPassphrase) throw refuse('key.passphrase-wrong', file.path);
    if (error instanceof UnsupportedKey) throw new ProblemError(unsupported(file.path, error.message));
    throw error;
  }
}
