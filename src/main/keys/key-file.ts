import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { KeyFile } from '../../shared/contract/index.js';
import { problem, ProblemError, type Problem, type ProblemCode } from '../../shared/problem.js';
import { readKeyText } from './key-text.js';
import { isTooOpen, makePrivate, octal, tooOpenProblem } from './permissions.js';
import { readPrivateKey, type PrivateKey } from './private-key.js';
import { fingerprintOf } from './wire.js';

/** A private key is a few KiB; RSA with 16,384 bits is 13. What is larger than this (bytes) is not read. */
const MAX_KEY_SIZE = 1024 * 1024;

/** Types of the OpenSSH envelope and of PEM that no server of today takes, or that need a token that ssh2 cannot ask. */
const UNSUPPORTED_TYPES = /^(ssh-dss|sk-.*)$/;

/** What is picked by mistake for a private key. */
const WRONG_KIND = {
  public: 'key.public',
  certificate: 'key.certificate',
  other: 'key.not-a-key',
} as const;

const me = (): number | undefined => process.getuid?.();

/** A path from settings may start with ~, as in ssh_config. */
function absolute(path: string): string {
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : resolve(path);
}

function refuse(code: ProblemCode, path: string, details?: string): ProblemError {
  return new ProblemError(problem(code, { path }, { details, remedies: ['choose-key'] }));
}

interface ReadKey {
  readonly key: PrivateKey;
  readonly file: KeyFile;
}

async function readContent(path: string): Promise<{ content: string; uid: number; mode: number }> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw refuse('key.directory', path);
    // Reading a pipe or a device could wait for ever.
    if (!info.isFile()) throw refuse('key.not-a-key', path);
    if (info.size > MAX_KEY_SIZE) throw refuse('key.too-large', path);
    const content = await readFile(path, 'utf8');
    return { content, uid: info.uid, mode: info.mode };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw refuse(code === 'ENOENT' || code === 'ENOTDIR' ? 'key.missing' : 'key.unreadable', path, message);
  }
}

function obstacle(path: string, key: PrivateKey, file: { uid: number; mode: number }): Problem | null {
  const unsupported =
    (key.type !== null && UNSUPPORTED_TYPES.test(key.type)) || (!key.encrypted && key.usable === null);
  if (unsupported) {
    return problem('key.unsupported', { path }, { details: key.type ?? undefined, remedies: ['choose-key'] });
  }
  if (isTooOpen(file, me())) return tooOpenProblem(path, file.mode);
  return key.encrypted ? problem('key.encrypted', { path }, { remedies: ['choose-key'] }) : null;
}

async function read(given: string): Promise<ReadKey> {
  const path = absolute(given);
  const { content, uid, mode } = await readContent(path);
  if (content.trim() === '') throw refuse('key.empty', path);
  const text = readKeyText(content);
  if (text.kind !== 'private') throw refuse(WRONG_KIND[text.kind], path);
  let key: PrivateKey;
  try {
    key = readPrivateKey(text);
  } catch (error) {
    throw refuse('key.not-a-key', path, (error as Error).message);
  }
  return {
    key,
    file: {
      path,
      name: basename(path),
      format: text.format,
      type: key.type,
      fingerprint: key.blob === null ? null : fingerprintOf(key.blob),
      comment: key.comment,
      encrypted: key.encrypted,
      mode: me() === undefined ? null : octal(mode),
      problem: obstacle(path, key, { uid, mode }),
    },
  };
}

/**
 * Looks at a private key file: what it is, and whether it can be used as it is. The permission rule is OpenSSH's.
 *
 * @throws ProblemError for what is no private key at all: `key.missing`, `key.unreadable`, `key.directory`,
 *   `key.empty`, `key.too-large`, `key.public`, `key.certificate`, `key.not-a-key`
 */
export async function inspectKey(path: string): Promise<KeyFile> {
  return (await read(path)).file;
}

/**
 * Makes a key file readable by its owner only (chmod 400) and looks at it again. Files that are no private keys are
 * not touched.
 *
 * @throws ProblemError as `inspectKey`, and `key.too-open` when the filesystem would not
 */
export async function mendKey(path: string): Promise<KeyFile> {
  const { file } = await read(path);
  if (file.problem?.code === 'key.too-open') await makePrivate(file.path, me());
  return inspectKey(path);
}

/**
 * Reads a private key to sign in with, in a form that ssh2 takes. The caller wipes it after use.
 *
 * @throws ProblemError as `inspectKey`, and whatever keeps the key from being used: a key that is too open is never
 *   used, as with OpenSSH
 */
export async function loadKey(path: string): Promise<{ file: KeyFile; privateKey: Uint8Array<ArrayBuffer> }> {
  const { file, key } = await read(path);
  if (file.problem !== null) throw new ProblemError(file.problem);
  const text = key.usable ?? '';
  const privateKey = new Uint8Array(Buffer.byteLength(text));
  new TextEncoder().encodeInto(text, privateKey);
  return { file, privateKey };
}
