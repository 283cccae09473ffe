import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeGateway, streamData } from '../../test/support/fake-gateway.js';
import { connected, dataOf, openChannel, written } from '../../test/support/test-channel.js';
import { Flag, MessageType, PayloadType } from './codec/frame.js';
import { flagPayload } from './codec/messages.js';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('opening', () => {
  it('opens the channel with the token, and with the same client id after a resume', async () => {
    const { gateway } = await connected();
    gateway.socket.end();
    await vi.advanceTimersByTimeAsync(1);
    gateway.socket.open();
    const [first, second] = gateway.sockets.map(
      ({ texts }) => JSON.parse(texts[0] ?? '') as Record<string, string>,
    );
    expect(first).toMatchObject({ MessageSchemaVersion: '1.0', TokenValue: 'token-1' });
    expect(second).toMatchObject({ TokenValue: 'token-2', ClientId: first?.ClientId });
    expect(second?.RequestId).not.toBe(first?.RequestId);
  });

  it('reports the version of a plugin that AWS goes on serving, in both places', async () => {
    const { gateway } = await connected();
    const reported = [
      gateway.socket.texts[0],
      gateway.sent
        .find(({ payloadType }) => payloadType === PayloadType.HandshakeResponse)
        ?.payload.toString(),
    ].map((text) => (JSON.parse(text ?? '') as { ClientVersion: string }).ClientVersion);
    expect(reported).toEqual(['1.2.804.0', '1.2.804.0']);
  });

  it('sends no data before HandshakeComplete, and then waits for the server’s first words', async () => {
    const { gateway, channel } = openChannel();
    await gateway.handshake(false);
    channel.write(Buffer.from('SSH-2.0-Us\r\n'));
    await vi.advanceTimersByTimeAsync(500);
    expect(dataOf(gateway)).toEqual([]);
    gateway.completeHandshake();
    await vi.advanceTimersByTimeAsync(500);
    expect(dataOf(gateway)).toEqual([]);
    gateway.send(PayloadType.Output, 'SSH-2.0-Test\r\n');
    expect(written(gateway).toString()).toBe('SSH-2.0-Us\r\n');
  });

  it('sends after a second to a server that does not speak first', async () => {
    const { gateway, channel } = openChannel();
    await gateway.handshake();
    channel.write(Buffer.from('GET /'));
    await vi.advanceTimersByTimeAsync(1_001);
    expect(written(gateway).toString()).toBe('GET /');
  });

  it('repeats a refused first message much sooner than the plugin’s 200 ms', async () => {
    const { gateway, channel } = openChannel({ speaksFirst: false });
    await gateway.handshake();
    await vi.advanceTimersByTimeAsync(0);
    gateway.acknowledges = false;
    channel.write(Buffer.from('first'));
    expect(dataOf(gateway)).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(80);
    expect(dataOf(gateway)).toHaveLength(3);
    expect(new Set(dataOf(gateway).map(({ messageId }) => messageId.toString('hex'))).size).toBe(1);
  });

  it.each([
    ['an HTTP 403', { httpStatus: 403, reason: 'HTTP 403 Forbidden' }, 'gateway-refused'],
    ['no connection', { reason: 'connect ECONNREFUSED' }, 'gateway-unreachable'],
  ])('%s closes it as %s', (_what, end, kind) => {
    const { gateway, states } = openChannel();
    gateway.socket.end(end);
    expect(states.at(-1)).toMatchObject({ name: 'closed', reason: { kind } });
  });

  it('gives up when no agent begins the handshake', async () => {
    const { gateway, states } = openChannel();
    gateway.socket.open();
    for (let second = 0; second < 21; second++) {
      gateway.socket.pong();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(states.at(-1)).toMatchObject({ name: 'closed', reason: { kind: 'agent-silent' } });
  });

  it('gives up when the handshake is begun and never completed', async () => {
    const { gateway, states } = openChannel();
    await gateway.handshake(false);
    for (let second = 0; second < 19; second++) {
      gateway.socket.pong();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(states.at(-1)).toEqual({ name: 'handshaking' });
    await vi.advanceTimersByTimeAsync(1_001);
    expect(states.at(-1)).toEqual({
      name: 'closed',
      reason: { kind: 'handshake-failed', message: 'The agent did not complete the handshake' },
    });
  });

  it('takes the flag ConnectToPortError for a closed port, and no other flag', async () => {
    const { gateway, channel, states } = openChannel();
    await gateway.handshake();
    gateway.send(PayloadType.Flag, flagPayload(Flag.DisconnectToPort));
    expect(channel.state.name).toBe('open');
    gateway.send(PayloadType.Flag, flagPayload(Flag.ConnectToPortError));
    expect(states.at(-1)).toEqual({ name: 'closed', reason: { kind: 'port-silent' } });
  });

  it('answers an unknown action as unsupported, and ends', async () => {
    const { gateway, states } = openChannel();
    gateway.socket.open();
    gateway.send(
      PayloadType.HandshakeRequest,
      '{"AgentVersion":"9","RequestedClientActions":[{"ActionType":"Dance","ActionParameters":{}}]}',
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(JSON.parse(gateway.sent[0]?.payload.toString() ?? '')).toMatchObject({
      ProcessedClientActions: [{ ActionType: 'Dance', ActionStatus: 3, Error: 'Unsupported action Dance' }],
      Errors: ['Unsupported action Dance'],
    });
    expect(states.at(-1)).toMatchObject({ name: 'closed', reason: { kind: 'handshake-failed' } });
  });

  it('tells a closed port within seconds: nothing is taken, nothing comes, and the path is alive', async () => {
    const { gateway, channel, states } = openChannel();
    await gateway.handshake();
    await vi.advanceTimersByTimeAsync(0);
    gateway.acknowledges = false;
    channel.write(Buffer.from('SSH-2.0-Us\r\n'));
    for (let second = 0; second < 7; second++) {
      gateway.socket.pong();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(states.at(-1)).toMatchObject({ name: 'closed', reason: { kind: 'port-silent' } });
  });

  it('is not misled by acknowledgements of later messages, nor by time without a path', async () => {
    const { gateway, channel, states } = openChannel();
    await gateway.handshake();
    channel.write(Buffer.alloc(3_000));
    // An agent that is still dialling keeps and acknowledges what is not its turn.
    gateway.refuses = ({ sequenceNumber }) => sequenceNumber === 1;
    await vi.advanceTimersByTimeAsync(2_000);
    gateway.socket.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(channel.state.name).toBe('suspended');
    gateway.socket.open();
    for (let second = 0; second < 6; second++) {
      gateway.socket.pong();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(states.at(-1)).toMatchObject({ name: 'closed', reason: { kind: 'port-silent' } });
  });

  it('does not take a slow server for a closed port: it has taken what was sent', async () => {
    const { gateway, channel } = openChannel();
    await gateway.handshake();
    channel.write(Buffer.from('SSH-2.0-Us\r\n'));
    for (let second = 0; second < 30; second++) {
      gateway.socket.pong();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(channel.state.name).toBe('open');
  });
});

describe('receiving', () => {
  it('delivers in order what comes in disorder, once, and acknowledges each, repeats too', async () => {
    const { gateway, received } = await connected();
    const frame = (sequenceNumber: number, text: string) =>
      streamData(sequenceNumber, PayloadType.Output, text);
    for (const bytes of [frame(4, 'b'), frame(5, 'c'), frame(3, 'a'), frame(4, 'b'), frame(3, 'a')])
      gateway.socket.receive(bytes);
    await vi.advanceTimersByTimeAsync(0);
    expect(received()).toBe('SSH-2.0-Test\r\nabc');
    expect(gateway.acknowledged).toEqual([0, 1, 2, 4, 5, 3, 4, 3]);
  });

  it('ignores damage, unknown message types, and acknowledgements for what was never sent', async () => {
    const { gateway, received, channel } = await connected();
    const damaged = streamData(3, PayloadType.Output, 'x');
    damaged[120] = 0;
    gateway.socket.receive(damaged);
    gateway.socket.receive(Buffer.from('what?'));
    gateway.control('a_message_from_the_future', '{}');
    gateway.control(
      MessageType.Acknowledge,
      '{"AcknowledgedMessageSequenceNumber":77,"IsSequentialMessage":true}',
    );
    gateway.control(MessageType.Acknowledge, 'not json');
    gateway.send(PayloadType.Output, 'still here');
    expect(received()).toBe('SSH-2.0-Test\r\nstill here');
    expect(gateway.acknowledged).toEqual([0, 1, 2, 3]);
    expect(channel.state.name).toBe('open');
  });

  it('acknowledges and ignores payload types that it does not know', async () => {
    const { gateway, received } = await connected();
    gateway.send(99, 'mystery');
    gateway.send(PayloadType.Output, '!');
    expect(received()).toBe('SSH-2.0-Test\r\n!');
    expect(gateway.acknowledged).toContain(3);
  });

  it('stops and resumes reading for a reader that is full', async () => {
    const { gateway, channel } = await connected();
    channel.pauseReading();
    expect(gateway.socket.paused).toBe(true);
    channel.resumeReading();
    expect(gateway.socket.paused).toBe(false);
  });

  it('ends when the service closes the channel, with what it said', async () => {
    const { gateway, states } = await connected();
    gateway.control(MessageType.ChannelClosed, '{"Output":"Session was terminated by an administrator"}');
    expect(states.at(-1)).toEqual({
      name: 'closed',
      reason: { kind: 'ended', output: 'Session was terminated by an administrator' },
    });
    expect(gateway.socket.ended).toBe(true);
  });
});

describe('sending', () => {
  it('splits at 1,024 bytes and changes nothing, not even a lone newline', async () => {
    const { gateway, channel } = await connected();
    channel.write(Buffer.from('\n'));
    channel.write(Buffer.alloc(2_500, 7));
    await vi.advanceTimersByTimeAsync(1);
    expect(dataOf(gateway).map(({ payload }) => payload.length)).toEqual([1, 1_024, 1_024, 452]);
    expect(dataOf(gateway)[0]?.payload.toString()).toBe('\n');
  });

  it('asks its caller to wait, and calls back once there is room', async () => {
    const { gateway, channel, onDrain } = await connected();
    gateway.acknowledges = false;
    expect(channel.write(Buffer.alloc(1024 * 1024))).toBe(false);
    await vi.advanceTimersByTimeAsync(10);
    expect(onDrain).not.toHaveBeenCalled();
    gateway.acknowledges = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(onDrain).toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(written(gateway)).toHaveLength(1024 * 1024);
  });

  it('hands no more to a socket that does not drain, and waits for that once', async () => {
    const { gateway, channel } = await connected();
    await vi.advanceTimersByTimeAsync(1);
    gateway.socket.bufferedBytes = 1024 * 1024 + 1;
    for (let i = 0; i < 20; i++) channel.write(Buffer.from('waits'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(dataOf(gateway)).toEqual([]);
    expect(gateway.socket.waitingForFlush).toBe(1);
    gateway.socket.flush();
    expect(written(gateway).toString()).toBe('waits'.repeat(20));
    gateway.socket.bufferedBytes = 1024 * 1024 + 1;
    channel.write(Buffer.from('again'));
    gateway.socket.flush();
    expect(written(gateway).toString().endsWith('again')).toBe(true);
  });

  it('hands on what a socket holds that is lost before it drains', async () => {
    const { gateway, channel } = await connected();
    await vi.advanceTimersByTimeAsync(1);
    const lost = gateway.socket;
    lost.bufferedBytes = 1024 * 1024 + 1;
    channel.write(Buffer.from('a'));
    lost.end();
    await vi.advanceTimersByTimeAsync(1);
    gateway.socket.open();
    gateway.socket.bufferedBytes = 1024 * 1024 + 1;
    channel.write(Buffer.from('b'));
    lost.flush();
    gateway.socket.flush();
    expect(written(gateway).toString()).toBe('ab');
  });

  it('pauses when told to, and goes on when told or when the agent shows signs of life', async () => {
    const { gateway, channel } = await connected();
    gateway.control(MessageType.PausePublication);
    channel.write(Buffer.from('a'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(dataOf(gateway)).toEqual([]);
    gateway.control(MessageType.StartPublication);
    expect(written(gateway).toString()).toBe('a');
    gateway.control(MessageType.PausePublication);
    channel.write(Buffer.from('b'));
    gateway.send(PayloadType.Output, 'x');
    expect(written(gateway).toString()).toBe('ab');
  });
});

describe('flush', () => {
  it('settles once the agent has taken all that was written, over a lost path too, and when the channel closes', async () => {
    const { gateway, channel } = await connected();
    let settled = 0;
    const flushed = () => void channel.flush().then(() => settled++);
    gateway.acknowledges = false;
    channel.write(Buffer.from('all of it'));
    flushed();
    await vi.advanceTimersByTimeAsync(100);
    gateway.socket.end();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toBe(0);
    gateway.acknowledges = true;
    gateway.socket.open();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toBe(1);
    flushed();
    await vi.advanceTimersByTimeAsync(0);
    expect(settled).toBe(2);
    gateway.acknowledges = false;
    channel.write(Buffer.from('more'));
    flushed();
    void channel.terminate();
    await vi.advanceTimersByTimeAsync(1_001);
    expect(settled).toBe(3);
  });
});

describe('payloads larger than 1,024 bytes', () => {
  const LARGE = 16_384;
  const probed = async (refuses: FakeGateway['refuses']) => {
    const opened = openChannel({ payloadBytes: LARGE });
    await opened.gateway.handshake();
    opened.gateway.refuses = refuses;
    opened.gateway.send(PayloadType.Output, 'SSH-2.0-Test\r\n');
    return opened;
  };

  it('are used once a message that agents ignore has been taken', async () => {
    let taken = false;
    const { gateway, channel } = await probed(() => !taken);
    channel.write(Buffer.alloc(2_048, 1));
    taken = true;
    await vi.advanceTimersByTimeAsync(1_000);
    channel.write(Buffer.alloc(LARGE, 2));
    await vi.advanceTimersByTimeAsync(10);
    expect(
      gateway.sent.find(({ payloadType }) => payloadType === PayloadType.Parameter)?.payload,
    ).toHaveLength(LARGE);
    expect(new Set(dataOf(gateway).map(({ payload }) => payload.length))).toEqual(new Set([1_024, LARGE]));
  });

  it('are given up when it is not, without losing or doubling a byte', async () => {
    const { gateway, channel } = await probed(({ payload }) => payload.length > 1_024);
    const sent = Buffer.from(Array.from({ length: 5_000 }, (_, i) => i % 251));
    channel.write(sent);
    await vi.advanceTimersByTimeAsync(5_000);
    channel.write(sent);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(Math.max(...dataOf(gateway).map(({ payload }) => payload.length))).toBe(1_024);
    expect(written(gateway).equals(Buffer.concat([sent, sent]))).toBe(true);
    const probe = gateway.sent.filter(({ payloadType }) => payloadType === PayloadType.Parameter);
    expect(probe.at(-1)?.payload).toHaveLength(0);
    expect(new Set(probe.map(({ sequenceNumber }) => sequenceNumber)).size).toBe(1);
    expect(channel.state.name).toBe('open');
  });

  it('are given up when the gateway drops the connection over it', async () => {
    const { gateway, channel } = await probed(({ payload }) => payload.length > 1_024);
    gateway.socket.end({ code: 1009, reason: 'message too big' });
    await vi.advanceTimersByTimeAsync(1);
    gateway.socket.open();
    channel.write(Buffer.alloc(4_096, 3));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(Math.max(...gateway.socket.frames.map(({ payload }) => payload.length))).toBe(1_024);
    expect(written(gateway)).toHaveLength(4_096);
  });
});

describe('terminate', () => {
  it('sends the flag TerminateSession and is done when the service has closed the channel', async () => {
    const { gateway, channel, states } = await connected();
    const done = channel.terminate();
    const flag = gateway.sent.at(-1);
    expect(flag?.payloadType).toBe(PayloadType.Flag);
    expect(flag?.payload.readUInt32BE()).toBe(Flag.TerminateSession);
    gateway.control(MessageType.ChannelClosed, '{}');
    await done;
    expect(states.at(-1)).toEqual({ name: 'closed', reason: { kind: 'terminated' } });
  });

  it('does not wait longer than a second, nor for a path that is lost', async () => {
    const first = await connected();
    const done = first.channel.terminate();
    await vi.advanceTimersByTimeAsync(1_001);
    await done;
    expect(first.channel.state.name).toBe('closed');
    const second = await connected();
    second.gateway.socket.end();
    await second.channel.terminate();
    expect(second.channel.state.name).toBe('closed');
  });

  it('leaves no timer behind', async () => {
    const { channel } = await connected();
    const done = channel.terminate();
    await vi.advanceTimersByTimeAsync(1_001);
    await done;
    expect(vi.getTimerCount()).toBe(0);
  });
});
