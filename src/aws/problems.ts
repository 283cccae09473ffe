import { problem, ProblemError, type Problem } from '../shared/problem.js';

/** What was being asked of AWS, for the words of a Problem. */
export interface AwsContext {
  readonly profile: string;
  readonly region: string;
  /** The API action in IAM's form, such as `ssm:StartSession`. */
  readonly action: string;
  /** The endpoint's host, where it is known. */
  readonly host: string;
  /** The node's name or id, where the call was about one. */
  readonly node?: string;
}

/** The fields of SDK, HTTP and system errors that matter here. */
interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly hostname: string | undefined;
  readonly dateHeader: string | undefined;
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
const REFUSED = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  // EC2's word for keys that it does not know.
  'AuthFailure',
]);
const SKEWED = new Set(['RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture']);
const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);
const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'TooManyRequestsException',
]);
const NODE_GONE = new Set([
  'InvalidInstanceId',
  'InvalidInstanceID.NotFound',
  'InvalidInstanceID.Malformed',
  'InvalidTarget',
]);
const SESSION_REFUSED = new Set([
  'BadRequest',
  'BadRequestException',
  'ValidationException',
  'InvalidDocument',
  'UnsupportedPlatformType',
]);
const NETWORK = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'EPROTO',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'TimeoutError',
  'AbortError',
  'RequestAbortedError',
]);

type Loose = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const object = (value: unknown): Loose =>
  typeof value === 'object' && value !== null ? (value as Loose) : {};

function readError(error: unknown): AwsError {
  const outer = object(error);
  // Node tries each address of a name and gathers the failures; the first tells as much as any.
  const loose = Array.isArray(outer.errors) && outer.errors.length > 0 ? object(outer.errors[0]) : outer;
  const response = object(outer.$response);
  return {
    name: text(loose.name) ?? 'Error',
    message: text(loose.message) ?? text(outer.message) ?? String(error),
    code: text(loose.code) ?? text(loose.Code),
    hostname: text(loose.hostname) ?? text(loose.host),
    dateHeader: text(object(response.headers).date),
  };
}

/** What an IAM denial says: "User: ARN is not authorized to perform: ACTION on resource: ARN because …". */
export interface Denial {
  readonly principal: string | null;
  readonly action: string;
  readonly resource: string | null;
  readonly denial: 'explicit' | 'implicit' | 'unknown';
  /** Which kind of policy decided, in IAM's words, such as "identity-based policy"; null where the message is silent. */
  readonly policy: string | null;
}

/** Reads an IAM denial's message (IAM user guide, "Troubleshoot access denied error messages"). */
export function parseDenial(message: string, action: string): Denial {
  const resource = /on resource: (\S+)/.exec(message)?.[1];
  const explicit = /explicit deny(?: in an? ([\w -]*?(?:policy|boundary)))?/.exec(message);
  const implicit = /because no ([\w -]*?(?:policy|boundary)) allows/.exec(message);
  return {
    principal: /User: (\S+)/.exec(message)?.[1] ?? null,
    action: /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? action,
    resource: resource?.replace(/[.,]$/, '') ?? null,
    denial: explicit ? 'explicit' : implicit ? 'implicit' : 'unknown',
    policy: explicit?.[1] ?? implicit?.[1] ?? null,
  };
}

function deniedProblem(error: AwsError, context: AwsContext): Problem {
  const denial = parseDenial(error.message, context.action);
  const params: Problem['params'] = { ...base(context), action: denial.action, denial: denial.denial };
  if (denial.resource !== null) params.resource = denial.resource;
  if (denial.principal !== null) params.principal = denial.principal;
  if (denial.policy !== null) params.policy = denial.policy;
  return problem('aws.access-denied', params, {
    details: error.message,
    remedies: ['show-policy', 'retry'],
  });
}

/** The difference between AWS's clock and this machine's, in whole minutes, where the answer told the time. */
function skewProblem(error: AwsError, context: AwsContext): Problem {
  const theirs = error.dateHeader === undefined ? NaN : Date.parse(error.dateHeader);
  const minutes = Math.round(Math.abs(theirs - Date.now()) / 60_000);
  const params = Number.isNaN(minutes) ? base(context) : { ...base(context), minutes };
  return problem('aws.clock-skew', params, { details: error.message, remedies: ['retry'] });
}

function base({ profile, region, action, node }: AwsContext): Record<string, string> {
  return { profile, region, action, ...(node === undefined ? {} : { node }) };
}

function credentialsProblem(error: AwsError, context: AwsContext): Problem {
  const expired = /expired|refresh/i.test(error.message);
  return problem(expired ? 'aws.credentials-expired' : 'aws.no-credentials', base(context), {
    details: error.message,
    remedies: ['retry'],
  });
}

/** Some services deny access for a token that has expired, which is no decision of a policy and passes. */
const isExpired = (error: AwsError, names: string[]): boolean =>
  names.some((name) => EXPIRED.has(name)) ||
  (names.some((name) => DENIED.has(name)) && /\btoken\b.*\bexpired\b/i.test(error.message));

const isSkew = (error: AwsError): boolean =>
  SKEWED.has(error.name) || /signature (expired|not yet current)/i.test(error.message);

/**
 * The Problem in an error of the AWS SDK, of its credential providers or of the network below them.
 *
 * Codes: API reference "Common errors" of SSM, EC2 and STS, and the errors of StartSession.
 */
export function awsProblem(thrown: unknown, context: AwsContext): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  const error = readError(thrown);
  const details = error.message;
  const params = base(context);
  const names = [error.name, error.code ?? ''];
  const is = (known: Set<string>): boolean => names.some((name) => known.has(name));

  if (/^(CredentialsProviderError|TokenProviderError)$/.test(error.name))
    return credentialsProblem(error, context);
  if (isExpired(error, names))
    return problem('aws.credentials-expired', params, { details, remedies: ['retry'] });
  if (isSkew(error)) return skewProblem(error, context);
  if (is(REFUSED)) return problem('aws.credentials-refused', params, { details, remedies: ['retry'] });
  if (is(DENIED) && details.startsWith('MultiFactorAuthentication failed'))
    return problem('aws.mfa-refused', params, { details, remedies: ['aws-sign-in'] });
  if (is(DENIED)) return deniedProblem(error, context);
  if (is(THROTTLED)) return problem('aws.throttled', params, { details, remedies: ['retry'] });
  if (names.includes('TargetNotConnected')) {
    return problem('node.offline', params, { details, remedies: ['retry', 'refresh-fleet'] });
  }
  if (/advanced-instances tier/i.test(details)) return problem('node.standard-tier', params, { details });
  if (is(NODE_GONE)) return problem('node.gone', params, { details, remedies: ['refresh-fleet'] });
  if (error.name === 'ProxyError') {
    return problem('aws.proxy', { ...params, host: error.hostname ?? '' }, { details, remedies: ['retry'] });
  }
  if (is(NETWORK)) {
    const host = error.hostname ?? context.host;
    return problem('aws.unreachable', { ...params, host }, { details, remedies: ['retry'] });
  }
  if (is(SESSION_REFUSED) && context.node !== undefined) {
    return problem('session.refused', params, { details, remedies: ['retry', 'copy-details'] });
  }
  if (/region is missing/i.test(details)) return problem('aws.no-region', params, { details });
  return problem('unexpected', params, {
    details: `${context.action}: ${error.name}: ${details}`,
    remedies: ['retry', 'copy-details'],
  });
}
