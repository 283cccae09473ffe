import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoNodes } from '../../simulator/fleet/demo-nodes.js';
import { Simulator } from '../../simulator/index.js';
import { awsCli, type CliOutcome } from '../support/aws-cli.js';

/** An instance takes seconds from state to state, and each look at it takes the CLI's start. */
const STATE_TIMEOUT_MS = 60_000;

let simulator: Simulator;
let folder: string;
const nodes = demoNodes(Date.now()).map(({ node }) => node);

beforeAll(async () => {
  simulator = await Simulator.start({
    nodes,
    powerStepMs: 1_000,
    keyPairs: [{ keyPairName: 'demo-rsa', keyType: 'rsa', fingerprint: '00:11', publicKey: 'ssh-rsa AAAA' }],
  });
  folder = await mkdtemp(join(tmpdir(), 'sallyport-aws-cli-'));
  // Stands in for AWS's plugin, which the CLI starts with the session as its arguments.
  await writeFile(
    join(folder, 'session-manager-plugin'),
    `#!/bin/sh\n[ "$1" = --version ] && { echo 1.2.764.0; exit; }\nprintf '%s\\n' "$@" > ${folder}/arguments\nenv > ${folder}/environment\n`,
  );
  await chmod(join(folder, 'session-manager-plugin'), 0o755);
});

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const aws = (args: string[], env: Record<string, string> = {}): Promise<CliOutcome> =>
  awsCli(simulator.endpointUrl, folder, args, { ...simulator.env, ...env });

async function json(args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await aws([...args, '--output', 'json']);
  expect(stderr.trim()).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

const managed = nodes.filter((node) => node.managed);
const instances = nodes.filter((node) => node.resourceType === 'EC2Instance');

describe('the real AWS CLI against the simulator', () => {
  it('starts, stops and reboots instances, and is told what is not possible', async () => {
    const id = instances.find(({ state = 'running' }) => state === 'running')!.instanceId;
    const change = (current: object, previous: object) => [
      { InstanceId: id, CurrentState: current, PreviousState: previous },
    ];
    const state = async () => {
      const answer = await json(['ec2', 'describe-instances', '--instance-ids', id]);
      return (answer as { Reservations: { Instances: { State: { Name: string } }[] }[] }).Reservations[0]!
        .Instances[0]!.State.Name;
    };
    expect((await aws(['ec2', 'reboot-instances', '--instance-ids', id])).code).toBe(0);
    expect(await state()).toBe('running');
    expect(await json(['ec2', 'stop-instances', '--instance-ids', id])).toEqual({
      StoppingInstances: change({ Code: 64, Name: 'stopping' }, { Code: 16, Name: 'running' }),
    });
    const refused = await aws(['ec2', 'reboot-instances', '--instance-ids', id]);
    expect(refused.code).toBe(254);
    expect(refused.stderr).toContain('(IncorrectInstanceState) when calling the RebootInstances operation');
    // The CLI's own waiter asks every 15 seconds.
    await expect.poll(state, { timeout: STATE_TIMEOUT_MS, interval: 100 }).toBe('stopped');
    expect(await json(['ec2', 'start-instances', '--instance-ids', id])).toEqual({
      StartingInstances: change({ Code: 0, Name: 'pending' }, { Code: 80, Name: 'stopped' }),
    });
    await expect.poll(state, { timeout: STATE_TIMEOUT_MS, interval: 100 }).toBe('running');
  }, 120_000);

  it('says who is calling', async () => {
    expect(await json(['sts', 'get-caller-identity'])).toEqual({
      UserId: 'AIDACKCEVSQ6C2EXAMPLE',
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/demo',
    });
  });

  it('lists managed nodes page by page', async () => {
    const before = simulator.calls.length;
    const answer = (await json(['ssm', 'describe-instance-information', '--page-size', '7'])) as {
      InstanceInformationList: { InstanceId: string; LastPingDateTime: string }[];
    };
    expect(answer.InstanceInformationList.map((entry) => entry.InstanceId)).toEqual(
      managed.map((node) => node.instanceId),
    );
    const calls = simulator.calls
      .slice(before)
      .filter(({ action }) => action === 'DescribeInstanceInformation');
    expect(calls).toHaveLength(Math.ceil(managed.length / 7));
    expect(calls[1]!.params).toMatchObject({ MaxResults: 7, NextToken: expect.any(String) as string });
  });

  it('filters managed nodes', async () => {
    const answer = await json([
      ...['ssm', 'describe-instance-information', '--filters', 'Key=ResourceType,Values=ManagedInstance'],
      ...['--query', 'InstanceInformationList[].[InstanceId,Name,PingStatus]'],
    ]);
    const hybrid = nodes.filter((node) => node.resourceType === 'ManagedInstance');
    expect(answer).toEqual(hybrid.map((node) => [node.instanceId, node.name, node.pingStatus]));
  });

  it('lists instances, by pages, tags and ids', async () => {
    const ids = 'Reservations[].Instances[].InstanceId';
    expect(await json(['ec2', 'describe-instances', '--page-size', '10', '--query', ids])).toEqual(
      instances.map((node) => node.instanceId),
    );
    const name = ['--filters', 'Name=tag:Name,Values=web-*', 'Name=instance-state-name,Values=running'];
    expect(await json(['ec2', 'describe-instances', ...name, '--query', ids])).toHaveLength(3);
    const one = instances[0]!;
    expect(
      await json([
        ...['ec2', 'describe-instances', '--instance-ids', one.instanceId, '--query'],
        'Reservations[0].Instances[0].[InstanceId,KeyName,State.Name,Tags]',
      ]),
    ).toEqual([
      one.instanceId,
      one.keyName,
      'running',
      Object.entries({ Name: one.name, ...one.tags }).map(([Key, Value]) => ({ Key, Value })),
    ]);
  });

  it('knows regions, key pairs, images and console output', async () => {
    expect(await json(['ec2', 'describe-regions', '--query', 'Regions[].RegionName'])).toContain(
      'eu-central-1',
    );
    expect(
      await json(['ec2', 'describe-key-pairs', '--query', 'KeyPairs[].[KeyName,KeyFingerprint]']),
    ).toEqual([['demo-rsa', '00:11']]);
    const one = instances[0]!;
    expect(
      await json(['ec2', 'describe-images', '--image-ids', one.imageId, '--query', 'Images[].Name']),
    ).toEqual([one.imageName]);
    one.sshd = { port: 1, hostKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA'] };
    expect(
      await json(['ec2', 'get-console-output', '--instance-id', one.instanceId, '--query', 'Output']),
    ).toContain('BEGIN SSH HOST KEY FINGERPRINTS');
  });

  it('starts a session, and hands it to the plugin', async () => {
    const target = instances[0]!.instanceId;
    const { code, stderr } = await aws([
      ...['ssm', 'start-session', '--target', target, '--document-name', 'AWS-StartSSHSession'],
      ...['--parameters', 'portNumber=22', '--reason', 'integration test'],
    ]);
    expect(stderr.trim()).toBe('');
    expect(code).toBe(0);
    const [response, region, operation, , request, endpoint] = (
      await readFile(join(folder, 'arguments'), 'utf8')
    ).split('\n');
    const session = JSON.parse(response!) as Record<string, string>;
    expect(session).toMatchObject({
      SessionId: expect.stringMatching(/^demo-[0-9a-f]{17}$/) as string,
      TokenValue: expect.stringMatching(/^\S{100,}$/) as string,
      StreamUrl: expect.stringMatching(
        /^ws:\/\/127\.0\.0\.1:\d+\/v1\/data-channel\/demo-[0-9a-f]{17}\?role=publish_subscribe&cell-number=\S+$/,
      ) as string,
    });
    expect([region, operation, endpoint]).toEqual(['eu-central-1', 'StartSession', simulator.endpointUrl]);
    expect(JSON.parse(request!)).toMatchObject({ Target: target, DocumentName: 'AWS-StartSSHSession' });
    expect(simulator.sessions.at(-1)).toMatchObject({
      sessionId: session.SessionId,
      target,
      reason: 'integration test',
      state: 'Connecting',
    });
  });

  it('terminates a session, and shows it in the history', async () => {
    const { sessionId } = simulator.sessions.at(-1)!;
    const filter = [
      '--filters',
      `key=SessionId,value=${sessionId}`,
      '--query',
      'Sessions[].[SessionId,Status]',
    ];
    expect(await json(['ssm', 'describe-sessions', '--state', 'Active', ...filter])).toEqual([
      [sessionId, 'Connecting'],
    ]);
    await json(['ssm', 'terminate-session', '--session-id', sessionId]);
    expect(await json(['ssm', 'describe-sessions', '--state', 'History', ...filter])).toEqual([
      [sessionId, 'Terminated'],
    ]);
  });

  it('tells whether a node is connected', async () => {
    const status = async (name: string) =>
      json([
        ...['ssm', 'get-connection-status', '--query', 'Status'],
        ...['--target', nodes.find((node) => node.name === name)!.instanceId],
      ]);
    expect(await status('web-1')).toBe('connected');
    expect(await status('db-replica-2')).toBe('notconnected');
  });

  it('makes data keys', async () => {
    const context = ['--encryption-context', 'a=b,c=d'];
    const answer = (await json([
      ...[
        'kms',
        'generate-data-key',
        '--key-id',
        '1234abcd-12ab-34cd-56ef-1234567890ab',
        '--number-of-bytes',
        '64',
        ...context,
      ],
    ])) as { Plaintext: string; CiphertextBlob: string };
    const file = join(folder, 'blob');
    await writeFile(file, Buffer.from(answer.CiphertextBlob, 'base64'));
    expect(
      await json([
        'kms',
        'decrypt',
        '--ciphertext-blob',
        `fileb://${file}`,
        '--encryption-context',
        'c=d,a=b',
        '--query',
        'Plaintext',
      ]),
    ).toBe(answer.Plaintext);
    const { stderr } = await aws([
      'kms',
      'decrypt',
      '--ciphertext-blob',
      `fileb://${file}`,
      '--encryption-context',
      'a=x',
    ]);
    expect(stderr).toContain('(InvalidCiphertextException)');
  });

  it.each([
    ['ssm', ['ssm', 'describe-sessions', '--state', 'Active'], 'InvalidSignatureException'],
    ['sts', ['sts', 'get-caller-identity'], 'SignatureDoesNotMatch'],
    ['ec2', ['ec2', 'describe-regions'], 'AuthFailure'],
  ])('refuses a wrong secret in the words of %s', async (_service, args, code) => {
    const { stderr } = await aws(args, { AWS_SECRET_ACCESS_KEY: 'wrong' });
    expect(stderr).toContain(`(${code})`);
  });

  it.each([
    ['ssm', ['ssm', 'describe-sessions', '--state', 'Active'], 'UnrecognizedClientException'],
    ['sts', ['sts', 'get-caller-identity'], 'InvalidClientTokenId'],
    ['ec2', ['ec2', 'describe-regions'], 'AuthFailure'],
  ])('refuses an unknown key in the words of %s', async (_service, args, code) => {
    const { stderr } = await aws(args, { AWS_ACCESS_KEY_ID: 'AKIDSTRANGER' });
    expect(stderr).toContain(`(${code})`);
  });

  it('refuses targets in the words of Session Manager', async () => {
    const start = async (target: string) => {
      const { stderr } = await aws([
        'ssm',
        'start-session',
        '--target',
        target,
        '--document-name',
        'AWS-StartSSHSession',
      ]);
      return stderr.trim();
    };
    const gone = nodes.find((node) => node.pingStatus === 'ConnectionLost')!.instanceId;
    expect(await start(gone)).toBe(
      `An error occurred (TargetNotConnected) when calling the StartSession operation: ${gone} is not connected.`,
    );
    simulator.faults.denyAction('ssm:StartSession');
    const online = instances[0]!.instanceId;
    expect(await start(online)).toBe(
      'An error occurred (AccessDeniedException) when calling the StartSession operation: User: ' +
        'arn:aws:iam::123456789012:user/demo is not authorized to perform: ssm:StartSession on resource: ' +
        `arn:aws:ec2:eu-central-1:123456789012:instance/${online} because no identity-based policy allows the ` +
        'ssm:StartSession action',
    );
    simulator.faults.allowAction('ssm:StartSession');
  });
});
