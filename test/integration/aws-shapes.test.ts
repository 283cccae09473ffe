import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { StartSessionCommand } from '@aws-sdk/client-ssm';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsAccess } from '../../src/aws/access.js';
import { awsCall } from '../../src/aws/call.js';
import { Fleet } from '../../src/aws/fleet.js';
import { simulate } from '../../src/aws/iam.js';
import { toProblem, type Problem } from '../../src/shared/problem.js';
import { ROOT } from '../../scripts/paths.js';
import { stubAwsEnvironment } from '../support/aws-environment.js';

/*
 * AWS's answers as they are documented, byte for byte, from a server that knows nothing else: what the app makes of
 * them cannot lean on the simulator.
 */

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const ID = 'i-1234567890abcdef0';
const XML = { 'content-type': 'text/xml;charset=UTF-8' };
const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

let server: Server;
/** What is answered to each action; several are answered one after the other, the last one again and again. */
const answers = new Map<string, Answer[]>();

beforeAll(async () => {
  server = createServer((request, response) => {
    void actionOf(request).then((action) => {
      const queue = answers.get(action) ?? [];
      const answer = queue.length > 1 ? queue.shift() : queue[0];
      const headers = action.includes('.') || action === '' ? JSON_1_1 : XML;
      response.writeHead(answer?.status ?? 500, { ...headers, ...answer?.headers });
      response.end(answer?.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  answers.clear();
  stubAwsEnvironment({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_REGION: 'eu-west-1',
  });
});

/** `AmazonSSM.StartSession` of a JSON call, `DescribeInstances` of a query. */
async function actionOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString('utf8');
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target : (new URLSearchParams(body).get('Action') ?? '');
}

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

const json = (type: string, message: string, status = 400, key = 'message'): Answer => ({
  status,
  body: JSON.stringify({ __type: type, [key]: message }),
});
const ec2 = (code: string, message: string, status = 400): Answer => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>`,
});
const query = (code: string, message: string, status = 403): Answer => ({
  status,
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    <Type>Sender</Type>\n    <Code>${code}</Code>\n    <Message>${message}</Message>\n  </Error>\n  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>\n</ErrorResponse>`,
});

const DENIED = `User: arn:aws:sts::123456789012:assumed-role/Ops/mia is not authorized to perform: ssm:StartSession on resource: arn:aws:ec2:eu-west-1:123456789012:instance/${ID}`;
const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Answers of StartSession (SSM API reference, “Errors” and “Common Errors”). */
const ofSsm: [string, Answer, Partial<Problem>][] = [
  [
    'a target that is away',
    json('TargetNotConnected', `${ID} is not connected.`),
    { code: 'node.not-connected' },
  ],
  [
    'a type with its namespace',
    json('com.amazonaws.ssm#TargetNotConnected', `${ID} is not connected.`),
    { code: 'node.not-connected' },
  ],
  ['an instance that is unknown', json('InvalidInstanceId', ''), { code: 'node.gone' }],
  [
    'the standard tier',
    json(
      'BadRequestException',
      'Enable advanced-instances tier to use Session Manager with your on-premises instances',
    ),
    { code: 'node.standard-tier' },
  ],
  ['throttling', json('ThrottlingException', 'Rate exceeded'), { code: 'aws.throttled' }],
  [
    'a token that has expired',
    json('ExpiredTokenException', 'The security token included in the request is expired'),
    { code: 'aws.credentials-expired' },
  ],
  [
    'a key that is unknown',
    json('UnrecognizedClientException', 'The security token included in the request is invalid.'),
    { code: 'aws.credentials-refused' },
  ],
  [
    'a wrong signature',
    json('InvalidSignatureException', WRONG_SIGNATURE),
    { code: 'aws.credentials-refused' },
  ],
  [
    'a wrong clock',
    json(
      'InvalidSignatureException',
      'Signature expired: 20261124T091633Z is now earlier than 20261124T092133Z (20261124T092633Z - 5 min.)',
    ),
    { code: 'aws.clock-skew' },
  ],
  [
    'a denial, its message with a capital letter',
    json(
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
    json(
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
    json('UnrecognizedClientException', 'The security token included in the request is invalid'),
    { code: 'aws.credentials-refused' },
  ],
  ['an error inside AWS', json('InternalServerError', '', 500), { code: 'unexpected' }],
];

/** Answers of DescribeInstances (EC2 API reference, “Error codes for the Amazon EC2 API”). */
const ofEc2: [string, Answer, Partial<Problem>][] = [
  [
    'a denial with its reason',
    ec2(
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
    ec2('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403),
    {
      code: 'aws.access-denied',
      params: expect.objectContaining({ denial: 'unknown' }) as Problem['params'],
    },
  ],
  [
    'keys that are unknown',
    ec2('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
    { code: 'aws.credentials-refused' },
  ],
  [
    'an account that has not subscribed',
    ec2(
      'OptInRequired',
      'You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.',
      401,
    ),
    { code: 'aws.not-opted-in' },
  ],
  ['a request too late', ec2('RequestExpired', 'Request has expired.'), { code: 'aws.clock-skew' }],
  ['throttling', ec2('RequestLimitExceeded', 'Request limit exceeded.', 503), { code: 'aws.throttled' }],
  [
    'an instance that is gone',
    ec2('InvalidInstanceID.NotFound', `The instance ID '${ID}' does not exist`),
    { code: 'node.gone' },
  ],
];

/** Answers of STS (STS API reference, “Common Errors”). */
const ofSts: [string, Answer, Partial<Problem>][] = [
  [
    'a token that has expired',
    query('ExpiredToken', 'The security token included in the request is expired'),
    { code: 'aws.credentials-expired' },
  ],
  ['a wrong signature', query('SignatureDoesNotMatch', WRONG_SIGNATURE), { code: 'aws.credentials-refused' }],
  [
    'a region that is switched off',
    query(
      'RegionDisabledException',
      'STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.',
    ),
    { code: 'aws.not-opted-in' },
  ],
  [
    'a key that is unknown',
    query('InvalidClientTokenId', 'The security token included in the request is invalid.'),
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
