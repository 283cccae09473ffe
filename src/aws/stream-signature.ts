import { SignatureV4 } from '@smithy/signature-v4';
import { problem, ProblemError } from '../shared/problem.js';
import type { Credentials } from './profile-credentials.js';
import { Sha256 } from './sha256.js';

/** The service that data-channel requests are signed for (session-manager-plugin 1.2.688.0). */
const SERVICE = 'ssmmessages';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** The address with another endpoint's scheme, host and port; its path and query are the service's. */
function redirected(streamUrl: string, endpoint: string): string {
  const url = new URL(streamUrl);
  const { protocol, host, pathname } = new URL(endpoint.includes('://') ? endpoint : `https://${endpoint}`);
  const scheme = protocol === 'http:' || protocol === 'ws:' ? 'ws:' : 'wss:';
  return `${scheme}//${host}${pathname.replace(/\/$/, '')}${url.pathname}${url.search}`;
}

/**
 * Reads the address of a data channel.
 *
 * @param endpoint takes the place of the address's own host, where one is configured
 * @throws ProblemError `session.refused` for an address that is neither wss, nor ws to this machine itself: the
 *   channel's token would cross the network in the clear
 */
export function parseStreamUrl(streamUrl: string, endpoint: string | null = null): URL {
  let url: URL | undefined;
  try {
    url = new URL(endpoint === null ? streamUrl : redirected(streamUrl, endpoint));
  } catch {
    // Not an address at all: refused below.
  }
  if (url?.protocol === 'wss:') return url;
  if (url?.protocol === 'ws:' && LOOPBACK.test(url.hostname)) return url;
  const details = `The data channel's address is not wss: ${url ? `${url.protocol}//${url.host}` : 'unreadable'}`;
  throw new ProblemError(problem('session.refused', {}, { details, remedies: ['retry'] }));
}

/** Whether the address carries its own signature; one more would be refused (the plugin's isPresignedURL). */
function isPresigned(url: URL): boolean {
  return url.searchParams.has('X-Amz-Signature');
}

/** The query in the shape that SignatureV4 asks for. */
function queryOf(url: URL): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  for (const name of new Set(url.searchParams.keys())) query[name] = url.searchParams.getAll(name);
  return query;
}

/**
 * The headers that sign the WebSocket request (GET) for a data channel with SigV4, as session-manager-plugin does
 * since 1.2.688.0. Empty for a presigned address. Host is signed, too, and is the WebSocket library's to send.
 *
 * @param now the signature holds for about five minutes from then
 */
export async function signStream(
  url: URL,
  credentials: Credentials,
  region: string,
  now: Date = new Date(),
): Promise<Record<string, string>> {
  if (isPresigned(url)) return {};
  // No x-amz-content-sha256: the plugin's Go signer sends it for S3 alone.
  const signer = new SignatureV4({
    service: SERVICE,
    region,
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  const request = {
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: queryOf(url),
    headers: { host: url.host },
  };
  const signed = await signer.sign(request, { signingDate: now });
  const { host: _host, ...headers } = signed.headers;
  return headers;
}
