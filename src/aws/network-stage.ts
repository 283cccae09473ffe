import type { NetworkStage } from '../shared/network-stage.js';

/** Codes and names of errors: of Node (errno), of OpenSSL and BoringSSL (X509_V_ERR_…), and of the SDK's handler. */
const stages: Readonly<Record<string, NetworkStage>> = {
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  ECONNRESET: 'cut',
  ECONNABORTED: 'cut',
  EPIPE: 'cut',
  EPROTO: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  ETIMEDOUT: 'silent',
  TimeoutError: 'silent',
  AbortError: 'silent',
  RequestAbortedError: 'silent',
};

/** The stage that one of an error's names tells of; null where none is of the network. */
export function networkStage(names: readonly string[]): NetworkStage | null {
  for (const name of names) if (Object.hasOwn(stages, name)) return stages[name] ?? null;
  return null;
}
