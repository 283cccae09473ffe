import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  GetConsoleOutputCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import {
  DescribeInstanceInformationCommand,
  GetConnectionStatusCommand,
  GetServiceSettingCommand,
} from '@aws-sdk/client-ssm';
import { DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { allowStatements, extras, type AllowInput, type AllowSid } from '../../src/iam/allow.js';
import { denyStatements } from '../../src/iam/deny.js';
import { policyOf, type Statement } from '../../src/iam/policy.js';
import { AwsAccess } from '../../src/aws/access.js';
import { accountAlias, profileRoleArn, roleArn, simulate } from '../../src/aws/iam.js';
import { awsCall } from '../../src/aws/call.js';
import { Sessions } from '../../src/aws/sessions.js';
import type { SessionTicket } from '../../src/shared/contract/index.js';
import { toProblem, type Problem } from '../../src/shared/problem.js';
import { stubAwsEnvironment } from '../support/aws-environment.js';

/*
 * The policies that the app writes, in force: with all of a policy everything works, and each statement is needed,
 * since without it some feature meets the Problem that names what is missing.
 */

const NODE = { id: 'i-0123456789abcdef0', label: 'web-1' };
const OTHER = { id: 'i-0123456789abcdef1', label: 'web-2' };
const HYBRID = { id: 'mi-0123456789abcdef0', label: 'warehouse' };
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIitbpskKeWmsdOav1wnWz7szrtv0/4wLUC2E4NHwOBq';

let simulator: Simulator;

beforeAll(async () => {
  const tags = { Env: 'prod' };
  simulator = await Simulator.start({
    nodes: [
      simulatedNode({ instanceId: NODE.id, tags, iamRole: 'web' }),
      simulatedNode({ instanceId: OTHER.id, tags: { Env: 'dev' } }),
      simulatedNode({ instanceId: HYBRID.id, tags }),
    ],
  });
  stubAwsEnvironment(simulator.env);
  simulator.faults.requireSignedWebSocket = true;
});

afterEach(() => simulator.iam.attach(undefined));
afterAll(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});

const roleOf = (name: string): string => `arn:aws:iam::${simulator.accountId}:role/${name}`;
const ENCODED = Buffer.from('{"allowed":false}').toString('base64url');
const kmsKey = (): string => `arn:aws:kms:${simulator.region}:${simulator.accountId}:key/${KMS_KEY_ID}`;
const KMS_KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

function input(scope: AllowInput['scope'], caller: AllowInput['caller'] = 'iam-user'): AllowInput {
  return {
    place: { partition: 'aws', accountId: simulator.accountId, region: simulator.region },
    scope,
    caller,
    extras: new Set(extras),
    osUser: 'ec2-user',
    kmsKeyArn: kmsKey(),
  };
}

const attach = (statements: readonly Statement[]): void =>
  simulator.iam.attach([structuredClone(policyOf(statements)) as never]);

/** What the app does with a node, each by itself; `null` when it went well, else what the person is told. */
type Outcome = Partial<Record<AllowSid, Problem | null>>;

async function useEverything(node: { readonly id: string; readonly label: string }): Promise<Outcome> {
  const access = new AwsAccess(process.env, '0.0.0-test');
  const clients = await access.open();
  const sessions = new Sessions(access, SILENT, []);
  const { ec2, ssm } = clients;
  const instance = node.id.startsWith('i-');
  const outcome: Outcome = {};
  const attempt = async <T>(
    sid: AllowSid,
    action: Parameters<typeof awsCall>[1],
    work: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      const result = await awsCall(clients, action, work, node.label);
      outcome[sid] = null;
      return result;
    } catch (error) {
      outcome[sid] = toProblem(error);
      return undefined;
    }
  };
  const ticket = await attempt('StartSessionsOnNodes', 'ssm:StartSession', () =>
    sessions.start('c1', { ...node, sourceId: '@' }, 22),
  );
  // One call asks for the node and for the document: the resource in the denial tells which statement is missing.
  const started = outcome.StartSessionsOnNodes;
  if (String(started?.params.resource).includes(':document/')) outcome.UseSshDocument = started ?? null;
  else outcome.UseSshDocument = null;
  if (outcome.UseSshDocument !== null) outcome.StartSessionsOnNodes = null;
  // A shell asks for another document of the same node: where only that is missing, the Problem names it.
  await attempt('UseShellDocument', 'ssm:StartSession', async () => {
    const shell = await sessions.start('c2', { ...node, sourceId: '@' }, null);
    await sessions.terminate('c2', shell.sessionId);
  });
  if (ticket !== undefined) {
    const status = await dial(ticket);
    outcome.OpenOwnDataChannels = status === 101 ? null : toProblem(new Error(`HTTP ${status}`));
    await attempt('EncryptSessions', 'kms:GenerateDataKey', () =>
      sessions.dataKey('c1', ticket.sessionId, kmsKey(), {}),
    );
    await attempt('EndAndResumeOwnSessions', 'ssm:ResumeSession', () =>
      sessions.resume('c1', ticket.sessionId),
    );
    if (outcome.EndAndResumeOwnSessions === null)
      await attempt('EndAndResumeOwnSessions', 'ssm:TerminateSession', () =>
        sessions.terminate('c1', ticket.sessionId),
      );
  }
  const InstanceId = node.id;
  await attempt('ListNodes', 'ec2:DescribeInstances', async () => {
    await ec2.send(new DescribeInstancesCommand({}));
    await ssm.send(new DescribeInstanceInformationCommand({}));
  });
  await attempt('AskConnectionStatus', 'ssm:GetConnectionStatus', () =>
    ssm.send(new GetConnectionStatusCommand({ Target: InstanceId })),
  );
  if (!instance) {
    const SettingId = '/ssm/managed-instance/activation-tier';
    await attempt('AskHybridTier', 'ssm:GetServiceSetting', () =>
      ssm.send(new GetServiceSettingCommand({ SettingId })),
    );
  }
  await attempt('CheckPermissions', 'iam:SimulatePrincipalPolicy', () =>
    simulate(clients, {
      source: roleOf('web'),
      actions: ['ssm:StartSession'],
      resources: ['*'],
      context: {},
    }),
  );
  await attempt('FindRoles', 'iam:GetRole', () => roleArn(clients, 'web'));
  if (instance)
    await attempt('FindInstanceRoles', 'iam:GetInstanceProfile', () => profileRoleArn(clients, 'web'));
  await attempt('DecodeDenials', 'sts:DecodeAuthorizationMessage', () =>
    clients.sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: ENCODED })),
  );
  await attempt('CompareKeyPairs', 'ec2:DescribeKeyPairs', () => ec2.send(new DescribeKeyPairsCommand({})));
  await attempt('NameImages', 'ec2:DescribeImages', () => ec2.send(new DescribeImagesCommand({})));
  await attempt('ListRegions', 'ec2:DescribeRegions', () => ec2.send(new DescribeRegionsCommand({})));
  await attempt('NameAccount', 'iam:ListAccountAliases', () => accountAlias(clients));
  if (instance) {
    await attempt('ReadHostKeysFromConsole', 'ec2:GetConsoleOutput', () =>
      ec2.send(new GetConsoleOutputCommand({ InstanceId })),
    );
    const input = { InstanceIds: [InstanceId], DryRun: true };
    await attempt('StartStopReboot', 'ec2:StartInstances', async () => {
      await dryRun(ec2.send(new StartInstancesCommand(input)));
      await dryRun(ec2.send(new StopInstancesCommand(input)));
      await dryRun(ec2.send(new RebootInstancesCommand(input)));
    });
    await attempt('PushOneMinuteKeys', 'ec2:SendSSHPublicKey', () =>
      new EC2InstanceConnectClient({}).send(
        new SendSSHPublicKeyCommand({ InstanceId, InstanceOSUser: 'ec2-user', SSHPublicKey: PUBLIC_KEY }),
      ),
    );
  }
  return outcome;
}

/** A dry run that would have done it is answered by an error of its own. */
const dryRun = (call: Promise<unknown>): Promise<unknown> =>
  call.catch((error: unknown) => {
    if ((error as Error).name !== 'DryRunOperation') throw error;
  });

/** The HTTP status that the gateway answers the WebSocket request of a session with. */
function dial(ticket: SessionTicket): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(ticket.streamUrl, { headers: ticket.headers });
    socket.once('upgrade', () => resolve(101));
    socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
    socket.once('open', () => socket.terminate());
    socket.once('error', reject);
  });
}

const failed = (outcome: Outcome): string[] =>
  Object.entries(outcome).flatMap(([sid, problem]) => (problem === null ? [] : [sid]));

/** What can be tried on a node: only a hybrid one has a tier to ask for. */
const tried = (statements: ReturnType<typeof allowStatements>, node: typeof NODE) =>
  statements.filter(({ Sid }) => Sid !== 'AskHybridTier' || node.id.startsWith('mi-'));

const cases: [string, AllowInput['scope'], AllowInput['caller'], typeof NODE][] = [
  ['an instance by its id', { kind: 'nodes', ids: [NODE.id] }, 'iam-user', NODE],
  ['a hybrid node by its id', { kind: 'nodes', ids: [HYBRID.id] }, 'iam-user', HYBRID],
  ['nodes by a tag', { kind: 'tag', key: 'Env', value: 'prod' }, 'federated', NODE],
  ['all nodes', { kind: 'all' }, 'federated', NODE],
];

describe.each(cases)('the policy that allows %s', (_name, scope, caller, node) => {
  it('is all that is needed', async () => {
    attach(allowStatements(input(scope, caller)));
    const outcome = await useEverything(node);
    expect(failed(outcome)).toEqual([]);
  });

  it('needs each of its statements, and the Problem names what is missing', async () => {
    const statements = allowStatements(input(scope, caller));
    for (const { Sid, Action } of tried(statements, node)) {
      attach(statements.filter((statement) => statement.Sid !== Sid));
      const outcome = await useEverything(node);
      expect(failed(outcome), `without ${Sid}`).toContain(Sid);
      const why = outcome[Sid];
      if (Sid === 'OpenOwnDataChannels') continue;
      expect(why, `without ${Sid}`).toMatchObject({ code: 'aws.access-denied' });
      expect(Action, `without ${Sid}`).toContain(why?.params.action);
    }
  });
});

describe('the policy that allows', () => {
  it('one node or tag opens no other node', async () => {
    for (const [, scope] of [cases[0], cases[2]].flatMap((each) => (each ? [each] : []))) {
      attach(allowStatements(input(scope)));
      const outcome = await useEverything(OTHER);
      expect(outcome.StartSessionsOnNodes).toMatchObject({
        code: 'aws.access-denied',
        params: { action: 'ssm:StartSession', denial: 'implicit' },
      });
    }
  });
});

describe('the policy that denies SSH', () => {
  it('wins over all that allows it, and the Problem tells an explicit denial', async () => {
    attach([...allowStatements(input({ kind: 'all' })), ...denyStatements('aws')]);
    const outcome = await useEverything(NODE);
    expect(outcome.UseSshDocument).toMatchObject({
      code: 'aws.access-denied',
      params: { action: 'ssm:StartSession', denial: 'explicit', policy: 'identity' },
    });
  });
});
