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

/**
 * What TLS is to trust: the runtime's own roots, those of the system's store, and `extra`. Undefined where that is no
 * more than TLS trusts anyway. One context for all connections, as reading hundreds of certificates takes a while.
 */
export function trust(extra: readonly string[] | null): tls.SecureContext | undefined {
  const system = systemCertificates();
  if (extra === null && system.length === 0) return undefined;
  return tls.createSecureContext({ ca: [...tls.rootCertificates, ...system, ...(extra ?? [])] });
}
