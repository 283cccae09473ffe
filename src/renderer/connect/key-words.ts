import type { TFunction } from 'i18next';
import type { KeyFile, Match, OtherAccess } from '../../shared/contract/index.js';
import { formatDateTime } from '../ui/format.js';

const typeNames: Readonly<Record<string, string>> = {
  'ssh-ed25519': 'ED25519',
  'ssh-rsa': 'RSA',
  'ssh-dss': 'DSA',
  'ecdsa-sha2-nistp256': 'ECDSA',
  'ecdsa-sha2-nistp384': 'ECDSA',
  'ecdsa-sha2-nistp521': 'ECDSA',
};

/** A key's type as people say it, such as "RSA 2048"; SSH's own name for a type that is new to us. */
export function typeWords(t: TFunction, { type, bits, format }: KeyFile): string {
  if (type === null) return t('connect.unknownType', { format });
  const name = typeNames[type] ?? type;
  // All Ed25519 keys have one size, so nobody says it.
  return bits === null || type === 'ssh-ed25519' ? name : `${name} ${bits}`;
}

/** Enough of a fingerprint to tell keys apart at a glance. */
export const shortFingerprint = (fingerprint: string): string =>
  fingerprint.replace(/^(SHA256:.{8}).+(.{6})$/, '$1…$2');

/** Whether a certificate is good now, and until when, for whom. */
export function certificateWords(
  t: TFunction,
  { principals, validAfter, validBefore }: NonNullable<KeyFile['certificate']>,
  now: number,
): { readonly text: string; readonly isGood: boolean } {
  const users = principals.length === 0 ? t('connect.certificate.anyUser') : principals.join(', ');
  if (validBefore !== null && validBefore <= now)
    return {
      text: t('connect.certificate.expired', { users, at: formatDateTime(validBefore) }),
      isGood: false,
    };
  if (validAfter !== null && validAfter > now)
    return {
      text: t('connect.certificate.notYet', { users, at: formatDateTime(validAfter) }),
      isGood: false,
    };
  const text =
    validBefore === null
      ? t('connect.certificate.forEver', { users })
      : t('connect.certificate.until', { users, at: formatDateTime(validBefore) });
  return { text, isGood: true };
}

/** Who else has access to a key file, and to do what. */
export function accessWords(t: TFunction, { who, name, may }: OtherAccess): string {
  if (who === 'owner') return t('connect.access.owner', { name });
  const what =
    may.length === 0
      ? t('connect.access.something')
      : may.map((right) => t(`connect.access.${right}`)).join(', ');
  return t(`connect.access.${who}`, { name, what });
}

/** Whether a key is the one that the node was launched with, or why that cannot be told; empty for nothing to say. */
export function matchWords(t: TFunction, { match, why }: Match, keyPair: string | null): string {
  if (why === 'no-key-pair' || why === 'not-a-key') return '';
  const names = { keyPair: keyPair ?? '' };
  return why === null
    ? t(`connect.match.${match === 'this-key' ? 'this' : 'another'}`, names)
    : t(`connect.match.${why}`, names);
}
