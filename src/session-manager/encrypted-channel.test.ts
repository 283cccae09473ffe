import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from '../../test/support/agent-encryption.js';
import { openChannel, type Opened } from '../../test/support/test-channel.js';
import { Flag, MessageType, PayloadType, type Frame } from './codec/frame.js';
import { flagPayload, parseChallenge } from './codec/messages.js';

const plaintext = randomBytes(64);
const [agentKey, clientKey] = [plaintext.subarray(0, 32), plaintext.subarray(32)];

/** A channel whose agent has asked for encryption and been answered, challenge included. */
async function openEncrypted(): Promise<Opened & { heard: unknown[] }> {
  const heard: unknown[] = [];
  const opened = openChannel(
    {
      speaksFirst: false,
      requestDataKey: () => Promise.resolve({ plaintext, ciphertextBlob: Buffer.alloc(1) }),
    },
    {
      onData: (bytes) => heard.push(['out', bytes.toString()]),
      onCustomerMessage: (message) => heard.push(['message', message]),
    },
  );
  const { gateway } = opened;
  await gateway.handshake(false, [
    { ActionType: 'KMSEncryption', ActionParameters: { KMSKeyId: 'arn', Challenge: 'AAAA' } },
  ]);
  const challenge = seal(agentKey, Buffer.alloc(64, 1)).toString('base64');
  gateway.send(PayloadType.EncChallengeRequest, JSON.stringify({ Challenge: challenge }));
  gateway.send(PayloadType.HandshakeComplete, '{"CustomerMessage":"Encrypted."}');
  return { ...opened, heard };
}

const sentOf = ({ gateway }: Opened, payloadType: number): Frame | undefined =>
  gateway.sent.findLast((frame) => frame.payloadType === payloadType);

describe('an encrypted session', () => {
  it('has the agent’s data encrypted, and handshake messages and flags not', async () => {
    const opened = await openEncrypted();
    const { gateway, heard, states } = opened;
    gateway.send(PayloadType.Output, seal(agentKey, Buffer.from('a')));
    expect(heard).toEqual([
      ['message', 'Encrypted.'],
      ['out', 'a'],
    ]);
    gateway.send(PayloadType.Flag, flagPayload(Flag.ConnectToPortError));
    expect(states.at(-1)).toEqual({ name: 'closed', reason: { kind: 'port-silent' } });
  });

  it('has the client’s data encrypted, and its handshake messages, sizes and flags not', async () => {
    const opened = await openEncrypted();
    const { channel } = opened;
    channel.write(Buffer.from('data'));
    expect(unseal(clientKey, sentOf(opened, PayloadType.Output)?.payload ?? Buffer.alloc(0)).toString()).toBe(
      'data',
    );
    const answer = parseChallenge(
      sentOf(opened, PayloadType.EncChallengeResponse)?.payload ?? Buffer.alloc(0),
    );
    expect(unseal(clientKey, answer ?? Buffer.alloc(0))).toEqual(Buffer.alloc(64, 1));
    channel.resize(80, 24);
    expect(sentOf(opened, PayloadType.Size)?.payload.toString()).toBe('{"cols":80,"rows":24}');
    void channel.terminate();
    expect(sentOf(opened, PayloadType.Flag)?.payload).toEqual(flagPayload(Flag.TerminateSession));
  });

  it('encrypts a message once: repeats are the same bytes, so that no nonce is used for two texts', async () => {
    const opened = await openEncrypted();
    opened.gateway.acknowledges = false;
    opened.channel.write(Buffer.from('data'));
    opened.gateway.socket.end();
    const first = sentOf(opened, PayloadType.Output);
    await expect.poll(() => opened.gateway.sockets.length).toBe(2);
    opened.gateway.socket.open();
    const again = opened.gateway.socket.frames.find(({ payloadType }) => payloadType === PayloadType.Output);
    expect(again?.payload).toEqual(first?.payload);
    opened.gateway.control(MessageType.ChannelClosed);
  });

  it.each([
    ['is encrypted with another key', seal(clientKey, Buffer.from('x'))],
    ['is not encrypted', Buffer.from('a text of more than twenty-eight bytes')],
    ['is too short for nonce and tag', Buffer.alloc(27)],
  ])('ends when a message %s', async (_what, payload) => {
    const { gateway, states, heard } = await openEncrypted();
    gateway.send(PayloadType.Output, payload);
    gateway.send(PayloadType.Output, seal(agentKey, Buffer.from('later')));
    expect(states.at(-1)).toEqual({
      name: 'closed',
      reason: { kind: 'ended', output: 'A message could not be decrypted' },
    });
    expect(heard).toEqual([['message', 'Encrypted.']]);
  });
});
