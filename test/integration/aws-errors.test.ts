import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import {
  DescribeInstanceInformationCommand,
  GetConnectionStatusCommand,
  GetServiceSettingCommand,
  ResumeSessionCommand,
  StartSessionCommand,
  TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import { DecodeAuthorizationMessageCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { RebootInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { AwsAccess } from '../../src/aws/access.js';
import { awsCall } from '../../src/aws/call.js';
import type { Clients } from '../../src/aws/clients.js';
import { generateDataKey } from '../../src/aws/data-key.js';
import { accountAlias } from '../../src/aws/iam.js';
import { toProblem, type Problem, type ProblemCode } from '../../src/shared/problem.js';
import { ROOT } from '../../scripts/paths.js';
import { answerForAws, ec2Error, jsonError, queryError, type Answer } from '../support/answering-aws.js';

/*
 * What AWS documents that an operation may fail with, as the SDK's own declarations list it, and the errors that all
 * operations have in common: each is a Problem of its own, and none is taken for a fault of the app.
 */

const answers = answerForAws();

const ID = 'i-1234567890abcdef0';
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

interface Operation {
  /** The SDK's package that declares its errors. */
  readonly service: string;
  /** How a call tells which operation it is. */
  readonly target: string;
  readonly error: (code: string) => Answer;
  readonly call: (clients: Clients) => Promise<unknown>;
}

const json = (code: string) =>
  jsonError(code, code === 'InternalServerError' ? '' : 'Something of AWS’s own');
const ssm = (name: string, call: Operation['call']): [string, Operation] => [
  name,
  { service: 'ssm', target: `AmazonSSM.${name}`, error: json, call },
];
const sts = (name: string, call: Operation['call']): [string, Operation] => [
  name,
  {
    service: 'sts',
    target: name,
    error: (code) => queryError(code.replace(/Exception$/, ''), 'Of AWS’s own'),
    call,
  },
];

/** The operations that the app calls with the SDK's clients, or signs itself, and that have errors of their own. */
const operations = new Map<string, Operation>([
  ssm('DescribeInstanceInformation', (clients) =>
    awsCall(clients, 'ssm:DescribeInstanceInformation', () =>
      clients.ssm.send(new DescribeInstanceInformationCommand({})),
    ),
  ),
  ssm('GetConnectionStatus', (clients) =>
    awsCall(clients, 'ssm:GetConnectionStatus', () =>
      clients.ssm.send(new GetConnectionStatusCommand({ Target: ID })),
    ),
  ),
  ssm('GetServiceSetting', (clients) =>
    awsCall(clients, 'ssm:GetServiceSetting', () =>
      clients.ssm.send(new GetServiceSettingCommand({ SettingId: '/x' })),
    ),
  ),
  ssm('StartSession', (clients) =>
    awsCall(
      clients,
      'ssm:StartSession',
      () => clients.ssmOnce.send(new StartSessionCommand({ Target: ID })),
      'web-1',
    ),
  ),
  ssm('ResumeSession', (clients) =>
    awsCall(clients, 'ssm:ResumeSession', () =>
      clients.ssm.send(new ResumeSessionCommand({ SessionId: 's' })),
    ),
  ),
  ssm('TerminateSession', (clients) =>
    awsCall(clients, 'ssm:TerminateSession', () =>
      clients.ssm.send(new TerminateSessionCommand({ SessionId: 's' })),
    ),
  ),
  sts('GetCallerIdentity', (clients) =>
    awsCall(clients, 'sts:GetCallerIdentity', () => clients.sts.send(new GetCallerIdentityCommand())),
  ),
  sts('DecodeAuthorizationMessage', (clients) =>
    awsCall(clients, 'sts:DecodeAuthorizationMessage', () =>
      clients.sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'x' })),
    ),
  ),
  [
    'SendSSHPublicKey',
    {
      service: 'ec2-instance-connect',
      target: 'AWSEC2InstanceConnectService.SendSSHPublicKey',
      error: json,
      call: (clients) =>
        awsCall(clients, 'ec2-instance-connect:SendSSHPublicKey', () =>
          clients.instanceConnect.send(
            new SendSSHPublicKeyCommand({ InstanceId: ID, InstanceOSUser: 'a', SSHPublicKey: 'k' }),
          ),
        ),
    },
  ],
  [
    'GenerateDataKey',
    {
      service: 'kms',
      target: 'TrentService.GenerateDataKey',
      error: json,
      call: (clients) => generateDataKey(clients, KEY, {}),
    },
  ],
]);

/** What the person is told of each. */
const expected: Readonly<Record<string, ProblemCode>> = {
  AuthException: 'aws.access-denied',
  DependencyTimeoutException: 'aws.failed',
  DisabledException: 'session.key-unusable',
  DoesNotExistException: 'aws.refused',
  // Nobody asks for a dry run here.
  DryRunOperationException: 'aws.refused',
  // `pushKey` has words for these.
  EC2InstanceNotFoundException: 'aws.refused',
  EC2InstanceStateInvalidException: 'aws.refused',
  EC2InstanceTypeInvalidException: 'aws.refused',
  EC2InstanceUnavailableException: 'aws.refused',
  InternalServerError: 'aws.failed',
  InvalidArgsException: 'aws.refused',
  InvalidAuthorizationMessageException: 'aws.refused',
  InvalidDocument: 'session.refused',
  InvalidFilterKey: 'aws.refused',
  InvalidGrantTokenException: 'session.key-unusable',
  InvalidInstanceId: 'node.gone',
  InvalidInstanceInformationFilterValue: 'aws.refused',
  InvalidKeyUsageException: 'session.key-unusable',
  InvalidNextToken: 'aws.failed',
  KMSInternalException: 'aws.failed',
  KMSInvalidStateException: 'session.key-unusable',
  KeyUnavailableException: 'session.key-unusable',
  NotFoundException: 'session.key-unusable',
  ServiceException: 'aws.failed',
  ServiceSettingNotFound: 'aws.refused',
  TargetNotConnected: 'node.not-connected',
  ThrottlingException: 'aws.throttled',
};

/** The errors of an operation that its own documentation lists. */
async function documented(name: string, { service }: Operation): Promise<string[]> {
  const file = join(ROOT, `node_modules/@aws-sdk/client-${service}/dist-types/commands/${name}Command.d.ts`);
  const found = (await readFile(file, 'utf8')).matchAll(/@throws \{@link (\w+)\}/g);
  return [...found].flatMap(([, error = '']) =>
    error.endsWith('ServiceException') && error !== 'ServiceException' ? [] : [error],
  );
}

async function problemOf({ target, call }: Operation, answer: Answer): Promise<Problem | null> {
  const clients = await new AwsAccess(process.env, '0.0.0-test').open();
  for (const { config } of [clients.ssm, clients.ec2, clients.instanceConnect, clients.sts])
    config.maxAttempts = () => Promise.resolve(1);
  answers.set(target, [answer]);
  return call(clients).then(() => null, toProblem);
}

describe('what is documented of an operation', () => {
  it.each([...operations])('%s: each error has words', async (name, operation) => {
    const told: Record<string, string | undefined> = {};
    const errors = await documented(name, operation);
    for (const error of errors) told[error] = (await problemOf(operation, operation.error(error)))?.code;
    expect(told).toEqual(Object.fromEntries(errors.map((error) => [error, expected[error]])));
  });
});

/** “Common errors” of the API references, by the protocols’ own names. */
const common: [string, number, ProblemCode][] = [
  ['AccessDeniedException', 400, 'aws.access-denied'],
  ['ExpiredTokenException', 403, 'aws.credentials-expired'],
  ['IncompleteSignature', 403, 'aws.credentials-refused'],
  ['InternalFailure', 500, 'aws.failed'],
  ['MalformedHttpRequestException', 400, 'aws.refused'],
  ['NotAuthorized', 401, 'aws.credentials-refused'],
  ['OptInRequired', 403, 'aws.not-opted-in'],
  ['RequestExpired', 400, 'aws.clock-skew'],
  ['RequestTimeoutException', 408, 'aws.failed'],
  ['ServiceUnavailable', 503, 'aws.failed'],
  ['ThrottlingException', 400, 'aws.throttled'],
  ['UnrecognizedClientException', 403, 'aws.credentials-refused'],
  ['UnknownOperationException', 404, 'aws.refused'],
  ['Blocked', 403, 'aws.refused'],
];

describe('what any operation may fail with', () => {
  const start = operations.get('StartSession')!;
  const reboot: Operation = {
    ...start,
    target: 'RebootInstances',
    call: (clients) =>
      awsCall(clients, 'ec2:RebootInstances', () =>
        clients.ec2.send(new RebootInstancesCommand({ InstanceIds: [ID] })),
      ),
  };
  const alias: Operation = { ...start, target: 'ListAccountAliases', call: accountAlias };

  it.each(common)('%s (%i) of JSON, of EC2 and of queries is %s', async (name, status, code) => {
    expect((await problemOf(start, jsonError(name, 'x', status)))?.code).toBe(code);
    expect((await problemOf(reboot, ec2Error(name, 'x', status)))?.code).toBe(code);
    expect((await problemOf(alias, queryError(name, 'x', status)))?.code).toBe(code);
  });

  it('is no fault of the app where AWS, or what answers in its place, says nothing that can be read', async () => {
    const html = { 'content-type': 'text/html' };
    const page = (status: number) => ({ status, body: '<html>Sign in to the network</html>', headers: html });
    for (const status of [200, 302, 502, 503])
      for (const operation of [start, reboot, alias, operations.get('GenerateDataKey')!]) {
        // EC2 has nothing to say of a reboot, so that the SDK reads nothing.
        if (status === 200 && operation === reboot) continue;
        const why = await problemOf(operation, page(status));
        expect(why?.code, `${operation.target} ${status}`).toBe('aws.failed');
      }
  });

  it('names the error and its action, and has AWS’s own words', async () => {
    expect(
      await problemOf(start, jsonError('Blocked', 'Your account is currently blocked.', 403)),
    ).toMatchObject({
      code: 'aws.refused',
      params: { action: 'ssm:StartSession', error: 'Blocked', node: 'web-1' },
      details: 'Your account is currently blocked.',
    });
  });
});
