import { createHash } from 'node:crypto';
import type { PrivateText } from './key-text.js';

/** What a locked key tells only once its passphrase is known. Nothing of it is secret. */
export interface Told {
  readonly type: string;
  /** The public key in SSH's wire format. */
  readonly blob: Buffer;
  readonly comment: string;
  /** SHA-1 of the private key in PKCS#8, as EC2 prints it for RSA keys of its own making; null for other types. */
  readonly privateDigest: string | null;
}

/** By the text itself, so that another key under the same path has told nothing yet. */
const told = new Map<string, Told>();

const nameOf = ({ block }: PrivateText): string => createHash('sha256').update(block).digest('base64');

/** Keeps what an unlocked key has told, for as long as the app runs. */
export function keepTold(text: PrivateText, facts: Told): void {
  told.set(nameOf(text), facts);
}

/** What this key told when it was unlocked in this run; null when it was not. */
export function toldBy(text: PrivateText): Told | null {
  return told.get(nameOf(text)) ?? null;
}
