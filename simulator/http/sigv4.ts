import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Signature Version 4 allows the clocks to differ by five minutes. */
const MAX_SKEW_MS = 5 * 60 * 1000;
const ALGORITHM = 'AWS4-HMAC-SHA256';

export interface SignedRequest {
  method: string;
  /** Path and query as they came. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Why a request was not accepted. Each service has its own words for these. */
export type SignatureProblem =
  | { kind: 'missing' }
  | { kind: 'incomplete'; detail: string }
  | { kind: 'unknown-key' }
  | { kind: 'expired-token' }
  | { kind: 'wrong-signature' }
  | { kind: 'expired'; signedAt: string; now: string }
  | { kind: 'not-yet-current'; signedAt: string; now: string };

export type SignatureVerdict =
  | { ok: true; accessKeyId: string; region: string; service: string }
  | { ok: false; problem: SignatureProblem; service: string | undefined };

interface Presented {
  accessKeyId: string;
  scopeDate: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
  amzDate: string;
}

/** Whether the request carries a signature at all, in its header or its query. */
export function isSigned(request: Pick<SignedRequest, 'url' | 'headers'>): boolean {
  return request.headers.authorization !== undefined || request.url.includes('X-Amz-Signature=');
}

/**
 * Verifies a SigV4 signature (AWS General Reference, "Signature Version 4 signing process"), from the Authorization
 * header or from the query of a presigned URL.
 */
export function verifySignature(
  request: SignedRequest,
  secretOf: (accessKeyId: string, sessionToken: string | undefined) => string | undefined,
  now: number,
): SignatureVerdict {
  const query = parseQuery(request.url);
  const presigned = query.some(([name]) => name === 'X-Amz-Signature');
  if (!isSigned(request)) return { ok: false, problem: { kind: 'missing' }, service: undefined };
  const presented = presigned ? fromQuery(query) : fromHeader(request.headers);
  if (typeof presented === 'string') {
    return { ok: false, problem: { kind: 'incomplete', detail: presented }, service: undefined };
  }
  const fail = (problem: SignatureProblem): SignatureVerdict => ({
    ok: false,
    problem,
    service: presented.service,
  });

  const token = presigned
    ? query.find(([name]) => name === 'X-Amz-Security-Token')?.[1]
    : headerValue(request.headers, 'x-amz-security-token');
  const secret = secretOf(presented.accessKeyId, token);
  if (secret === undefined) return fail({ kind: 'unknown-key' });

  const signedAt = parseAmzDate(presented.amzDate);
  if (signedAt === undefined || !presented.amzDate.startsWith(presented.scopeDate)) {
    return fail({
      kind: 'incomplete',
      detail: 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP',
    });
  }
  const expires = query.find(([name]) => name === 'X-Amz-Expires')?.[1];
  const validMs = expires === undefined ? MAX_SKEW_MS : Number(expires) * 1000;
  const dates = { signedAt: presented.amzDate, now: formatAmzDate(now) };
  if (signedAt + validMs < now) return fail({ kind: 'expired', ...dates });
  if (signedAt - MAX_SKEW_MS > now) return fail({ kind: 'not-yet-current', ...dates });

  const expected = signatureOf(request, query, presented, secret);
  const given = Buffer.from(presented.signature, 'latin1');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return fail({ kind: 'wrong-signature' });
  return {
    ok: true,
    accessKeyId: presented.accessKeyId,
    region: presented.region,
    service: presented.service,
  };
}

/** The service named in a request's credential scope, signed rightly or not. */
export function scopedService(request: Pick<SignedRequest, 'url' | 'headers'>): string | undefined {
  const presented = fromHeader(request.headers);
  return typeof presented === 'string' ? undefined : presented.service;
}

function signatureOf(
  request: SignedRequest,
  query: [string, string][],
  presented: Presented,
  secret: string,
): Buffer {
  const path = request.url.split('?', 1)[0] ?? '/';
  const canonicalRequest = [
    request.method,
    // Services other than S3 take the path encoded once more than it is in the request.
    path.split('/').map(uriEncode).join('/'),
    query
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
      .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
      .map(([name, value]) => `${name}=${value}`)
      .join('&'),
    ...presented.signedHeaders.map(
      (name) => `${name}:${(headerValue(request.headers, name) ?? '').trim().replace(/\s+/g, ' ')}`,
    ),
    '',
    presented.signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
  const scope = [presented.scopeDate, presented.region, presented.service, 'aws4_request'];
  const stringToSign = [ALGORITHM, presented.amzDate, scope.join('/'), sha256(canonicalRequest)].join('\n');
  const key = scope.reduce<Buffer | string>((previous, part) => hmac(previous, part), `AWS4${secret}`);
  return Buffer.from(hmac(key, stringToSign).toString('hex'), 'latin1');
}

function fromHeader(headers: IncomingHttpHeaders): Presented | string {
  const match = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(headers.authorization ?? '');
  if (!match) return 'Authorization header requires AWS4-HMAC-SHA256.';
  const fields = new Map(
    (match[1] ?? '').split(',').map((part) => {
      const [name = '', ...value] = part.trim().split('=');
      return [name, value.join('=')];
    }),
  );
  return presentedOf(
    fields.get('Credential'),
    fields.get('SignedHeaders'),
    fields.get('Signature'),
    headerValue(headers, 'x-amz-date'),
  );
}

function fromQuery(query: [string, string][]): Presented | string {
  const value = (name: string) => query.find(([key]) => key === name)?.[1];
  return presentedOf(
    value('X-Amz-Credential'),
    value('X-Amz-SignedHeaders'),
    value('X-Amz-Signature'),
    value('X-Amz-Date'),
  );
}

function presentedOf(
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
  amzDate: string | undefined,
): Presented | string {
  if (!credential) return "Authorization header requires 'Credential' parameter.";
  if (!signedHeaders) return "Authorization header requires 'SignedHeaders' parameter.";
  if (!signature) return "Authorization header requires 'Signature' parameter.";
  if (!amzDate) return "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
  const [accessKeyId, scopeDate, region, service, terminator] = credential.split('/');
  if (!accessKeyId || !scopeDate || !region || !service || terminator !== 'aws4_request') {
    return 'Credential must have exactly 5 slash-delimited elements.';
  }
  return {
    accessKeyId,
    scopeDate,
    region,
    service,
    signedHeaders: signedHeaders.split(';'),
    signature,
    amzDate,
  };
}

function headerValue(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function parseQuery(url: string): [string, string][] {
  const start = url.indexOf('?');
  return start < 0 ? [] : [...new URLSearchParams(url.slice(start + 1))];
}

/** `20260102T030405Z` as milliseconds. */
function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Milliseconds as `20260102T030405Z`. */
export function formatAmzDate(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** RFC 3986: everything but the unreserved characters is percent-encoded. */
function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
