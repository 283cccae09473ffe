import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatedNode, Simulator } from '../../simulator/index.js';
import { ROOT } from '../../scripts/paths.js';
import { awsCli } from '../support/aws-cli.js';

/*
 * A second opinion on the simulator: each operation that the app calls is called by the real AWS CLI, which reads the
 * answer by its own model of the service.
 */

const ID = 'i-0123456789abcdef0';
const HYBRID = 'mi-0123456789abcdef0';
const ROLE = 'arn:aws:iam::123456789012:role/ops/admin';
const START_URL = 'https://example.awsapps.com/start';
const WEB_TOKEN = 'web.identity.token';
const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIitbpskKeWmsdOav1wnWz7szrtv0/4wLUC2E4NHwOBq';
const ENCODED = Buffer.from('{"allowed":false,"explicitDeny":true}').toString('base64url');

let simulator: Simulator;
let folder: string;
/** What one call gives for those after it. */
const given: Record<string, string> = {};

beforeAll(async () => {
  simulator = await Simulator.start({
    nodes: [
      simulatedNode({ instanceId: ID, iamRole: 'web', imageName: 'al2023', sshd: keysFor() }),
      simulatedNode({ instanceId: HYBRID }),
    ],
    keyPairs: [{ keyPairName: 'ops', keyType: 'ed25519', fingerprint: 'abc=', publicKey: PUBLIC_KEY }],
    accountAlias: 'example-prod',
    roles: [{ arn: ROLE, webIdentityToken: WEB_TOKEN }],
    assignments: [
      { accountId: '123456789012', accountName: 'Prod', emailAddress: 'a@example.com', roles: ['Admin'] },
    ],
    powerStepMs: 1,
  });
  folder = await mkdtemp(join(tmpdir(), 'sallyport-aws-operations-'));
  const plugin = join(folder, 'session-manager-plugin');
  await writeFile(plugin, '#!/bin/sh\n[ "$1" = --version ] && echo 1.2.764.0\nexit 0\n');
  await chmod(plugin, 0o755);
});

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const keysFor = () => ({
  port: 1,
  hostKeys: [PUBLIC_KEY],
  instanceConnect: { user: 'ec2-user', keysFile: join(tmpdir(), `sallyport-keys-${process.pid}`) },
});

interface OperationCheck {
  readonly args: () => string[];
  /** What of the answer is looked at (JMESPath), and what it has to be. */
  readonly query: string;
  readonly expected: unknown;
  /** Keeps something of it for calls after it. */
  readonly keep?: (value: never) => void;
}

const any = expect.anything() as unknown;
const text = expect.any(String) as unknown;
const check = (
  args: string | (() => string),
  query: string,
  expected: unknown,
  keep?: (value: never) => void,
): OperationCheck => ({
  args: () => (typeof args === 'string' ? args : args()).split(' '),
  query,
  expected,
  ...(keep === undefined ? {} : { keep }),
});

/** In the order in which they are called. */
const checks: Readonly<Record<string, OperationCheck>> = {
  'ssm:DescribeInstanceInformation': check(
    'ssm describe-instance-information',
    'InstanceInformationList[].InstanceId',
    [ID, HYBRID],
  ),
  'ssm:GetConnectionStatus': check(`ssm get-connection-status --target ${ID}`, 'Status', 'connected'),
  'ssm:GetServiceSetting': check(
    'ssm get-service-setting --setting-id /ssm/managed-instance/activation-tier',
    'ServiceSetting.SettingValue',
    'advanced',
  ),
  'ssm:StartSession': check(
    `ssm start-session --target ${ID} --document-name AWS-StartSSHSession --parameters portNumber=22`,
    '@',
    null,
  ),
  'ssm:ResumeSession': check(
    () => `ssm resume-session --session-id ${simulator.sessions.at(-1)?.sessionId ?? ''}`,
    '[SessionId, TokenValue, StreamUrl]',
    [text, text, text],
  ),
  'ssm:TerminateSession': check(
    () => `ssm terminate-session --session-id ${simulator.sessions.at(-1)?.sessionId ?? ''}`,
    'SessionId',
    text,
  ),
  'ec2:DescribeInstances': check(
    'ec2 describe-instances',
    'Reservations[].Instances[].[InstanceId, State.Name]',
    [[ID, 'running']],
  ),
  'ec2:DescribeImages': check('ec2 describe-images', 'Images[].Name', ['al2023']),
  'ec2:DescribeKeyPairs': check('ec2 describe-key-pairs', 'KeyPairs[].KeyFingerprint', ['abc=']),
  'ec2:DescribeRegions': check(
    'ec2 describe-regions --all-regions',
    'Regions[:2].[RegionName, OptInStatus]',
    [
      ['af-south-1', 'not-opted-in'],
      ['ap-east-1', 'not-opted-in'],
    ],
  ),
  'ec2:GetConsoleOutput': check(`ec2 get-console-output --instance-id ${ID}`, 'InstanceId', ID),
  'ec2:RebootInstances': check(`ec2 reboot-instances --instance-ids ${ID}`, '@', null),
  'ec2-instance-connect:SendSSHPublicKey': check(
    `ec2-instance-connect send-ssh-public-key --instance-id ${ID} --instance-os-user ec2-user --ssh-public-key KEY`,
    'Success',
    true,
  ),
  'ec2:StopInstances': check(
    `ec2 stop-instances --instance-ids ${ID}`,
    'StoppingInstances[0].PreviousState.Name',
    'running',
  ),
  'ec2:StartInstances': check(
    `ec2 start-instances --instance-ids ${ID}`,
    'StartingInstances[0].CurrentState.Name',
    text,
  ),
  'sts:GetCallerIdentity': check('sts get-caller-identity', 'Account', '123456789012'),
  'sts:AssumeRole': check(
    `sts assume-role --role-arn ${ROLE} --role-session-name mia --duration-seconds 900`,
    '[AssumedRoleUser.Arn, Credentials.SessionToken]',
    ['arn:aws:sts::123456789012:assumed-role/admin/mia', text],
  ),
  'sts:AssumeRoleWithWebIdentity': check(
    `sts assume-role-with-web-identity --role-arn ${ROLE} --role-session-name mia --web-identity-token ${WEB_TOKEN}`,
    '[AssumedRoleUser.Arn, Credentials.SessionToken]',
    ['arn:aws:sts::123456789012:assumed-role/admin/mia', text],
  ),
  'sts:DecodeAuthorizationMessage': check(
    `sts decode-authorization-message --encoded-message ${ENCODED}`,
    'DecodedMessage',
    '{"allowed":false,"explicitDeny":true}',
  ),
  'kms:GenerateDataKey': check(
    'kms generate-data-key --key-id 1234abcd-12ab-34cd-56ef-1234567890ab --number-of-bytes 64',
    '[Plaintext, CiphertextBlob]',
    [text, text],
  ),
  'iam:GetRole': check('iam get-role --role-name admin', 'Role.[Arn, Path]', [ROLE, '/ops/']),
  'iam:ListAccountAliases': check('iam list-account-aliases', 'AccountAliases', ['example-prod']),
  'iam:GetInstanceProfile': check(
    'iam get-instance-profile --instance-profile-name web',
    'InstanceProfile.Roles[].RoleName',
    ['web'],
  ),
  'iam:SimulatePrincipalPolicy': check(
    'iam simulate-principal-policy --policy-source-arn arn:aws:iam::123456789012:user/demo --action-names ssm:StartSession',
    'EvaluationResults[].[EvalActionName, EvalDecision]',
    [['ssm:StartSession', 'allowed']],
  ),
  'sso-oidc:RegisterClient': check(
    'sso-oidc register-client --client-name test --client-type public',
    '@',
    any,
    ({ clientId, clientSecret }: Record<string, string>) => Object.assign(given, { clientId, clientSecret }),
  ),
  'sso-oidc:StartDeviceAuthorization': check(
    () =>
      `sso-oidc start-device-authorization --client-id=${given.clientId} --client-secret=${given.clientSecret} --start-url ${START_URL}`,
    '@',
    any,
    ({ deviceCode, userCode }: Record<string, string>) => {
      given.deviceCode = deviceCode ?? '';
      simulator.identityCenter.decide(userCode ?? '', 'approved');
    },
  ),
  'sso-oidc:CreateToken': check(
    () =>
      `sso-oidc create-token --client-id=${given.clientId} --client-secret=${given.clientSecret} --grant-type urn:ietf:params:oauth:grant-type:device_code --device-code=${given.deviceCode}`,
    '@',
    any,
    ({ accessToken }: Record<string, string>) => (given.accessToken = accessToken ?? ''),
  ),
  'sso:ListAccounts': check(
    () => `sso list-accounts --access-token=${given.accessToken}`,
    'accountList[].accountName',
    ['Prod'],
  ),
  'sso:ListAccountRoles': check(
    () => `sso list-account-roles --access-token=${given.accessToken} --account-id 123456789012`,
    'roleList[].roleName',
    ['Admin'],
  ),
  'sso:GetRoleCredentials': check(
    () =>
      `sso get-role-credentials --access-token=${given.accessToken} --account-id 123456789012 --role-name Admin`,
    'roleCredentials.sessionToken',
    text,
  ),
};

/** The SDK's own providers call these, for profiles with a role and for those of IAM Identity Center. */
const byProviders = ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sso:GetRoleCredentials'];

/** The AWS CLI's own `sso logout` stands in the way of this operation: it knows no endpoint but AWS's. */
const withoutCommand = ['sso:Logout'];

/** What the app's sources call: commands of the SDK's clients, and requests that are made by hand. */
async function calledOperations(): Promise<Set<string>> {
  const found = new Set(byProviders);
  for (const entry of await readdir(join(ROOT, 'src'), { recursive: true })) {
    if (!entry.endsWith('.ts') || entry.endsWith('.test.ts')) continue;
    const source = await readFile(join(ROOT, 'src', entry), 'utf8');
    const imports = source.matchAll(/import (?:type )?\{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g);
    for (const [, names = '', service = ''] of imports) {
      for (const [, name = ''] of names.matchAll(/\b(\w+)Command\b/g)) found.add(`${service}:${name}`);
    }
    for (const [, name = ''] of source.matchAll(/iamCall\(\s*clients,\s*'(\w+)'/g)) found.add(`iam:${name}`);
    for (const [, name = ''] of source.matchAll(/TrentService\.(\w+)/g)) found.add(`kms:${name}`);
  }
  return found;
}

describe('the operations that the app calls', () => {
  it('are all called by the AWS CLI below', async () => {
    const called = [...(await calledOperations())].sort();
    expect(called).toEqual([...Object.keys(checks), ...withoutCommand].sort());
  });

  it.each(Object.entries(checks))('%s is answered as the AWS CLI wants it', async (operation, each) => {
    const args = each.args().map((word) => (word === 'KEY' ? PUBLIC_KEY : word));
    const output = ['--output', 'json', '--query', each.query];
    const { code, stdout, stderr } = await awsCli(
      simulator.endpointUrl,
      folder,
      [...args, ...output],
      simulator.env,
    );
    expect(stderr.trim(), operation).toBe('');
    expect(code).toBe(0);
    const value: unknown = stdout.trim() === '' ? null : JSON.parse(stdout);
    expect(value).toEqual(each.expected);
    each.keep?.(value as never);
  });
});
