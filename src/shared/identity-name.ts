import type { Identity } from './contract/index.js';

/** The name of the key that a person signs in with; null where there is none to name. */
export function identityName(identity: Identity): string | null {
  if (identity.kind === 'key-file') return identity.path.split(/[\\/]/).at(-1) ?? identity.path;
  if (identity.kind === 'agent') return identity.comment === '' ? identity.fingerprint : identity.comment;
  return null;
}
