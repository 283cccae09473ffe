import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartSessionCommand } from '@aws-sdk/client-ssm';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { AwsAccess } from '../../src/aws/access.js';
import { awsCall } from '../../src/aws/call.js';
import { Fleet } from '../../src/aws/fleet.js';
import { simulate } from '../../src/aws/iam.js';
import { toProblem, type Problem } from '../../src/shared/problem.js';
import { ROOT } from '../../scripts/paths.js';
import { answerForAws, ec2Error, jsonError, queryError, type Answer } from '../support/answering-aws.js';

/*
 * AWS's answers as they are documented, byte for byte, from a server that knows nothing else: what the app makes of
 * them cannot lean on the simulator.
 */

const ID = 'i-1234567890abcdef0';
const answers = answerForAws();

const shape = (name: string): Promise<string> => readFile(join(ROOT, 'test/aws-shapes', name), 'utf8');

describe('documented answers', () => {
  it('become the nodes that they tell of', async () => {
    answers.set('DescribeInstances', [{ status: 200, body: await shape('describe-instances.xml') }]);
    answers.set('AmazonSSM.DescribeInstanceInformation', [
      { status: 200, body: await shape('describe-instance-information.json') },
    ]);
    const nobody = { page: () => undefined, sources: () => undefined };
    const fleet = new Fleet(new AwsAccess(process.env, '0.0.0-test'), nobody, { env: process.env });
    await fleet.refresh();
    expect(fleet.states[0]).toMatchObject({ status: 'ready', problem: null, count: 2 });
    expect(fleet.node(ID)).toMatchObject({
      name: 'Server_1 & "blue"',
      state: 'running',
      ping: 'Online',
      lastPingAt: 1_582_155_117_107,
      agentVersion: '3.1.1080.0',
      isLatestAgent: false,
      platform: 'Amazon Linux 2',
      instanceType: 't2.micro',
      privateIp: '192.168.1.88',
      publicIp: '54.194.252.215',
      zone: 'eu-west-1c',
      imageId: 'ami-bff32ccc',
      keyPair: 'my_keypair',
      role: 'AdminRole',
      launchedAt: Date.UTC(2018, 4, 8, 16, 46, 19),
      tags: { Name: 'Server_1 & "blue"', Env: '' },
    });
    expect(fleet.node('mi-08ab247cdf1046573')).toMatchObject({
      kind: 'hybrid',
      name: 'archive',
      state: null,
      ping: 'ConnectionLost',
      platformType: 'Windows',
      role: 'AmazonEC2RunCommandRoleForManagedInstances',
      activationId: '5743558d-563b-4457-8682-d16c3EXAMPLE',
      registeredAt: 1_569_364_211_350,
    });
  });

  it('of IAM’s policy simulator are read, with one result, several and none', async () => {
    const result = (action: string, decision: string, more = '') =>
      `<member><MatchedStatements/><MissingContextValues/>${more}<EvalResourceName>*</EvalResourceName>` +
      `<EvalDecision>${decision}</EvalDecision><EvalActionName>${action}</EvalActionName></member>`;
    const whole = (results: string) =>
      '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>' +
      `<IsTruncated>false</IsTruncated><EvaluationResults>${results}</EvaluationResults></SimulatePrincipalPolicyResult>` +
      '<ResponseMetadata><RequestId>004d7059-4c14-11e5-b121-bd8c7EXAMPLE</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>';
    const ask = async (body: string) => {
      answers.set('SimulatePrincipalPolicy', [{ status: 200, body }]);
      const clients = await new AwsAccess(process.env, '0.0.0-test').open();
      return simulate(clients, { source: 'arn:x', actions: ['a:B'], resources: ['*'], context: {} });
    };
    const organization =
      '<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>';
    expect(await ask(whole(result('a:B', 'allowed')))).toMatchObject([
      { action: 'a:B', decision: 'allowed' },
    ]);
    expect(
      await ask(whole(result('a:B', 'explicitDeny', organization) + result('a:C', 'implicitDeny'))),
    ).toMatchObject([
      { decision: 'explicitDeny', byOrganization: false, byBoundary: true },
      { action: 'a:C', byOrganization: true },
    ]);
    expect(await ask(whole(''))).toEqual([]);
  });
});

const DENIED = `User: arn:aws:sts::123456789012:assumed-role/Ops/mia is not authorized to perform: ssm:StartSession on resource: arn:aws:ec2:eu-west-1:123456789012:instance/${ID}`;
const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Answers of StartSession (SSM API reference, “Errors” and “Common Errors”). */
const ofSsm: [string, Answer, Partial<Problem>][] = [
  [
    'a target that is away',
    jsonError('TargetNotConnected', `${ID} is not connected.`),
    { code: 'node.not-connected' },
  ],
  [
    'a type with its namespace',
    jsonError('com.amazonaws.ssm#TargetNotConnected', `${ID} is not connected.`),
    { code: 'node.not-connected' },
  ],
  ['an instance that is unknown', jsonError('InvalidInstanceId', ''), { code: 'node.gone' }],
  [
    'the standard tier',
    jsonError(
      'BadRequestException',
      'Enable advanced-instances tier to use Session Manager with your on-premises instances',
    ),
    { code: 'node.standard-tier' },
  ],
  ['throttling', jsonError('ThrottlingException', 'Rate exceeded'), { code: 'aws.throttled' }],
  [
    'a token that has expired',
    jsonError('ExpiredTokenException', 'The security token included in the request is expired'),
    { code: 'aws.credentials-expired' },
  ],
  [
    'a key that is unknown',
    jsonError('UnrecognizedClientException', 'The security token included in the request is invalid.'),
    { code: 'aws.credentials-refused' },
  ],
  [
    'a wrong signature',
    jsonError('InvalidSignatureException', WRONG_SIGNATURE),
    { code: 'aws.credentials-refused' },
  ],
  [
    'a wrong clock',
    jsonError(
      'InvalidSignatureException',
      'Signature expired: 20261124T091633Z is now earlier than 20261124T092133Z (20261124T092633Z - 5 min.)',
    ),
    { code: 'aws.clock-skew' },
  ],
  [
    'a denial, its message with a capital letter',
    jsonError(
      'AccessDeniedException',
      `${DENIED} because no identity-based policy allows the ssm:StartSession action`,
      400,
      'Message',
    ),
    {
      code: 'aws.access-denied',
      params: expect.objectContaining({ denial: 'implicit', policy: 'identity' }) as Problem['params'],
    },
  ],
  [
    'a denial of the organization, with the policy’s ARN',
    jsonError(
      'AccessDeniedException',
      `${DENIED} with an explicit deny in a service control policy: arn:aws:organizations::987654321098:policy/o-qv5af4abcd/service_control_policy/p-2kgnabcd`,
      400,
      'Message',
    ),
    {
      code: 'aws.access-denied',
      params: expect.objectContaining({
        denial: 'explicit',
        policy: 'service-control',
        policyArn: expect.stringContaining('p-2kgnabcd') as string,
      }) as Problem['params'],
    },
  ],
  [
    'a region that the account has not opted in to',
    jsonError('UnrecognizedClientException', 'The security token included in the request is invalid'),
    { code: 'aws.credentials-refused' },
  ],
  ['an error inside AWS', jsonError('InternalServerError', '', 500), { code: 'aws.failed' }],
];

/** Answers of DescribeInstances (EC2 API reference, “Error codes for the Amazon EC2 API”). */
const ofEc2: [string, Answer, Partial<Problem>][] = [
  [
    'a denial with its reason',
    ec2Error(
      'UnauthorizedOperation',
      'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/mia is not authorized to perform: ec2:DescribeInstances because no permissions boundary allows the ec2:DescribeInstances action',
      403,
    ),
    {
      code: 'aws.access-denied',
      params: expect.objectContaining({
        action: 'ec2:DescribeInstances',
        policy: 'boundary',
      }) as Problem['params'],
    },
  ],
  [
    'a denial without one',
    ec2Error('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403),
    {
      code: 'aws.access-denied',
      params: expect.objectContaining({ denial: 'unknown' }) as Problem['params'],
    },
  ],
  [
    'keys that are unknown',
    ec2Error('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
    { code: 'aws.credentials-refused' },
  ],
  [
    'an account that has not subscribed',
    ec2Error(
      'OptInRequired',
      'You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.',
      401,
    ),
    { code: 'aws.not-opted-in' },
  ],
  ['a request too late', ec2Error('RequestExpired', 'Request has expired.'), { code: 'aws.clock-skew' }],
  ['throttling', ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503), { code: 'aws.throttled' }],
  [
    'an instance that is gone',
    ec2Error('InvalidInstanceID.NotFound', `The instance ID '${ID}' does not exist`),
    { code: 'node.gone' },
  ],
];

/** Answers of STS (STS API reference, “Common Errors”). */
const ofSts: [string, Answer, Partial<Problem>][] = [
  [
    'a token that has expired',
    queryError('ExpiredToken', 'The security token included in the request is expired'),
    { code: 'aws.credentials-expired' },
  ],
  [
    'a wrong signature',
    queryError('SignatureDoesNotMatch', WRONG_SIGNATURE),
    { code: 'aws.credentials-refused' },
  ],
  [
    'a region that is switched off',
    queryError(
      'RegionDisabledException',
      'STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.',
    ),
    { code: 'aws.not-opted-in' },
  ],
  [
    'a key that is unknown',
    queryError('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    { code: 'aws.credentials-refused' },
  ],
];

async function problemOf(what: 'ssm' | 'ec2' | 'sts', answer: Answer): Promise<Problem | null> {
  const clients = await new AwsAccess(process.env, '0.0.0-test').open();
  const calls = {
    ssm: () => {
      answers.set('AmazonSSM.StartSession', [answer]);
      return awsCall(clients, 'ssm:StartSession', () =>
        clients.ssmOnce.send(new StartSessionCommand({ Target: ID })),
      );
    },
    ec2: () => {
      answers.set('DescribeInstances', [answer]);
      clients.ec2.config.maxAttempts = () => Promise.resolve(1);
      return awsCall(clients, 'ec2:DescribeInstances', () =>
        clients.ec2.send(new DescribeInstancesCommand({})),
      );
    },
    sts: () => {
      answers.set('GetCallerIdentity', [answer]);
      return awsCall(clients, 'sts:GetCallerIdentity', () =>
        clients.sts.send(new GetCallerIdentityCommand()),
      );
    },
  };
  return calls[what]().then(() => null, toProblem);
}

describe('documented errors become the right Problem', () => {
  it.each(ofSsm)('of Systems Manager: %s', async (_what, answer, expected) => {
    expect(await problemOf('ssm', answer)).toMatchObject(expected);
  });
  it.each(ofEc2)('of EC2: %s', async (_what, answer, expected) => {
    expect(await problemOf('ec2', answer)).toMatchObject(expected);
  });
  it.each(ofSts)('of STS: %s', async (_what, answer, expected) => {
    expect(await problemOf('sts', answer)).toMatchObject(expected);
  });
});
