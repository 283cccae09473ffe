import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { seal, unseal } from '../../test/support/agent-encryption.js';
import { readCapture } from '../../test/support/captures.js';
import { decodeFrame, PayloadType } from './codec/frame.js';
import { parseHandshakeRequest, parseKmsEncryption } from './codec/messages.js';
import { Handshake, type RequestDataKey } from './handshake.js';

const request = (...actions: object[]) =>
  Buffer.from(JSON.stringify({ AgentVersion: '3.3.0.0', RequestedClientActions: actions }));
const sessionType = (SessionType: string, Properties: object = {}) => ({
  ActionType: 'SessionType',
  ActionParameters: { SessionType, Properties },
});
const answerOf = async (handshake: Handshake, payload: Buffer) => {
  const answer = await handshake.answer(payload);
  return { ...answer, response: JSON.parse(answer?.response.toString() ?? '') as object };
};

describe('session types', () => {
  it.each(['Port', 'Standard_Stream'])('%s is taken', async (type) => {
    const answer = await answerOf(new Handshake(null), request(sessionType(type, { portNumber: '22' })));
    expect(answer).toMatchObject({
      sessionType: type,
      failure: null,
      agentVersion: '3.3.0.0',
      response: { ProcessedClientActions: [{ ActionType: 'SessionType', ActionStatus: 1 }], Errors: null },
    });
  });

  it.each([
    ['of a kind that is not carried', sessionType('InteractiveCommands'), 'InteractiveCommands'],
    ['a multiplexed port', sessionType('Port', { type: 'LocalPortForwarding' }), 'Port LocalPortForwarding'],
    ['malformed', { ActionType: 'SessionType', ActionParameters: 7 }, '(malformed)'],
  ])('%s is answered as unsupported', async (_what, action, name) => {
    const answer = await answerOf(new Handshake(null), request(action));
    expect(answer).toMatchObject({
      sessionType: null,
      failure: `Unsupported session type ${name}`,
      response: { ProcessedClientActions: [{ ActionStatus: 3 }] },
    });
  });

  it('a request that is no request gives null', async () => {
    expect(await new Handshake(null).answer(Buffer.from('[]'))).toBeNull();
  });
});

describe('encryption with KMS', () => {
  const plaintext = randomBytes(64);
  const [agentKey, clientKey] = [plaintext.subarray(0, 32), plaintext.subarray(32)];

  /** The real agent's request for encryption. */
  const realRequest = () => {
    const frame = readCapture('vi_kms_handshake_forced')
      .filter(({ kind, dir }) => kind === 'binary' && dir === 's2c')
      .map(({ bytes }) => decodeFrame(bytes))
      .find(({ payloadType }) => payloadType === PayloadType.HandshakeRequest);
    return frame!.payload;
  };

  it('asks for a key with the agent’s challenge, and answers with its ciphertext', async () => {
    const parameters = parseKmsEncryption(
      parseHandshakeRequest(realRequest())?.RequestedClientActions[1]?.ActionParameters,
    );
    const requestDataKey = vi.fn<RequestDataKey>(() =>
      Promise.resolve({ plaintext, ciphertextBlob: Buffer.from('ciphertext') }),
    );
    const handshake = new Handshake(requestDataKey);
    const answer = await answerOf(handshake, realRequest());
    expect(requestDataKey).toHaveBeenCalledWith({
      keyId: parameters?.KMSKeyId,
      extraContext: { 'aws:ssm:RandomChallenge': parameters?.Challenge },
    });
    expect(answer.response).toMatchObject({
      ProcessedClientActions: [
        { ActionType: 'SessionType', ActionStatus: 1 },
        {
          ActionType: 'KMSEncryption',
          ActionStatus: 1,
          ActionResult: {
            KMSCipherTextKey: Buffer.from('ciphertext').toString('base64'),
            KMSCipherTextHash: null,
            ChallengeAcknowledgement: true,
          },
        },
      ],
    });
  });

  it('decrypts with the agent’s half of the key and encrypts with ours, challenge included', async () => {
    const handshake = new Handshake(() => Promise.resolve({ plaintext, ciphertextBlob: Buffer.alloc(1) }));
    await handshake.answer(realRequest());
    const challenge = randomBytes(64);
    const ask = Buffer.from(JSON.stringify({ Challenge: seal(agentKey, challenge).toString('base64') }));
    const reply = JSON.parse(handshake.answerChallenge(ask)?.toString() ?? '') as { Challenge: string };
    expect(unseal(clientKey, Buffer.from(reply.Challenge, 'base64'))).toEqual(challenge);
    expect(handshake.encryption?.decrypt(seal(agentKey, Buffer.from('from agent'))).toString()).toBe(
      'from agent',
    );
    const sealed = handshake.encryption?.encrypt(Buffer.from('to agent'));
    expect(sealed && unseal(clientKey, sealed).toString()).toBe('to agent');
  });

  it('does not answer a challenge that was made with another key, nor one without a key', async () => {
    const ask = Buffer.from(
      JSON.stringify({ Challenge: seal(randomBytes(32), randomBytes(64)).toString('base64') }),
    );
    expect(new Handshake(null).answerChallenge(ask)).toBeNull();
    const handshake = new Handshake(() => Promise.resolve({ plaintext, ciphertextBlob: Buffer.alloc(1) }));
    await handshake.answer(realRequest());
    expect(handshake.answerChallenge(ask)).toBeNull();
  });

  it('says why it failed when KMS gives no key', async () => {
    const handshake = new Handshake(() => Promise.reject(new Error('AccessDenied')));
    const answer = await answerOf(handshake, realRequest());
    expect(answer.failure).toBe('Failed to process action KMSEncryption: AccessDenied');
    expect(answer.response).toMatchObject({ ProcessedClientActions: [{}, { ActionStatus: 2 }] });
  });
});
