import { homedir } from 'node:os';
import type { PinVia } from '../shared/contract/host-keys.js';
import { problem, type Problem } from '../shared/problem.js';
import type { Certificate } from '../ssh/certificate.js';
import { fingerprintOf } from '../ssh/public-key.js';
import type { ConsoleVerdict } from './console-keys.js';
import { plainKeyOf, type CertificateFault } from './host-certificate.js';
import type { HostIdentity, HostKey } from './host-identity.js';

/** A key that was known of a server before, and where from: our own pin, or a line of the person's own files. */
export type KnownBefore = HostKey &
  (
    { readonly since: number | null; readonly via: PinVia } | { readonly file: string; readonly line: number }
  );

/** More than a server has; a console could be made to list any number. */
const LISTED_SHOWN = 6;

/** A server shows another key than the known one. Times go as ISO text, which is also readable in a report. */
export function changedProblem(
  host: HostIdentity,
  key: HostKey,
  before: KnownBefore,
  console: ConsoleVerdict,
): Problem {
  const params: Problem['params'] = {
    ...offered(host, key),
    known: printOf(before),
    knownType: before.type,
    console,
  };
  if ('file' in before) {
    params.knownPlace = `${before.file.replace(homedir(), '~')}:${before.line}`;
  } else {
    params.knownVia = before.via;
    if (before.since !== null) {
      params.since = isoOf(before.since);
      if (host.launchedAt !== null && host.launchedAt > before.since)
        params.launched = isoOf(host.launchedAt);
    }
  }
  return problem('ssh.host-key-changed', params, { remedies: ['copy-details'] });
}

/**
 * The instance's console lists other keys than the one that the server shows.
 *
 * @param when whether that was known before signing in, or only after
 */
export function contradictedProblem(
  host: HostIdentity,
  key: HostKey,
  listed: readonly string[],
  when: 'before' | 'after',
): Problem {
  const params = { ...offered(host, key), listed: listed.slice(0, LISTED_SHOWN).join('\n'), when };
  return problem('ssh.host-key-mismatch-console', params, { remedies: ['copy-details'] });
}

/** An authority that is trusted for the server has signed its certificate, which is not good for it all the same. */
export function certificateProblem(
  host: HostIdentity,
  certificate: Certificate,
  fault: CertificateFault,
): Problem {
  const params = { ...offered(host, plainKeyOf(certificate)), fault };
  return problem('ssh.host-certificate-invalid', params, {
    details: certificateLines(certificate),
    remedies: ['copy-details'],
  });
}

/** What a certificate says of itself, nearly as `ssh-keygen -L` prints it. */
function certificateLines(certificate: Certificate): string {
  const { keyId, serial, principals, validAfter, validBefore, criticalOptions, authority } = certificate;
  return [
    `Signing CA: ${fingerprintOf(authority)}`,
    `Key ID: ${JSON.stringify(keyId)}`,
    `Serial: ${serial}`,
    `Valid: from ${validAfter === null ? 'always' : isoOf(validAfter)} to ${validBefore === null ? 'forever' : isoOf(validBefore)}`,
    `Principals: ${principals.length === 0 ? '(none)' : principals.join(', ')}`,
    `Critical Options: ${criticalOptions.length === 0 ? '(none)' : criticalOptions.join(', ')}`,
  ].join('\n');
}

const offered = (host: HostIdentity, key: HostKey) => ({
  node: host.label,
  offered: printOf(key),
  offeredType: key.type,
});

const printOf = ({ blob }: HostKey): string => fingerprintOf(Buffer.from(blob, 'base64'));
const isoOf = (time: number): string => new Date(time).toISOString();
