import { vi } from 'vitest';
import { PayloadType, type Frame } from '../../src/session-manager/codec/frame.js';
import type {
  ChannelState,
  DataChannelHandlers,
  DataChannelOptions,
} from '../../src/session-manager/channel-types.js';
import { DataChannel } from '../../src/session-manager/data-channel.js';
import { FakeGateway } from './fake-gateway.js';

export const TICKET = {
  streamUrl: 'wss://gateway.example/v1/data-channel/s',
  tokenValue: 'token-1',
  headers: {},
};

/** A channel on a gateway that does what the test tells it, and what came of it. */
export interface Opened {
  readonly gateway: FakeGateway;
  readonly channel: DataChannel;
  readonly states: ChannelState[];
  readonly received: () => string;
  readonly resume: ReturnType<typeof vi.fn<DataChannelOptions['resume']>>;
  readonly onDrain: ReturnType<typeof vi.fn<() => void>>;
}

export function openChannel(
  options: Partial<DataChannelOptions> = {},
  handlers: Partial<DataChannelHandlers> = {},
): Opened {
  const gateway = new FakeGateway();
  const states: ChannelState[] = [];
  const chunks: Buffer[] = [];
  let tokens = 1;
  const resume = vi.fn<DataChannelOptions['resume']>(() =>
    Promise.resolve({ ...TICKET, tokenValue: `token-${++tokens}` }),
  );
  const onDrain = vi.fn<() => void>();
  const channel = new DataChannel(
    { ticket: TICKET, dial: gateway.dial, resume, sessionType: 'Port', speaksFirst: true, ...options },
    {
      onData: (bytes) => chunks.push(Buffer.from(bytes)),
      onDrain,
      onState: (state) => states.push(state),
      ...handlers,
    },
  );
  return { gateway, channel, states, received: () => Buffer.concat(chunks).toString(), resume, onDrain };
}

/** A channel whose server has spoken. */
export async function connected(): Promise<Opened> {
  const opened = openChannel();
  await opened.gateway.handshake();
  opened.gateway.send(PayloadType.Output, 'SSH-2.0-Test\r\n');
  return opened;
}

/** The data that the client has sent, repeats included. */
export const dataOf = (gateway: FakeGateway): Frame[] =>
  gateway.sent.filter(({ payloadType }) => payloadType === PayloadType.Output);

/** The payloads of the client's data, each sequence number once and in order: what the agent would write. */
export function written(gateway: FakeGateway): Buffer {
  const bySequence = new Map(dataOf(gateway).map((frame) => [frame.sequenceNumber, frame.payload]));
  return Buffer.concat([...bySequence].sort(([a], [b]) => a - b).map(([, payload]) => payload));
}
