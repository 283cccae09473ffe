import { problem, ProblemError, type Problem, type Remedy } from '../shared/problem.js';
import { networkStage } from './network-stage.js';
import { parseDenial, type Denial } from './denial.js';

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
  /** The HTTP status of a service's answer; undefined where none came. */
  readonly status: number | undefined;
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
const REFUSED = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidIdentityToken',
  'InvalidIdentityTokenException',
  'IDPRejectedClaim',
  'IDPRejectedClaimException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  // EC2's word for keys that it does not know.
  'AuthFailure',
]);
const SKEWED = new Set(['RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture']);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  // EC2 Instance Connect's word for it.
  'AuthException',
]);
/** The account may not use the service, or this region, before it says that it wants to. */
const NOT_OPTED_IN = new Set(['OptInRequired', 'RegionDisabledException', 'PendingVerification']);
const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'TooManyRequestsException',
  'SlowDownException',
]);
/** What a service says of itself, beside a status of 500 or more: it passes, and nobody here can mend it. */
const FAILED = new Set([
  'InternalServerError',
  'InternalServerException',
  'InternalFailure',
  'InternalError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'Unavailable',
  'ServiceException',
  'ServiceFailure',
  'KMSInternalException',
  'DependencyTimeoutException',
  'IDPCommunicationError',
  'IDPCommunicationErrorException',
  'RequestTimeout',
  'RequestTimeoutException',
  // A listing that took so long that AWS has forgotten where it was.
  'InvalidNextToken',
]);
/** What KMS says of a key that it does not use (KMS API reference, GenerateDataKey). */
const KEY_UNUSABLE = new Set([
  'DisabledException',
  'InvalidGrantTokenException',
  'InvalidKeyUsageException',
  'KeyUnavailableException',
  'KMSInvalidStateException',
  'NotFoundException',
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
/** A file that credentials are to come from, such as a web identity's token, is not there or cannot be read. */
const NO_FILE = new Set(['ENOENT', 'EACCES', 'EPERM', 'EISDIR']);

type Loose = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const object = (value: unknown): Loose =>
  typeof value === 'object' && value !== null ? (value as Loose) : {};

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

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
    status: number(object(outer.$metadata).httpStatusCode) ?? number(response.statusCode),
  };
}

/**
 * A denial as a Problem. A policy to hand on helps where nothing allows it yet: against an outright denial, and those of
 * others than the account's own administrators, it does nothing.
 *
 * @param details AWS's own words
 */
export function deniedProblem(denial: Denial, context: AwsContext, details: string): Problem {
  const { action, resource, principal, policy, policyArn } = denial;
  const params: Problem['params'] = { ...base(context), action, denial: denial.denial };
  if (resource !== null) params.resource = resource;
  if (principal !== null) params.principal = principal;
  if (policy !== null) params.policy = policy;
  if (policyArn !== null) params.policyArn = policyArn;
  const isOwn = policy === null || policy === 'identity';
  const remedies: Remedy[] = denial.denial !== 'explicit' && isOwn ? ['show-policy', 'retry'] : ['retry'];
  return problem('aws.access-denied', params, { details, remedies });
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
  if (is(NO_FILE)) return problem('aws.no-credentials', params, { details, remedies: ['retry'] });
  if (isExpired(error, names))
    return problem('aws.credentials-expired', params, { details, remedies: ['retry'] });
  if (isSkew(error)) return skewProblem(error, context);
  if (is(REFUSED)) return problem('aws.credentials-refused', params, { details, remedies: ['retry'] });
  if (is(DENIED) && details.startsWith('MultiFactorAuthentication failed'))
    return problem('aws.mfa-refused', params, { details, remedies: ['aws-sign-in'] });
  if (is(DENIED)) return deniedProblem(parseDenial(details, context.action), context, details);
  if (is(NOT_OPTED_IN)) return problem('aws.not-opted-in', params, { details, remedies: ['retry'] });
  if (is(THROTTLED)) return problem('aws.throttled', params, { details, remedies: ['retry'] });
  if (names.includes('TargetNotConnected')) {
    return problem('node.not-connected', params, { details, remedies: ['retry', 'show-node-help'] });
  }
  if (/advanced-instances tier/i.test(details)) return problem('node.standard-tier', params, { details });
  if (is(NODE_GONE)) return problem('node.gone', params, { details, remedies: ['refresh-fleet'] });
  if (error.name === 'ProxyError') {
    return problem(
      'aws.proxy',
      { ...params, host: error.hostname ?? '' },
      { details, remedies: ['retry', 'show-settings'] },
    );
  }
  const stage = networkStage(names);
  if (stage !== null) {
    const host = error.hostname ?? context.host;
    return problem('aws.unreachable', { ...params, host, stage }, { details, remedies: ['retry'] });
  }
  if (is(SESSION_REFUSED) && context.node !== undefined) {
    return problem('session.refused', params, { details, remedies: ['retry', 'copy-details'] });
  }
  if (context.action.startsWith('kms:') && is(KEY_UNUSABLE))
    return problem('session.key-unusable', params, {
      details: `${error.name}: ${details}`,
      remedies: ['retry'],
    });
  // What is neither a refusal nor readable comes from a proxy or a sign-in page of the network.
  if (is(FAILED) || (error.status !== undefined && (error.status < 400 || error.status >= 500)))
    return problem(
      'aws.failed',
      { ...params, host: context.host },
      {
        details: `${error.name}: ${details}`,
        remedies: ['retry'],
      },
    );
  if (/region is missing/i.test(details)) return problem('aws.no-region', params, { details });
  if (error.status !== undefined)
    return problem(
      'aws.refused',
      { ...params, error: error.name },
      { details, remedies: ['retry', 'copy-details'] },
    );
  return problem('unexpected', params, {
    details: `${context.action}: ${error.name}: ${details}`,
    remedies: ['retry', 'copy-details'],
  });
}
