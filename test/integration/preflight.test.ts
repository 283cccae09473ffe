import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetConsoleOutputCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  Simulator,
  simulatedNode,
  type SimulatedNode,
  type SimulatorOptions,
} from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { awsCall } from '../../src/aws/call.js';
import { Fleet } from '../../src/aws/fleet.js';
import { ENVIRONMENT, sourceIdOf } from '../../src/aws/source.js';
import { preflightHandlers } from '../../src/main/preflight/calls.js';
import type { Check, CheckId } from '../../src/shared/contract/index.js';
import { toProblem } from '../../src/shared/problem.js';
import { stubAwsEnvironment } from '../support/aws-environment.js';

const ID = 'i-0123456789abcdef0';
const HYBRID = 'mi-0123456789abcdef0';

const closers: (() => Promise<unknown>)[] = [];

beforeEach(() => stubAwsEnvironment());

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(given: Partial<SimulatedNode>, options: Partial<SimulatorOptions> = {}) {
  const node = simulatedNode({ instanceId: ID, iamRole: 'web', isLatestVersion: true, ...given });
  const simulator = await Simulator.start({ nodes: [node], ...options });
  closers.push(() => simulator.close());
  for (const [name, value] of Object.entries(simulator.env)) vi.stubEnv(name, value);
  const access = new AwsAccess(process.env, '0.0.0-test');
  const fleet = new Fleet(access, { page: () => undefined, sources: () => undefined }, { env: process.env });
  await fleet.refresh();
  const handlers = preflightHandlers({ fleet, access });
  const run = async (): Promise<Check[]> =>
    (await handlers['preflight.run']({ nodeId: node.instanceId }, undefined)).checks;
  return { simulator, fleet, node, run };
}

const verdicts = (checks: readonly Check[]): Partial<Record<CheckId, string>> =>
  Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
const firstFailure = (checks: readonly Check[]): string | undefined =>
  checks.find(({ verdict }) => verdict === 'fail')?.problem?.code;

describe('the checks before a connection', () => {
  it('pass for an instance that can be reached, in their order, and start no session', async () => {
    const { simulator, run } = await setUp({});
    const checks = await run();
    expect(checks.map(({ id }) => id)).toEqual([
      'state',
      'managed',
      'ping',
      'connection',
      'agent',
      'role',
      'permission',
      'clock',
      'ssm-endpoint',
      'ec2-endpoint',
      'gateway',
    ]);
    expect(new Set(checks.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
    expect(simulator.sessions).toEqual([]);
  });

  it('ask AWS nothing about an instance that is stopped', async () => {
    const { simulator, run } = await setUp({ state: 'stopped', pingStatus: 'ConnectionLost' });
    const before = simulator.calls.length;
    const checks = await run();
    expect(verdicts(checks)).toEqual({ state: 'fail' });
    expect(firstFailure(checks)).toBe('node.stopped');
    expect(simulator.calls).toHaveLength(before);
  });

  it.each([
    ['is not registered and has no role', { managed: false, iamRole: '' }, 'node.not-managed', 'warn'],
    ['is not registered and has one', { managed: false }, 'node.not-managed', 'pass'],
  ] as const)('tell of an instance that %s', async (_what, node, code, role) => {
    const { run } = await setUp(node);
    const checks = await run();
    expect(firstFailure(checks)).toBe(code);
    expect(verdicts(checks).role).toBe(role);
  });

  it('leave open whether a node is managed that SSM may not be asked about, and ask whether its agent listens', async () => {
    const { simulator, fleet, run } = await setUp({});
    simulator.faults.denyAction('ssm:DescribeInstanceInformation');
    await fleet.choose([]);
    await fleet.choose([{ id: sourceIdOf(ENVIRONMENT), isOn: true }]);
    const checks = await run();
    expect(firstFailure(checks)).toBeUndefined();
    expect(verdicts(checks)).toMatchObject({ state: 'pass', managed: 'unknown', connection: 'pass' });
  });

  it.each([
    ['agent', { agentVersion: '2.3.612.0' }, 'node.agent-too-old'],
    ['ping', { pingStatus: 'ConnectionLost' }, 'node.offline'],
  ] as const)('tell by %s that a node cannot be reached', async (id, node, code) => {
    const { run } = await setUp(node);
    const checks = await run();
    expect(verdicts(checks)[id]).toBe('fail');
    expect(firstFailure(checks)).toBe(code);
  });

  it('tell that hybrid nodes need the advanced tier', async () => {
    const standard = await setUp({ instanceId: HYBRID }, { activationTier: 'standard' });
    expect(firstFailure(await standard.run())).toBe('node.standard-tier');
    const advanced = await setUp({ instanceId: HYBRID });
    expect(verdicts(await advanced.run()).tier).toBe('pass');
  });

  it('tell that the agent has gone since the list was made', async () => {
    const { node, run } = await setUp({});
    expect(verdicts(await run()).connection).toBe('pass');
    node.pingStatus = 'ConnectionLost';
    const checks = await run();
    expect(verdicts(checks).connection).toBe('fail');
    expect(firstFailure(checks)).toBe('node.not-connected');
  });

  it('take a node whose state EC2 does not say, as who may not ask it, for no stopped one', async () => {
    const { simulator, fleet, run } = await setUp({});
    simulator.faults.denyAction('ec2:DescribeInstances');
    await fleet.choose([]);
    await fleet.choose([{ id: sourceIdOf(ENVIRONMENT), isOn: true }]);
    const checks = await run();
    expect(verdicts(checks)).toMatchObject({ state: 'unknown', managed: 'pass', connection: 'pass' });
    expect(firstFailure(checks)).toBeUndefined();
  });

  it.each([
    ['never heard from', { managed: false }, { state: 'warn' }],
    ['silent since it was stopped', { pingStatus: 'ConnectionLost' }, { state: 'warn' }],
  ] as const)('wait for an instance that is starting and %s', async (_what, node, expected) => {
    const { run } = await setUp({ state: 'pending', ...node });
    const checks = await run();
    expect(verdicts(checks)).toEqual(expected);
    expect(checks[0]?.problem?.code).toBe('node.starting');
  });

  it.each([
    [
      'a silent agent before its age',
      ID,
      { pingStatus: 'ConnectionLost', agentVersion: '2.3.612.0' },
      'node.offline',
    ],
    [
      'an instance that is off before its agent’s age',
      ID,
      { state: 'stopped', agentVersion: '2.3.612.0' },
      'node.stopped',
    ],
    [
      'an agent without a channel and too old by its age, which the list tells',
      ID,
      { agentDown: true, agentVersion: '2.3.612.0' },
      'node.agent-too-old',
    ],
    ['a hybrid node without a channel by its tier', HYBRID, { agentDown: true }, 'node.standard-tier'],
    [
      'a hybrid node that is silent by that, whatever its tier',
      HYBRID,
      { pingStatus: 'ConnectionLost' },
      'node.offline',
    ],
  ] as const)('of two failures tell the one that helps: %s', async (_what, instanceId, node, code) => {
    const { run } = await setUp({ instanceId, ...node }, { activationTier: 'standard' });
    expect(firstFailure(await run())).toBe(code);
  });

  it('tell a missing channel before a missing permission, and that before an endpoint out of reach', async () => {
    const { simulator, node, run } = await setUp({ agentDown: true });
    simulator.iam.attach([
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['iam:*', 'ssm:Get*'], Resource: '*' }],
      },
    ]);
    vi.stubEnv('AWS_ENDPOINT_URL_SSMMESSAGES', 'http://127.0.0.1:9');
    const failures = (checks: readonly Check[]) =>
      checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    expect(failures(await run())).toEqual(['connection', 'permission', 'gateway']);
    node.agentDown = false;
    const checks = await run();
    expect(failures(checks)).toEqual(['permission', 'gateway']);
    expect(firstFailure(checks)).toBe('aws.access-denied');
  });

  it('do not take a missing permission for an obstacle, but say so', async () => {
    const { simulator, run } = await setUp({});
    simulator.faults.denyAction('ssm:GetConnectionStatus');
    const connection = (await run()).find(({ id }) => id === 'connection');
    expect(connection).toMatchObject({ verdict: 'unknown', problem: { code: 'aws.access-denied' } });
  });

  it('notice a clock that is far off', async () => {
    const { simulator, run } = await setUp({});
    simulator.faults.clockSkewMs = 30 * 60_000;
    const clock = (await run()).find(({ id }) => id === 'clock');
    expect(clock).toMatchObject({ verdict: 'warn', params: { minutes: 30 } });
  });

  it('say what an older agent cannot do yet', async () => {
    const { run } = await setUp({ agentVersion: '3.0.500.0', isLatestVersion: false });
    expect((await run()).find(({ id }) => id === 'agent')).toMatchObject({
      verdict: 'warn',
      params: { version: '3.0.500.0', lacks: 'hold remote-host' },
    });
  });

  it.each([
    ['AWS_ENDPOINT_URL_SSMMESSAGES', 'gateway'],
    ['AWS_ENDPOINT_URL_EC2', 'ec2-endpoint'],
    ['AWS_ENDPOINT_URL_SSM', 'ssm-endpoint'],
  ])('notice by its own address that the host of %s cannot be reached', async (variable, id) => {
    const { run } = await setUp({});
    // Nothing listens on port 9 here.
    vi.stubEnv(variable, 'http://127.0.0.1:9');
    expect((await run()).find((check) => check.id === id)).toMatchObject({
      verdict: 'fail',
      params: { host: '127.0.0.1:9' },
      problem: { code: 'aws.unreachable', params: { stage: 'refused' } },
    });
  });

  it('tell a name that is not found, a certificate that is not trusted, and a proxy from each other', async () => {
    const { run } = await setUp({});
    const gateway = async () => (await run()).find(({ id }) => id === 'gateway')?.problem;
    vi.stubEnv('AWS_ENDPOINT_URL_SSMMESSAGES', 'https://no-such-host.invalid');
    expect(await gateway()).toMatchObject({ code: 'aws.unreachable', params: { stage: 'name' } });
    const server = createServer(selfSigned(), (_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('AWS_ENDPOINT_URL_SSMMESSAGES', `https://127.0.0.1:${port}`);
    expect(await gateway()).toMatchObject({ code: 'aws.unreachable', params: { stage: 'certificate' } });
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_ENDPOINT_URL_SSMMESSAGES', 'https://ssmmessages.eu-central-1.amazonaws.com');
    expect(await gateway()).toMatchObject({ code: 'aws.proxy' });
  });
});

describe('the check of what one may do', () => {
  const allow = (...statements: object[]) => [{ Version: '2012-10-17', Statement: statements }] as never;
  const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
  const permission = async (run: () => Promise<Check[]>) =>
    (await run()).find(({ id }) => id === 'permission');

  it('passes where IAM says that a session would be allowed, and starts none', async () => {
    const { simulator, run } = await setUp({});
    simulator.iam.attach(allow(ALL));
    expect(await permission(run)).toMatchObject({ verdict: 'pass', problem: null });
    expect(simulator.calls.some(({ action }) => action === 'StartSession')).toBe(false);
  });

  it('names what no policy allows, with the policy to hand on', async () => {
    const { simulator, run } = await setUp({});
    simulator.iam.attach(allow({ ...ALL, Action: ['ec2:*', 'iam:*', 'ssm:Get*', 'ssm:Describe*'] }));
    const check = await permission(run);
    expect(check).toMatchObject({
      verdict: 'fail',
      problem: {
        code: 'aws.access-denied',
        params: {
          action: 'ssm:StartSession',
          resource: `arn:aws:ec2:eu-central-1:123456789012:instance/${ID}`,
          denial: 'implicit',
          policy: 'identity',
        },
      },
    });
    expect(check?.problem?.remedies).toContain('show-policy');
  });

  it('names the document, and the data channel, where only that is missing', async () => {
    const { simulator, run } = await setUp({});
    const document = { ...ALL, Effect: 'Deny', Resource: 'arn:aws:ssm:*:*:document/AWS-StartSSHSession' };
    simulator.iam.attach(allow(ALL, document));
    expect((await permission(run))?.problem?.params).toMatchObject({
      action: 'ssm:StartSession',
      resource: 'arn:aws:ssm:eu-central-1::document/AWS-StartSSHSession',
      denial: 'explicit',
    });
    simulator.iam.attach(allow(ALL, { ...ALL, Effect: 'Deny', Action: 'ssmmessages:OpenDataChannel' }));
    expect((await permission(run))?.problem?.params).toMatchObject({ action: 'ssmmessages:OpenDataChannel' });
  });

  it.each([
    ['permissions boundary', 'boundary'],
    ['service control policy', 'service-control'],
  ] as const)('tells a %s from one’s own policies', async (kind, policy) => {
    const { simulator, run } = await setUp({});
    simulator.iam.attach(allow(ALL));
    simulator.iam.limit(kind, allow({ ...ALL, Action: ['iam:*', 'ec2:*', 'ssm:Get*'] }));
    const check = await permission(run);
    expect(check).toMatchObject({ verdict: 'fail', problem: { params: { policy } } });
    expect(check?.problem?.remedies).not.toContain('show-policy');
  });

  it('knows the node’s tags', async () => {
    const { simulator, run } = await setUp({ tags: { Env: 'prod' } });
    const when = (value: string) => ({
      ...ALL,
      Condition: { StringEquals: { 'ssm:resourceTag/Env': value } },
    });
    const rest = { ...ALL, Action: ['iam:*', 'ec2:*', 'ssm:Get*', 'ssmmessages:*'] };
    const document = { ...ALL, Resource: 'arn:aws:ssm:*:*:document/*' };
    simulator.iam.attach(allow(rest, document, when('prod')));
    expect((await permission(run))?.verdict).toBe('pass');
    simulator.iam.attach(allow(rest, document, when('dev')));
    expect((await permission(run))?.verdict).toBe('fail');
  });

  it('leaves open what depends on what only a real call brings along', async () => {
    const { simulator, run } = await setUp({});
    const here = {
      ...ALL,
      Action: 'ssm:StartSession',
      Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
    };
    simulator.iam.attach(allow({ ...ALL, Action: ['iam:*', 'ec2:*', 'ssm:Get*'] }, here));
    expect(await permission(run)).toMatchObject({ verdict: 'unknown', params: { keys: 'aws:SourceVpce' } });
  });

  it('says that it cannot tell where one may not ask, and asks no second time right away', async () => {
    const { simulator, run } = await setUp({});
    simulator.faults.denyAction('iam:SimulatePrincipalPolicy');
    expect(await permission(run)).toMatchObject({
      verdict: 'unknown',
      problem: { code: 'aws.access-denied', params: { action: 'iam:SimulatePrincipalPolicy' } },
    });
    const asked = () => simulator.calls.filter(({ action }) => action === 'SimulatePrincipalPolicy').length;
    const before = asked();
    expect((await permission(run))?.verdict).toBe('unknown');
    expect(asked()).toBe(before);
  });
});

describe('the check of a node’s role', () => {
  const core = (actions: string[]) =>
    [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }] as never;

  it.each([
    ['an instance that has never registered', ID, { managed: false }],
    ['an instance that has fallen silent', ID, { pingStatus: 'ConnectionLost' }],
    ['a hybrid node that has fallen silent', HYBRID, { pingStatus: 'ConnectionLost' }],
    ['an instance that is heard from and takes no sessions', ID, { agentDown: true }],
  ] as const)('tells of %s what its role lacks', async (_what, instanceId, node) => {
    const { simulator, run } = await setUp({ instanceId, iamRole: 'web', ...node });
    simulator.iam.attachToRole('web', core(['ssm:UpdateInstanceInformation', 'ssmmessages:*Channel']));
    expect((await run()).find(({ id }) => id === 'role')?.verdict).toBe('pass');
    simulator.iam.attachToRole('web', core(['ssm:*', 'ssmmessages:Create*']));
    const checks = await run();
    // What first failed names its cause.
    expect(checks.find(({ verdict }) => verdict === 'fail')?.id).not.toBe('role');
    expect(firstFailure(checks)).toBe('node.role-lacks');
    expect(checks.find(({ id }) => id === 'role')?.problem?.params).toMatchObject({
      role: 'web',
      actions: 'ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel',
    });
  });

  it('is left as the listing has it where one may not look', async () => {
    const { simulator, run } = await setUp({ managed: false, iamRole: 'web' });
    simulator.faults.denyAction('iam:GetInstanceProfile');
    const checks = await run();
    expect(checks.find(({ id }) => id === 'role')).toMatchObject({
      verdict: 'pass',
      params: { role: 'web' },
    });
    expect(firstFailure(checks)).toBe('node.not-managed');
  });

  it('is not made for a node that is heard from', async () => {
    const { simulator, run } = await setUp({});
    await run();
    expect(simulator.calls.some(({ action }) => action === 'GetInstanceProfile')).toBe(false);
  });
});

describe('a denial that EC2 gives in its encoded form', () => {
  it('is decoded where that is allowed, and else says who can', async () => {
    const { simulator } = await setUp({});
    const clients = await new AwsAccess(process.env, '0.0.0-test').open();
    simulator.iam.attach([
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: 'ec2:GetConsoleOutput', Resource: '*' }],
      },
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    ]);
    simulator.faults.encodeDenials = true;
    const ask = () =>
      awsCall(clients, 'ec2:GetConsoleOutput', () =>
        clients.ec2.send(new GetConsoleOutputCommand({ InstanceId: ID })),
      ).then(() => null, toProblem);
    expect(await ask()).toMatchObject({
      code: 'aws.access-denied',
      params: {
        action: 'ec2:GetConsoleOutput',
        resource: `arn:aws:ec2:eu-central-1:123456789012:instance/${ID}`,
        denial: 'explicit',
      },
    });
    simulator.faults.denyAction('sts:DecodeAuthorizationMessage');
    const why = await ask();
    expect(why?.params).toMatchObject({ action: 'ec2:GetConsoleOutput', denial: 'encoded' });
    expect(why?.details).toContain('Encoded authorization failure message');
  });
});

/** A certificate that nobody has signed. */
function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-preflight-'));
  const at = (name: string) => join(folder, name);
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'].concat(
        ['-subj', '/CN=localhost', '-keyout', at('key'), '-out', at('cert')],
      ),
      { stdio: 'ignore' },
    );
    return { key: readFileSync(at('key')), cert: readFileSync(at('cert')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
