import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Simulator, simulatedNode, type SimulatorOptions } from '../../simulator/index.js';
import { startEchoTarget, type EchoTarget } from '../../simulator/testing/echo-target.js';
import { processed, TestClient } from '../../simulator/testing/test-client.js';

const TARGET = 'i-0123456789abcdef0';
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(
  options: Partial<SimulatorOptions> = {},
): Promise<{ simulator: Simulator; target: EchoTarget }> {
  const target = await startEchoTarget({ echo: true });
  closers.push(() => target.close());
  const node = simulatedNode({ instanceId: TARGET, sshd: { port: target.port } });
  const simulator = await Simulator.start({ nodes: [node], agentPacing: false, ...options });
  closers.push(() => simulator.close());
  return { simulator, target };
}

async function open(simulator: Simulator): Promise<TestClient> {
  const client = await TestClient.start(simulator, TARGET);
  closers.push(() => client.close());
  return client;
}

/** A client that is through with the handshake and has read the banner. */
async function ready(simulator: Simulator): Promise<TestClient> {
  const client = await open(simulator);
  await client.handshake();
  await client.until(() => client.output().includes('\n'));
  return client;
}

describe('faults of the network', () => {
  it('loses, doubles, reorders and delays frames, and the streams still arrive whole', async () => {
    const { simulator } = await setUp();
    const client = await ready(simulator);
    const leg = { drop: 0.02, duplicate: 0.05, reorder: 0.1, delay: { probability: 0.01, ms: 10 } };
    simulator.faults.network({ seed: 7, toAgent: leg, toClient: leg });
    const data = randomBytes(60_000).toString('hex');
    for (let offset = 0; offset < data.length; offset += 1000)
      client.sendOutput(data.slice(offset, offset + 1000));
    await client.until(() => client.output().length >= data.length + 14);
    expect(client.output().slice(14)).toBe(data);
    expect(simulator.sessions[0]!.resends).toBeGreaterThan(0);
    simulator.faults.network(undefined);
  });

  it('cuts the socket, and closes it with Bye', async () => {
    const { simulator } = await setUp();
    const client = await ready(simulator);
    simulator.faults.cutClientSocket(client.sessionId);
    await client.until(() => client.closeCode === 1006);
    await client.resume(simulator);
    await client.until(() => simulator.sessions[0]!.state === 'Connected');
    simulator.faults.closeWithBye(client.sessionId);
    await client.until(() => client.closeCode === 1000);
    expect(simulator.sessions[0]!.state).toBe('Disconnected');
  });

  it('keeps the path silent both ways, and gives it back', async () => {
    const { simulator } = await setUp();
    const client = await ready(simulator);
    simulator.faults.silentPath(client.sessionId, true);
    const pong = client.ping();
    client.sendOutput('x');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(client.output()).not.toContain('x');
    expect(await Promise.race([pong.then(() => true), Promise.resolve(false)])).toBe(false);
    expect(client.closeCode).toBeUndefined();
    simulator.faults.silentPath(client.sessionId, false);
    await pong;
    await client.until(() => client.output().endsWith('x'));
  });

  it('delays both directions', async () => {
    const { simulator } = await setUp({ gatewayDelayMs: 30 });
    const client = await ready(simulator);
    const start = performance.now();
    client.sendOutput('there and back');
    await client.until(() => client.output().endsWith('there and back'));
    expect(performance.now() - start).toBeGreaterThanOrEqual(58);
  });

  it('loses the agent for a while, and tells the client to pause', async () => {
    const { simulator } = await setUp();
    const client = await ready(simulator);
    simulator.faults.agentAway(client.sessionId, true);
    await client.until(() => client.paused);
    client.sendOutput('hold');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(client.output()).not.toContain('hold');
    simulator.faults.agentAway(client.sessionId, false);
    await client.until(() => !client.paused && client.output().endsWith('hold'));
  });

  it('throws data away for a while after HandshakeComplete', async () => {
    const { simulator } = await setUp();
    simulator.faults.handshakeRaceMs = 200;
    const client = await open(simulator);
    await client.handshake();
    const sent = client.sendOutput('lost');
    await client.until(() => client.acknowledged.has(sent));
    expect(simulator.sessions[0]).toMatchObject({ discarded: 1, bytesToAgent: 0 });
  });
});

describe('faults of tokens and credentials', () => {
  it('expires tokens', async () => {
    const { simulator } = await setUp();
    const client = await ready(simulator);
    simulator.faults.cutClientSocket();
    const answer = await client.call(simulator, 'ResumeSession', { SessionId: client.sessionId });
    simulator.faults.expireTokens();
    await expect(client.reopen(String(answer.TokenValue))).rejects.toThrow('1008');
  });

  it('refuses to resume with an empty token', async () => {
    const { simulator } = await setUp();
    const client = await ready(simulator);
    simulator.faults.refuseResume = true;
    const answer = await client.call(simulator, 'ResumeSession', { SessionId: client.sessionId });
    expect(answer).toEqual({ SessionId: client.sessionId });
  });

  it('lets credentials expire, for the API and for a signed WebSocket', async () => {
    const { simulator } = await setUp();
    simulator.faults.credentialsExpired = true;
    await expect(open(simulator)).rejects.toThrow('ExpiredTokenException');
  });

  it('wants the WebSocket signed', async () => {
    const { simulator } = await setUp();
    simulator.faults.requireSignedWebSocket = true;
    await expect(open(simulator)).rejects.toThrow('403');
    expect(simulator.sessions[0]!.state).toBe('Connecting');
  });

  it('moves the clock of the service', async () => {
    const { simulator } = await setUp();
    simulator.faults.clockSkewMs = 10 * 60_000;
    await expect(open(simulator)).rejects.toThrow('InvalidSignatureException');
  });
});

describe('faults of the API', () => {
  it('throttles the next calls', async () => {
    const { simulator } = await setUp();
    const client = await open(simulator);
    simulator.faults.throttle('ssm:DescribeSessions', 2);
    const describeSessions = () => client.call(simulator, 'DescribeSessions', { State: 'Active' });
    await expect(describeSessions()).rejects.toThrow('ThrottlingException');
    await expect(describeSessions()).rejects.toThrow('ThrottlingException');
    expect(await describeSessions()).toMatchObject({ Sessions: [{ SessionId: client.sessionId }] });
  });

  it('fails with any error of a service', async () => {
    const { simulator } = await setUp();
    simulator.faults.failAction('ssm:StartSession', 1, {
      code: 'InternalServerError',
      message: '',
      status: 500,
    });
    await expect(open(simulator)).rejects.toThrow('InternalServerError');
    await open(simulator);
  });

  it('never answers, until it is let', async () => {
    const { simulator } = await setUp();
    simulator.faults.hangEndpoint('ssm:StartSession');
    let settled = false;
    void open(simulator).catch(() => (settled = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(settled).toBe(false);
    simulator.faults.unhangEndpoint('ssm:StartSession');
    await open(simulator);
  });

  it('denies to open the data channel', async () => {
    const { simulator } = await setUp();
    simulator.faults.denyAction('ssmmessages:OpenDataChannel');
    await expect(open(simulator)).rejects.toThrow('403');
  });

  it('knows the standard tier of hybrid nodes', async () => {
    const nodes = [simulatedNode({ instanceId: 'mi-0123456789abcdef0' })];
    const simulator = await Simulator.start({ nodes, activationTier: 'standard' });
    closers.push(() => simulator.close());
    await expect(TestClient.start(simulator, 'mi-0123456789abcdef0')).rejects.toThrow('BadRequest');
  });
});

describe('encrypted sessions', () => {
  it('asks for KMS, proves the key by a challenge, and encrypts both ways', async () => {
    const { simulator } = await setUp();
    simulator.faults.requireKms = true;
    simulator.faults.requireKmsChallenge = true;
    const client = await open(simulator);
    await client.until(() => client.handshakeRequest !== undefined);
    const { RequestedClientActions } = client.handshakeRequest as {
      RequestedClientActions: { ActionType: string; ActionParameters: Record<string, string> }[];
    };
    const kms = RequestedClientActions[1]!;
    expect(kms.ActionType).toBe('KMSEncryption');
    const { KMSKeyId, Challenge } = kms.ActionParameters;
    const dataKey = await client.callService(simulator, 'kms', 'TrentService.GenerateDataKey', {
      KeyId: KMSKeyId,
      NumberOfBytes: 64,
      EncryptionContext: {
        'aws:ssm:SessionId': client.sessionId,
        'aws:ssm:TargetId': TARGET,
        'aws:ssm:RandomChallenge': Challenge,
      },
    });
    const key = Buffer.from(String(dataKey.Plaintext), 'base64');
    const decrypt = (sealed: Buffer) => {
      const decipher = createDecipheriv('aes-256-gcm', key.subarray(0, 32), sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    };
    const encrypt = (plain: Buffer) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key.subarray(32), nonce);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    };
    client.respond([
      processed('SessionType'),
      processed('KMSEncryption', {
        KMSCipherTextKey: dataKey.CiphertextBlob,
        KMSCipherTextHash: null,
        ChallengeAcknowledgement: true,
      }),
    ]);
    await client.until(() => client.encryptionChallenge !== undefined);
    const challenge = decrypt(Buffer.from(client.encryptionChallenge!, 'base64'));
    expect(challenge).toHaveLength(64);
    client.send(9, Buffer.from(JSON.stringify({ Challenge: encrypt(challenge).toString('base64') })));
    await client.until(() => client.handshakeComplete !== undefined);
    expect(client.handshakeComplete).toMatchObject({
      CustomerMessage: 'This session is encrypted using AWS KMS.',
    });
    await client.until(() => client.outputs.length > 0);
    expect(decrypt(client.outputs[0]!).toString()).toBe('SSH-2.0-test\r\n');
    client.sendOutput(encrypt(Buffer.from('secret')));
    await client.until(() => client.outputs.length > 1);
    expect(decrypt(client.outputs[1]!).toString()).toBe('secret');
    expect(simulator.sessions[0]!.violations).toEqual([]);
  });

  it('ends the session with a client that cannot', async () => {
    const { simulator } = await setUp();
    simulator.faults.requireKms = true;
    const client = await open(simulator);
    await client.until(() => client.handshakeRequest !== undefined);
    const failed = { ActionType: 'KMSEncryption', ActionStatus: 3, ActionResult: null, Error: 'no' };
    client.respond([processed('SessionType'), failed]);
    await client.until(() => client.channelClosed !== undefined);
    expect(client.channelClosed).toMatchObject({
      Output:
        'Encountered error while initiating handshake. KMSEncryption failed on client with status 3 error: no',
    });
    expect(simulator.sessions[0]).toMatchObject({ state: 'Failed', endedBy: 'handshake' });
  });
});

describe('the gateway', () => {
  it('refuses a session that it does not have', async () => {
    const { simulator } = await setUp();
    const url = `${simulator.endpointUrl.replace('http', 'ws')}/v1/data-channel/nobody-0123`;
    const status = await new Promise((resolve) => {
      const webSocket = new WebSocket(url);
      webSocket.on('error', (error) => resolve(error.message));
    });
    expect(status).toContain('404');
  });

  it('survives a client that sends rubbish', async () => {
    const { simulator } = await setUp();
    const client = await ready(simulator);
    for (const length of [0, 1, 119, 120, 121, 5000]) client.sendRaw(randomBytes(length));
    client.sendOutput('still here');
    await client.until(() => client.output().endsWith('still here'));
    expect(simulator.sessions[0]!.violations.length).toBeGreaterThanOrEqual(4);
  });
});

describe('back-pressure', () => {
  /** More than all kernel buffers between client and target hold. */
  const MUCH = 64 << 20;
  const settled = async (value: () => number) => {
    for (let last = -1; last !== value();) {
      last = value();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };

  it('reaches the client from a target that does not read', async () => {
    const { simulator, target } = await setUp();
    const client = await ready(simulator);
    const socket = target.sockets[0]!;
    socket.unpipe();
    socket.pause();
    client.resends = false;
    const payload = Buffer.alloc(1 << 16, 'x');
    for (let sent = 0; sent < MUCH; sent += payload.length) client.sendOutput(payload);
    const session = simulator.sessions[0]!;
    await settled(() => session.clientFrames);
    // What the agent has taken is acknowledged, and the rest waits with the client.
    expect(session.bytesToAgent).toBeLessThan(MUCH / 2);
    expect(client.unsentBytes).toBeGreaterThan(MUCH / 4);
    socket.resume();
    await client.until(() => session.bytesToAgent === MUCH, 30_000);
    expect(session.violations).toEqual([]);
  });

  it('reaches the target from a client that does not read', async () => {
    const { simulator, target } = await setUp();
    const client = await ready(simulator);
    client.pauseReading(true);
    const socket = target.sockets[0]!;
    socket.unpipe();
    socket.write(Buffer.alloc(MUCH, 'y'));
    const session = simulator.sessions[0]!;
    await settled(() => session.bytesToClient);
    expect(session.bytesToClient).toBeLessThan(MUCH / 2);
    client.pauseReading(false);
    await client.until(() => session.bytesToClient >= MUCH, 60_000);
  });
});
