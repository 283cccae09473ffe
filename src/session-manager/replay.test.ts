import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seal, SEAL_BYTES, unseal } from '../../test/support/agent-encryption.js';
import { captureNames, readCapture, type CapturedFrame } from '../../test/support/captures.js';
import { readCutCapture } from '../../test/support/cut-captures.js';
import { dataOf, openChannel, written, type Opened } from '../../test/support/test-channel.js';
import { decodeFrame, encodeFrame, MessageType, PayloadType, type Frame } from './codec/frame.js';
import { parseChallenge } from './codec/messages.js';

/*
 * The real agent's messages, played to our channel: what it answers is compared with what the real plugin answered.
 * Every file in test/captures is in one of the three groups.
 */

const isCut = (name: string) => readCapture(name).some(({ truncated }) => truncated);
const isEncrypted = (name: string) => name.startsWith('vi_');
const cut = captureNames.filter(isCut);
const encrypted = captureNames.filter(isEncrypted);
const whole = captureNames.filter((name) => !isCut(name) && !isEncrypted(name));

/** Seen from the client, or between gateway and agent. */
const isFromAgent = ({ dir }: CapturedFrame) => dir === 's2c' || dir === 'a2s';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Plays the agent's part and writes what SSH wrote; gives what the plugin acknowledged and sent. */
async function replay(
  { gateway, channel }: Opened,
  entries: readonly CapturedFrame[],
): Promise<{ acknowledged: string[]; sent: Buffer; cuts: number }> {
  const acknowledged: string[] = [];
  const sent: Buffer[] = [];
  let cuts = 0;
  let nextData = 1;
  gateway.socket.open();
  for (const entry of entries) {
    if (entry.kind === 'note' && entry.text.includes('relay drops')) {
      cuts++;
      gateway.socket.end();
      await vi.advanceTimersByTimeAsync(1);
      gateway.socket.open();
    }
    if (entry.kind !== 'binary') continue;
    const frame = decodeFrame(entry.bytes);
    if (isFromAgent(entry)) {
      // Acknowledgements in the capture are for the plugin's frames, at its pace; the gateway makes ours itself.
      if (frame.messageType !== MessageType.Acknowledge) gateway.socket.receive(entry.bytes);
    } else if (frame.messageType === MessageType.Acknowledge) acknowledged.push(frame.payload.toString());
    else if (frame.payloadType === PayloadType.Output && frame.sequenceNumber === nextData) {
      nextData++;
      sent.push(frame.payload);
      channel.write(frame.payload);
    }
    await vi.advanceTimersByTimeAsync(0);
  }
  // Enough for every repeat; less than the wait for a server that never speaks.
  await vi.advanceTimersByTimeAsync(900);
  return { acknowledged: [...new Set(acknowledged)], sent: Buffer.concat(sent), cuts };
}

/** The texts of our acknowledgements. The plugin does not acknowledge a repeat, and we do: each is counted once. */
function acknowledgements({ gateway }: Opened): string[] {
  const frames = gateway.sockets.flatMap((socket) => socket.frames);
  const texts = frames
    .filter(({ messageType }) => messageType === MessageType.Acknowledge)
    .map(({ payload }) => payload.toString());
  return [...new Set(texts)];
}

function expectHandshakeAndOrder({ gateway }: Opened): void {
  const response = gateway.sent.find(({ payloadType }) => payloadType === PayloadType.HandshakeResponse);
  expect(response?.sequenceNumber).toBe(0);
  expect(JSON.parse(response?.payload.toString() ?? '')).toMatchObject({
    ProcessedClientActions: [{ ActionType: 'SessionType', ActionStatus: 1, ActionResult: null, Error: '' }],
    Errors: null,
  });
  const sequences = [...new Set(gateway.sent.map(({ sequenceNumber }) => sequenceNumber))];
  expect(sequences.sort((a, b) => a - b)).toEqual(Array.from(sequences, (_, i) => i));
}

describe('whole captures', () => {
  it.each(whole)('%s: the right frames come back', async (name) => {
    const opened = openChannel();
    const { acknowledged, sent, cuts } = await replay(opened, readCapture(name));
    expect(acknowledgements(opened)).toEqual(acknowledged);
    expectHandshakeAndOrder(opened);
    // On the closed port the plugin speaks into the void; we wait for the server, which never comes.
    const ours = name.startsWith('iii_') ? Buffer.alloc(0) : sent;
    expect(written(opened.gateway).equals(ours)).toBe(true);
    expect(opened.resume).toHaveBeenCalledTimes(cuts);
  });
});

describe('captures of which only the beginning of each frame was kept', () => {
  it.each(cut)('%s: acknowledgements and handshake are proved by their digests', (name) => {
    const inexact = readCutCapture(name).filter(({ exact }) => !exact);
    // What SSH encrypted is beyond guessing. All else is known to the byte.
    for (const { bytes } of inexact) expect(decodeFrame(bytes).payloadType).toBe(PayloadType.Output);
  });

  it.each(cut)('%s: the right frames come back, with other bytes of the same lengths', async (name) => {
    const opened = openChannel();
    const { acknowledged, sent, cuts } = await replay(opened, readCutCapture(name));
    expect(cuts).toBe(1);
    expect(opened.resume).toHaveBeenCalledTimes(cuts);
    // The agent's last message before the cut was taken, and the acknowledgement of it was not recorded.
    const ours = acknowledgements(opened);
    const recorded = new Set(acknowledged);
    expect(ours.filter((text) => recorded.has(text))).toEqual(acknowledged);
    expect(ours.length - acknowledged.length).toBeLessThanOrEqual(cuts);
    expectHandshakeAndOrder(opened);
    expect(written(opened.gateway).equals(sent)).toBe(true);
  });
});

describe('captures with encryption by KMS', () => {
  it('are these', () => {
    expect(new Set(encrypted)).toEqual(
      new Set(['vi_kms_failed_on_client', 'vi_kms_handshake_forced', 'vi_kms_handshake_forced.agentleg']),
    );
  });

  it('vi_kms_failed_on_client: a client without KMS says so, and ends', async () => {
    const opened = openChannel();
    await replay(opened, readCapture('vi_kms_failed_on_client'));
    const [response] = opened.gateway.sent;
    expect(JSON.parse(response?.payload.toString() ?? '')).toMatchObject({
      ProcessedClientActions: [{ ActionStatus: 1 }, { ActionType: 'KMSEncryption', ActionStatus: 2 }],
    });
    expect(opened.states.at(-1)).toMatchObject({ name: 'closed', reason: { kind: 'handshake-failed' } });
  });

  const forced = encrypted.filter((name) => name.includes('forced'));
  const framesOf = (name: string) =>
    readCapture(name)
      .filter(({ kind }) => kind === 'binary')
      .map((entry) => ({ fromAgent: isFromAgent(entry), frame: decodeFrame(entry.bytes) }));

  it.each(forced)(
    '%s: up to the challenge all is the same, and a key that is not the agent’s ends it',
    async (name) => {
      const frames = framesOf(name);
      const pluginSent = (type: number) =>
        frames.find(({ fromAgent, frame }) => !fromAgent && frame.payloadType === type)?.frame;
      const answered = JSON.parse(
        pluginSent(PayloadType.HandshakeResponse)?.payload.toString() ?? '',
      ) as KmsResponse;
      const { KMSCipherTextKey } = answered.ProcessedClientActions[1].ActionResult;
      const opened = openChannel({
        requestDataKey: () =>
          Promise.resolve({
            plaintext: randomBytes(64),
            ciphertextBlob: Buffer.from(KMSCipherTextKey, 'base64'),
          }),
      });
      await replay(opened, readCapture(name));
      const ours = JSON.parse(opened.gateway.sent[0]?.payload.toString() ?? '') as KmsResponse;
      const [sessionType, kms] = answered.ProcessedClientActions;
      expect(ours.ProcessedClientActions).toEqual([
        sessionType,
        // The plugin of the capture does not know the challenge; the agent takes both answers.
        { ...kms, ActionResult: { ...kms.ActionResult, ChallengeAcknowledgement: true } },
      ]);
      // The data key of the capture is lost, so its challenge cannot be met, and nothing encrypted can be read.
      expect(opened.states.at(-1)).toMatchObject({ name: 'closed', reason: { kind: 'handshake-failed' } });
    },
  );

  it.each(forced)('%s: nonce, ciphertext and tag have the lengths that ours have', (name) => {
    const frames = framesOf(name);
    const challenges = frames.filter(
      ({ frame }) =>
        frame.payloadType === PayloadType.EncChallengeRequest ||
        frame.payloadType === PayloadType.EncChallengeResponse,
    );
    expect(challenges.map(({ frame }) => parseChallenge(frame.payload)?.length)).toEqual([
      64 + SEAL_BYTES,
      64 + SEAL_BYTES,
    ]);
    const data = frames.filter(({ frame }) => frame.payloadType === PayloadType.Output);
    const lengths = data.map(({ frame }) => frame.payload.length - SEAL_BYTES);
    expect(Math.min(...lengths)).toBeGreaterThan(0);
    expect(Math.max(...lengths)).toBe(1_024);
    const nonces = data.map(({ frame }) => frame.payload.toString('hex', 0, 12));
    expect(new Set(nonces).size).toBe(new Set(data.map(({ frame }) => frame.messageId.toString('hex'))).size);
  });

  it.each(forced)('%s: with a key of ours in place of the lost one, it goes through', async (name) => {
    const plaintext = randomBytes(64);
    const [agentKey, clientKey] = [plaintext.subarray(0, 32), plaintext.subarray(32)];
    const challenge = randomBytes(64);
    const anew = (frame: Frame): Buffer => {
      if (frame.payloadType === PayloadType.EncChallengeRequest)
        return Buffer.from(JSON.stringify({ Challenge: seal(agentKey, challenge).toString('base64') }));
      if (frame.payloadType === PayloadType.Output)
        return seal(agentKey, Buffer.alloc(frame.payload.length - SEAL_BYTES, 'x'));
      return frame.payload;
    };
    const opened = openChannel({
      requestDataKey: () => Promise.resolve({ plaintext, ciphertextBlob: Buffer.alloc(1) }),
    });
    const { gateway, channel } = opened;
    gateway.socket.open();
    const frames = framesOf(name);
    const lengths: number[] = [];
    let received = 0;
    for (const { fromAgent, frame } of frames) {
      const isData = frame.payloadType === PayloadType.Output;
      if (fromAgent && frame.messageType === MessageType.OutputStreamData) {
        if (isData) received += frame.payload.length - SEAL_BYTES;
        gateway.socket.receive(encodeFrame({ ...frame, payload: anew(frame) }));
      } else if (!fromAgent && isData) {
        lengths.push(frame.payload.length);
        channel.write(Buffer.alloc(frame.payload.length - SEAL_BYTES, 'y'));
      }
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(channel.state.name).toBe('open');
    expect(opened.received()).toBe('x'.repeat(received));
    const answer = gateway.sent.find(({ payloadType }) => payloadType === PayloadType.EncChallengeResponse);
    expect(unseal(clientKey, parseChallenge(answer?.payload ?? Buffer.alloc(0))!)).toEqual(challenge);
    // Frame by frame as long as the plugin's, and readable with the client's key alone.
    expect(dataOf(gateway).map(({ payload }) => payload.length)).toEqual(lengths);
    for (const { payload } of dataOf(gateway))
      expect(unseal(clientKey, payload).toString()).toBe('y'.repeat(payload.length - SEAL_BYTES));
  });
});

interface KmsResponse {
  readonly ProcessedClientActions: readonly [
    object,
    { readonly ActionResult: { readonly KMSCipherTextKey: string } },
  ];
}
