import { describe, expect, it } from 'vitest';
import { problem, ProblemError } from '../shared/problem.js';
import { awsProblem } from './problems.js';

const CONTEXT = {
  profile: 'dev',
  region: 'eu-central-1',
  action: 'ssm:StartSession',
  host: 'ssm.eu-central-1.amazonaws.com',
  node: 'web-1',
};

const failure = (name: string, message = name, more: object = {}): Error =>
  Object.assign(new Error(message), { name }, more);

describe('an AWS error as a Problem', () => {
  it.each([
    ['CredentialsProviderError', 'Could not load credentials from any providers', 'aws.no-credentials'],
    [
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
      'aws.credentials-expired',
    ],
    ['TokenProviderError', 'Token is expired.', 'aws.credentials-expired'],
    [
      'ExpiredTokenException',
      'The security token included in the request is expired',
      'aws.credentials-expired',
    ],
    ['ExpiredToken', '', 'aws.credentials-expired'],
    [
      'AccessDeniedException',
      'The security token included in the request is expired',
      'aws.credentials-expired',
    ],
    [
      'AccessDeniedException',
      'User: arn:x is not authorized to perform: ssm:ResumeSession',
      'aws.access-denied',
    ],
    [
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      'aws.credentials-refused',
    ],
    ['InvalidClientTokenId', '', 'aws.credentials-refused'],
    [
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
      'aws.credentials-refused',
    ],
    [
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided.',
      'aws.credentials-refused',
    ],
    [
      'InvalidSignatureException',
      'Signature expired: 20261124T091633Z is now earlier than …',
      'aws.clock-skew',
    ],
    [
      'InvalidSignatureException',
      'Signature not yet current: 20261124T091633Z is still later …',
      'aws.clock-skew',
    ],
    ['RequestExpired', 'Request has expired.', 'aws.clock-skew'],
    ['ThrottlingException', 'Rate exceeded', 'aws.throttled'],
    ['RequestLimitExceeded', 'Request limit exceeded.', 'aws.throttled'],
    ['TargetNotConnected', 'i-0 is not connected.', 'node.not-connected'],
    [
      'BadRequest',
      'Enable advanced-instances tier to use Session Manager with your on-premises instances',
      'node.standard-tier',
    ],
    ['InvalidInstanceId', '', 'node.gone'],
    ['InvalidInstanceID.NotFound', "The instance ID 'i-0' does not exist", 'node.gone'],
    ['InvalidDocument', 'Document with name AWS-StartSSHSession does not exist.', 'session.refused'],
    ['TimeoutError', 'Request did not complete within 15000 ms', 'aws.unreachable'],
    ['InternalServerError', 'An internal error occurred', 'aws.failed'],
    ['InvalidNextToken', '', 'aws.failed'],
  ])('%s: %s → %s', (name, message, code) => {
    expect(awsProblem(failure(name, message), CONTEXT)).toMatchObject({
      code,
      params: { profile: 'dev', node: 'web-1' },
    });
  });

  it.each(['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'SELF_SIGNED_CERT_IN_CHAIN'])(
    '%s of the network → unreachable, with the host',
    (code) => {
      expect(awsProblem(failure('Error', 'failed', { code }), CONTEXT)).toMatchObject({
        code: 'aws.unreachable',
        params: { host: 'ssm.eu-central-1.amazonaws.com' },
      });
    },
  );

  it('looks into the failures that Node gathers for all addresses of a name', () => {
    const first = failure('Error', 'connect ECONNREFUSED 127.0.0.1:9', { code: 'ECONNREFUSED' });
    expect(awsProblem(new AggregateError([first, first]), CONTEXT).code).toBe('aws.unreachable');
  });

  it('tells how wrong the clock is, where the answer carries the time', () => {
    const date = new Date(Date.now() + 17 * 60_000).toUTCString();
    const error = failure('RequestExpired', 'expired', { $response: { headers: { date } } });
    expect(awsProblem(error, CONTEXT).params).toMatchObject({ minutes: 17 });
    expect(awsProblem(failure('RequestExpired'), CONTEXT).params).not.toHaveProperty('minutes');
  });

  it('keeps a Problem that is one already', () => {
    const known = problem('timed-out', { seconds: 20 });
    expect(awsProblem(new ProblemError(known), CONTEXT)).toBe(known);
  });

  it('survives what is no error at all', () => {
    expect(awsProblem(undefined, CONTEXT).code).toBe('unexpected');
    expect(awsProblem('no', CONTEXT).details).toContain('no');
  });
});

describe('a denial as a Problem', () => {
  const denied = (reason: string) =>
    awsProblem(
      failure(
        'AccessDeniedException',
        `User: arn:aws:iam::1:user/a is not authorized to perform: ssm:StartSession on resource: arn:x ${reason}`,
      ),
      CONTEXT,
    );

  it('offers a policy to hand on where nothing allows it yet', () => {
    const why = denied('because no identity-based policy allows the ssm:StartSession action');
    expect(why.params).toMatchObject({ denial: 'implicit', policy: 'identity', resource: 'arn:x' });
    expect(why.remedies).toContain('show-policy');
    expect(denied('').remedies).toContain('show-policy');
  });

  it.each([
    'with an explicit deny in an identity-based policy',
    'with an explicit deny',
    'because no permissions boundary allows the ssm:StartSession action',
    'because no service control policy allows the ssm:StartSession action',
    'because no VPC endpoint policy allows the ssm:StartSession action',
  ])('offers none where that would not help: %s', (reason) => {
    expect(denied(reason).remedies).not.toContain('show-policy');
  });
});
