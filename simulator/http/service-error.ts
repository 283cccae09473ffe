import type { SignatureProblem } from './sigv4.js';
import { xmlElement } from './xml.js';

/** How a service of AWS speaks: JSON 1.1 (ssm, kms, ec2-instance-connect), EC2's query protocol, or the older query one (sts). */
export type Protocol = 'json' | 'ec2' | 'query';

/** An error as a service of AWS answers it. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Renders an error in the shape of the service's protocol. */
export function renderError(
  protocol: Protocol,
  error: ServiceError,
  requestId: string,
): { contentType: string; body: string } {
  if (protocol === 'json') {
    // AccessDeniedException comes with a capital M from SSM; clients read either.
    const key = error.code === 'AccessDeniedException' ? 'Message' : 'message';
    return {
      contentType: 'application/x-amz-json-1.1',
      body: JSON.stringify({ __type: error.code, ...(error.message === '' ? {} : { [key]: error.message }) }),
    };
  }
  const detail = { Code: error.code, Message: error.message };
  const body =
    protocol === 'ec2'
      ? xmlElement('Response', { Errors: { Error: detail }, RequestID: requestId })
      : xmlElement(
          'ErrorResponse',
          {
            Error: { Type: error.status >= 500 ? 'Receiver' : 'Sender', ...detail },
            RequestId: requestId,
          },
          'https://sts.amazonaws.com/doc/2011-06-15/',
        );
  return { contentType: 'text/xml;charset=UTF-8', body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';
const EXPIRED_TOKEN = 'The security token included in the request is expired';
const INVALID_TOKEN = 'The security token included in the request is invalid.';

/** The words of each protocol for a request that is not rightly signed. */
export function signatureError(protocol: Protocol, problem: SignatureProblem): ServiceError {
  if (protocol === 'ec2') return ec2SignatureError(problem);
  const json = protocol === 'json';
  const status = json ? 400 : 403;
  switch (problem.kind) {
    case 'missing':
      return json
        ? new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', status)
        : new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', status);
    case 'incomplete':
      return new ServiceError(
        json ? 'IncompleteSignatureException' : 'IncompleteSignature',
        problem.detail,
        status,
      );
    case 'expired-token':
      return new ServiceError(json ? 'ExpiredTokenException' : 'ExpiredToken', EXPIRED_TOKEN, status);
    case 'unknown-key':
      return new ServiceError(
        json ? 'UnrecognizedClientException' : 'InvalidClientTokenId',
        INVALID_TOKEN,
        status,
      );
    default:
      return new ServiceError(
        json ? 'InvalidSignatureException' : 'SignatureDoesNotMatch',
        problem.kind === 'wrong-signature' ? WRONG_SIGNATURE : skewMessage(problem),
        status,
      );
  }
}

function ec2SignatureError(problem: SignatureProblem): ServiceError {
  switch (problem.kind) {
    case 'missing':
      return new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    case 'incomplete':
      return new ServiceError('IncompleteSignature', problem.detail, 400);
    case 'expired-token':
    case 'expired':
    case 'not-yet-current':
      return new ServiceError('RequestExpired', 'Request has expired.', 400);
    default:
      return new ServiceError(
        'AuthFailure',
        'AWS was not able to validate the provided access credentials',
        401,
      );
  }
}

function skewMessage(problem: {
  kind: 'expired' | 'not-yet-current';
  signedAt: string;
  now: string;
}): string {
  return problem.kind === 'expired'
    ? `Signature expired: ${problem.signedAt} is now earlier than ${problem.now} (${problem.now} - 5 min.)`
    : `Signature not yet current: ${problem.signedAt} is still later than ${problem.now} (${problem.now} + 5 min.)`;
}

/** The words of each protocol for a request that a policy does not allow. */
export function accessDenied(protocol: Protocol, message: string): ServiceError {
  if (protocol === 'json') return new ServiceError('AccessDeniedException', message, 400);
  if (protocol === 'query') return new ServiceError('AccessDenied', message, 403);
  return new ServiceError(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. ${message}`,
    403,
  );
}

/** The words of each protocol for too many requests. */
export function throttled(protocol: Protocol): ServiceError {
  if (protocol === 'json') return new ServiceError('ThrottlingException', 'Rate exceeded', 400);
  if (protocol === 'query') return new ServiceError('Throttling', 'Rate exceeded', 400);
  return new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503);
}
