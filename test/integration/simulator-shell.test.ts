import { afterEach, describe, expect, it } from 'vitest';
import { makeShell } from '../../simulator/fleet/shell.js';
import { Simulator, simulatedNode, type SimulatorOptions } from '../../simulator/index.js';
import { TestClient } from '../../simulator/testing/test-client.js';

const TARGET = 'i-0123456789abcdef0';
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function simulatorWith(
  shell: 'a shell' | 'no shell',
  options: Partial<SimulatorOptions> = {},
): Promise<Simulator> {
  const made = shell === 'a shell' ? await makeShell() : null;
  if (made) closers.push(() => made.close());
  const node = simulatedNode({ instanceId: TARGET, ...(made && { shell: made.program }) });
  const simulator = await Simulator.start({ nodes: [node], agentPacing: false, ...options });
  closers.push(() => simulator.close());
  return simulator;
}

async function open(simulator: Simulator): Promise<TestClient> {
  const client = await TestClient.start(simulator, TARGET, 'shell');
  closers.push(() => client.close());
  return client;
}

describe('Session Manager’s own shell in the simulator', () => {
  it('begins without a handshake, as the user of the agent, on a terminal that can be resized', async () => {
    const simulator = await simulatorWith('a shell');
    const client = await open(simulator);
    await client.until(() => client.output().includes('sh-5.2$ '));
    expect(client.handshakeRequest).toBeUndefined();
    client.sendSize(132, 40);
    client.sendOutput('stty size; whoami; echo $TERM\r');
    await client.until(() => client.output().includes('xterm-256color'));
    expect(client.output()).toMatch(/\r40 132\r\nssm-user\r\nxterm-256color\r\n/);
    expect(simulator.sessions[0]).toMatchObject({
      documentName: 'SSM-SessionManagerRunShell',
      parameters: {},
      violations: [],
    });
  });

  it('keeps what is typed before the shell is there for when it is', async () => {
    const client = await open(await simulatorWith('a shell', { agentPacing: true }));
    client.sendOutput('echo $((20+3))\r');
    await client.until(() => client.output().includes('\r23\r\n'));
  });

  it('ends with the shell', async () => {
    const simulator = await simulatorWith('a shell');
    const client = await open(simulator);
    await client.until(() => client.output() !== '');
    client.sendOutput('exit 3\r');
    await client.until(() => client.channelClosed !== undefined);
    expect(client.channelClosed).toMatchObject({ Output: '' });
    expect(simulator.sessions[0]).toMatchObject({ state: 'Terminated', endedBy: 'agent' });
  });

  it('takes no notice of the flag TerminateSession, and ends with the API call', async () => {
    const simulator = await simulatorWith('a shell');
    const client = await open(simulator);
    await client.until(() => client.output() !== '');
    const flag = client.sendFlag(2);
    await client.until(() => client.acknowledged.has(flag));
    client.sendOutput('echo $((20+3))\r');
    await client.until(() => client.output().includes('\r23\r\n'));
    await client.call(simulator, 'TerminateSession', { SessionId: client.sessionId });
    await client.until(() => client.channelClosed !== undefined);
    expect(simulator.sessions[0]).toMatchObject({ state: 'Terminated', endedBy: 'api' });
  });

  it('says why the agent has no shell', async () => {
    const client = await open(await simulatorWith('no shell'));
    await client.until(() => client.channelClosed !== undefined);
    expect(client.channelClosed).toMatchObject({
      Output: expect.stringMatching(/^Unable to start command: /) as string,
    });
  });

  it('asks for its type and a key where the account’s preferences name one', async () => {
    const simulator = await simulatorWith('a shell');
    simulator.faults.requireKms = true;
    const client = await open(simulator);
    await client.until(() => client.handshakeRequest !== undefined);
    expect(client.handshakeRequest).toMatchObject({
      RequestedClientActions: [
        {
          ActionType: 'SessionType',
          ActionParameters: { SessionType: 'Standard_Stream', Properties: null },
        },
        { ActionType: 'KMSEncryption' },
      ],
    });
  });

  it('asks IAM about the default document only where the policy wants that', async () => {
    const simulator = await simulatorWith('a shell');
    const start = (condition: object): void =>
      simulator.iam.attach([
        {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'ssm:StartSession',
              Resource: 'arn:aws:ec2:*:*:instance/*',
              ...condition,
            },
          ],
        },
      ]);
    start({});
    await open(simulator);
    start({ Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } } });
    await expect(open(simulator)).rejects.toThrow('AccessDenied');
    expect(simulator.calls.at(-1)).toMatchObject({ action: 'StartSession', error: 'AccessDeniedException' });
  });
});
