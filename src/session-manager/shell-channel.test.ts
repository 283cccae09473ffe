import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeGateway } from '../../test/support/fake-gateway.js';
import { openChannel } from '../../test/support/test-channel.js';
import { PayloadType } from './codec/frame.js';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a shell (Standard_Stream)', () => {
  const openShell = () => openChannel({ sessionType: 'Standard_Stream' });
  const kinds = (gateway: FakeGateway): number[] => gateway.sent.map(({ payloadType }) => payloadType);

  it('is open with its first words where the agent begins with them, and not before', async () => {
    const { gateway, states, received } = openShell();
    gateway.socket.open();
    expect(states.at(-1)).toEqual({ name: 'handshaking' });
    gateway.send(PayloadType.Output, 'sh-5.2$ ');
    expect(states.at(-1)).toEqual({ name: 'open' });
    expect(received()).toBe('sh-5.2$ ');
    // The time for a handshake is over, and none is missed.
    for (let second = 0; second < 30; second++) {
      gateway.socket.pong();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(states.at(-1)).toEqual({ name: 'open' });
  });

  it('waits for a handshake that was begun', async () => {
    const { gateway, states } = openShell();
    await gateway.handshake(false);
    gateway.send(PayloadType.Output, 'early');
    expect(states.at(-1)).toEqual({ name: 'handshaking' });
    gateway.completeHandshake();
    expect(states.at(-1)).toEqual({ name: 'open' });
  });

  it('is sent nothing before its first words, then its size, and then what was typed', () => {
    const { gateway, channel } = openShell();
    gateway.socket.open();
    channel.resize(80, 24);
    channel.write(Buffer.from('ls\r'));
    channel.resize(132, 40);
    expect(gateway.sent).toEqual([]);
    gateway.send(PayloadType.Output, 'sh-5.2$ ');
    expect(kinds(gateway)).toEqual([PayloadType.Size, PayloadType.Output]);
    expect(gateway.sent[0]?.payload.toString()).toBe('{"cols":132,"rows":40}');
    channel.resize(100, 30);
    expect(gateway.sent.at(-1)?.payload.toString()).toBe('{"cols":100,"rows":30}');
  });

  it('is not taken for a closed port while it is slow to start', async () => {
    const { gateway, channel, states } = openShell();
    await gateway.handshake();
    gateway.acknowledges = false;
    channel.write(Buffer.from('ls\r'));
    for (let second = 0; second < 15; second++) {
      gateway.socket.pong();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(states.at(-1)).toEqual({ name: 'open' });
  });

  it('passes on the account’s message', async () => {
    const onCustomerMessage = vi.fn();
    const { gateway } = openChannel({ sessionType: 'Standard_Stream' }, { onCustomerMessage });
    await gateway.handshake(false);
    gateway.send(PayloadType.HandshakeComplete, '{"CustomerMessage":"Recorded for audit."}');
    expect(onCustomerMessage).toHaveBeenCalledExactlyOnceWith('Recorded for audit.');
  });
});
