import * as tls from 'node:tls';

/** The certificates that the system's own store holds, where this runtime can read it (Node 22.15 and later). */
function systemCertificates(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] };
  try {
    return getCACertificates?.('system') ?? [];
  } catch {
    return [];
  }
}

/** The last context made, and for which certificates: they seldom change, and most processes know one list only. */
let latest: { readonly ca: readonly string[]; readonly context: tls.SecureContext } | undefined;

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, index) => each === b[index]);

/**
 * What TLS is to trust: the runtime's own roots, those of the system's store, and `extra`. Undefined where that is no
 * more than TLS trusts anyway. One context for all connections, as reading hundreds of certificates takes a while:
 * about 100 ms, so ask only when TLS is about to be spoken.
 */
export function trust(extra: readonly string[] | null): tls.SecureContext | undefined {
  const system = systemCertificates();
  if (extra === null && system.length === 0) return undefined;
  const ca = [...tls.rootCertificates, ...system, ...(extra ?? [])];
  if (latest === undefined || !same(latest.ca, ca)) latest = { ca, context: tls.createSecureContext({ ca }) };
  return latest.context;
}
