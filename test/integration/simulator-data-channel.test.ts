import { afterEach, describe, expect, it } from 'vitest';
import { startSshd } from '../../simulator/fleet/sshd.js';
import { Simulator, simulatedNode, type SimulatorOptions } from '../../simulator/index.js';
import { startEchoTarget, type EchoTarget } from '../../simulator/testing/echo-target.js';
import { TestClient } from '../../simulator/testing/test-client.js';

const TARGET = 'i-0123456789abcdef0';
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function simulatorOn(
  port: number | undefined,
  options: Partial<SimulatorOptions> = {},
): Promise<Simulator> {
  const node = simulatedNode({ instanceId: TARGET, ...(port === undefined ? {} : { sshd: { port } }) });
  const simulator = await Simulator.start({ nodes: [node], ...options });
  closers.push(() => simulator.close());
  return simulator;
}

async function target(): Promise<EchoTarget> {
  const echo = await startEchoTarget();
  closers.push(() => echo.close());
  return echo;
}

async function open(simulator: Simulator): Promise<TestClient> {
  const client = await TestClient.start(simulator, TARGET);
  closers.push(() => client.close());
  return client;
}

describe('data channel of the simulator, seen by a client of its own', () => {
  it('carries the banner of a real sshd', async () => {
    const sshd = await startSshd();
    closers.push(() => sshd.close());
    const client = await open(await simulatorOn(sshd.port));
    const handshake = await client.handshake();
    expect(handshake).toEqual({
      AgentVersion: '3.3.987.0',
      RequestedClientActions: [
        {
          ActionType: 'SessionType',
          ActionParameters: { SessionType: 'Port', Properties: { portNumber: '22' } },
        },
      ],
    });
    await client.until(() => client.output().includes('\n'));
    expect(client.output()).toMatch(/^SSH-2\.0-OpenSSH_/);
  });

  it('acknowledges data before the handshake is complete, and throws it away', async () => {
    const echo = await target();
    const simulator = await simulatorOn(echo.port);
    const client = await open(simulator);
    await client.until(() => client.handshakeRequest !== undefined);
    client.sendOutput('early');
    await client.until(() => client.acknowledged.has(0));
    client.respond();
    await client.until(() => client.handshakeComplete !== undefined);
    client.sendOutput('late');
    await client.until(() => echo.received().length > 0);
    expect(echo.received().toString()).toBe('late');
    expect(simulator.sessions[0]).toMatchObject({ discarded: 1, bytesToAgent: 4 });
  });

  it('refuses the first message until the agent has dialled, and stores the ones behind it', async () => {
    const echo = await target();
    const simulator = await simulatorOn(echo.port, { agentDialDelayMs: 150 });
    const client = await open(simulator);
    await client.handshake();
    client.resends = false;
    const first = client.sendOutput('a');
    const second = client.sendOutput('b');
    await client.until(() => client.acknowledged.has(second));
    expect(client.acknowledged.has(first)).toBe(false);
    await client.until(() => client.output().includes('SSH-2.0-test'));
    expect(echo.received()).toHaveLength(0);
    client.resend(first);
    await client.until(() => client.acknowledged.has(first));
    await client.until(() => echo.received().toString() === 'ab');
    // A message that it has had is acknowledged again.
    client.acknowledged.delete(first);
    client.resend(first);
    await client.until(() => client.acknowledged.has(first));
    expect(echo.received().toString()).toBe('ab');
  });

  it('ends the TCP connection at once on the TerminateSession flag, then says channel_closed', async () => {
    const echo = await target();
    const simulator = await simulatorOn(echo.port);
    const client = await open(simulator);
    await client.handshake();
    await client.until(() => client.output() !== '');
    const closed = new Promise((resolve) => echo.sockets[0]!.once('close', resolve));
    client.sendFlag(2);
    await closed;
    await client.until(() => client.channelClosed !== undefined);
    expect(client.channelClosed).toMatchObject({ MessageType: 'channel_closed', Output: '' });
    expect(simulator.sessions[0]).toMatchObject({ state: 'Terminated', endedBy: 'flag', violations: [] });
  });

  it('ends the session when the target closes', async () => {
    const echo = await target();
    const simulator = await simulatorOn(echo.port);
    const client = await open(simulator);
    await client.handshake();
    await client.until(() => client.output() !== '');
    echo.sockets[0]!.end('bye');
    await client.until(() => client.channelClosed !== undefined);
    expect(client.output()).toBe('SSH-2.0-test\r\nbye');
    expect(simulator.sessions[0]).toMatchObject({ state: 'Terminated', endedBy: 'agent' });
  });

  it('says nothing of a closed port until a long time has passed', async () => {
    const simulator = await simulatorOn(undefined, { closedPortSilenceMs: 300 });
    const client = await open(simulator);
    await client.handshake();
    const sent = client.sendOutput('hello');
    await client.until(() => client.paused);
    expect(client.acknowledged.has(sent)).toBe(false);
    await client.until(() => client.channelClosed !== undefined);
    expect(simulator.sessions[0]).toMatchObject({ state: 'Failed', endedBy: 'closed-port' });
  });

  it('refuses a wrong token, and one that was used', async () => {
    const simulator = await simulatorOn((await target()).port);
    const client = await open(simulator);
    await client.handshake();
    await expect(client.reopen('wrong')).rejects.toThrow('1008');
    await expect(client.reopen(client.token)).rejects.toThrow('1008');
    expect(simulator.sessions[0]!.clientConnected).toBe(true);
  });

  it('goes on after a cut and ResumeSession, with the same sequence numbers', async () => {
    const echo = await target();
    const simulator = await simulatorOn(echo.port);
    const client = await open(simulator);
    await client.handshake();
    await client.until(() => client.output() !== '');
    simulator.faults.cutClientSocket();
    await client.until(() => simulator.sessions[0]!.state === 'Disconnected');
    echo.sockets[0]!.write('while away');
    await client.resume(simulator);
    client.sendOutput('back');
    await client.until(() => client.output().endsWith('while away') && echo.received().toString() === 'back');
    expect(simulator.sessions[0]).toMatchObject({ state: 'Connected', violations: [] });
  });

  it('says channel_closed when the API terminates the session', async () => {
    const simulator = await simulatorOn((await target()).port);
    const client = await open(simulator);
    await client.handshake();
    await client.call(simulator, 'TerminateSession', { SessionId: client.sessionId });
    await client.until(() => client.channelClosed !== undefined);
    expect(simulator.sessions[0]).toMatchObject({ state: 'Terminated', endedBy: 'api' });
  });
});
