import { isSignatureOf } from '../ssh/verify.js';
import { isCertificate, readCertificate, type Certificate } from '../ssh/certificate.js';
import { blobType } from '../ssh/public-key.js';
import { certifiedNames, type HostIdentity, type HostKey } from './host-identity.js';
import { matchesPattern } from './known-hosts.js';

/** What keeps a certificate of a trusted authority from standing for a server. */
export type CertificateFault =
  'for-users' | 'not-yet' | 'expired' | 'other-names' | 'unknown-option' | 'bad-signature';

/** The certificate that a server showed; null for a plain key. @throws Error when it is damaged */
export function certificateIn({ type, blob }: HostKey): Certificate | null {
  return isCertificate(type) ? readCertificate(Buffer.from(blob, 'base64')) : null;
}

/** The plain key in a certificate. */
export function plainKeyOf({ publicKey }: Certificate): HostKey {
  return { type: blobType(publicKey), blob: publicKey.toString('base64') };
}

/**
 * What is wrong with a host certificate, as OpenSSH judges it (sshkey_cert_check_host): it must be for hosts, valid now,
 * for a name of this one (where it names any; patterns count), without options that we do not know, and signed by its
 * authority, by an algorithm without SHA-1.
 *
 * @param now Unix ms
 * @returns null for a good one. Whether the authority is trusted is another question
 */
export function certificateFault(
  certificate: Certificate,
  host: HostIdentity,
  now: number = Date.now(),
): CertificateFault | null {
  const { kind, principals, validAfter, validBefore, criticalOptions } = certificate;
  if (!isSignatureOf(certificate.authority, certificate.signed, certificate.signature))
    return 'bad-signature';
  if (kind !== 'host') return 'for-users';
  if (validAfter !== null && now < validAfter) return 'not-yet';
  if (validBefore !== null && now >= validBefore) return 'expired';
  if (criticalOptions.length > 0) return 'unknown-option';
  const isForHost = certifiedNames(host).some((name) =>
    principals.some((principal) => matchesPattern(principal, name)),
  );
  return principals.length === 0 || isForHost ? null : 'other-names';
}
