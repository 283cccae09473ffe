import { createHash } from 'node:crypto';
import { SshReader } from './wire.js';

/** The type that a public key in SSH's wire format names first, such as "ssh-ed25519". */
export function blobType(blob: Buffer): string {
  return new SshReader(blob).string().toString('latin1');
}

/** "SHA256:…" as ssh-keygen -l prints it: base64 without padding. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
