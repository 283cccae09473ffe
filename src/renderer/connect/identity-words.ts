import type { TFunction } from 'i18next';
import type { Identity } from '../../shared/contract/index.js';
import { baseName } from '../ui/path.js';

/** The name of the key that a person signs in with; null where there is none to name. */
export function keyName(identity: Identity): string | null {
  if (identity.kind === 'key-file') return baseName(identity.path);
  if (identity.kind === 'agent') return identity.comment === '' ? identity.fingerprint : identity.comment;
  return null;
}

/** What a person signs in with, in a few words. */
export const identityWords = (t: TFunction, identity: Identity): string =>
  t(`connect.identity.${identity.kind}`, { name: keyName(identity) ?? '' });
