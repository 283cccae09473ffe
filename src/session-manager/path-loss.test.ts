import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connected, TICKET } from '../../test/support/test-channel.js';
import { PayloadType } from './codec/frame.js';
import { ResumeRefusedError } from './gateway-path.js';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('losing the path', () => {
  it('resumes with a new token and sends again what was not acknowledged, with the same numbers', async () => {
    const { gateway, channel, states, received } = await connected();
    await vi.advanceTimersByTimeAsync(1);
    gateway.acknowledges = false;
    channel.write(Buffer.from('one'));
    channel.write(Buffer.from('two'));
    gateway.socket.end({ code: 1000, reason: 'Bye' });
    expect(states.at(-1)).toMatchObject({ name: 'suspended', attempt: 0, why: 'Bye' });
    channel.write(Buffer.from('three'));
    await vi.advanceTimersByTimeAsync(1);
    gateway.socket.open();
    expect(states.at(-1)).toEqual({ name: 'open' });
    const again = gateway.socket.frames.map(({ sequenceNumber, payload }) => [
      sequenceNumber,
      payload.toString(),
    ]);
    expect(again).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ]);
    gateway.send(PayloadType.Output, 'more');
    expect(received()).toBe('SSH-2.0-Test\r\nmore');
  });

  it('goes on trying for as long as the session lives, ever more slowly', async () => {
    const { gateway, channel, resume, states } = await connected();
    resume.mockRejectedValue(new Error('network is unreachable'));
    gateway.socket.end();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(channel.state).toMatchObject({ name: 'suspended', why: 'network is unreachable' });
    const tries = resume.mock.calls.length;
    expect(tries).toBeGreaterThan(50);
    expect(tries).toBeLessThan(200);
    resume.mockResolvedValue({ ...TICKET, tokenValue: 'late' });
    channel.retryNow();
    await vi.advanceTimersByTimeAsync(1);
    gateway.socket.open();
    expect(states.at(-1)).toEqual({ name: 'open' });
    expect(channel.statistics.resumes).toBe(1);
  });

  it('does not hammer a gateway that accepts and drops at once', async () => {
    const { gateway, resume } = await connected();
    gateway.socket.end();
    for (let ms = 0; ms < 60_000; ms += 100) {
      await vi.advanceTimersByTimeAsync(100);
      if (!gateway.socket.ended) {
        gateway.socket.open();
        gateway.socket.end();
      }
    }
    expect(resume.mock.calls.length).toBeLessThan(30);
  });

  it('ends when the session has timed out, or when resuming is refused', async () => {
    const first = await connected();
    first.resume.mockResolvedValue(null);
    first.gateway.socket.end();
    await vi.advanceTimersByTimeAsync(1);
    expect(first.states.at(-1)).toEqual({ name: 'closed', reason: { kind: 'timed-out' } });
    const second = await connected();
    second.resume.mockRejectedValue(new ResumeRefusedError('not any more'));
    second.gateway.socket.end();
    await vi.advanceTimersByTimeAsync(1);
    expect(second.states.at(-1)).toMatchObject({ name: 'closed', reason: { kind: 'resume-refused' } });
  });

  it('asks for another token when the gateway refuses a later socket', async () => {
    const { gateway, channel, states } = await connected();
    gateway.socket.end();
    await vi.advanceTimersByTimeAsync(1);
    gateway.socket.end({ httpStatus: 403, reason: 'HTTP 403 Forbidden' });
    expect(channel.state).toMatchObject({ name: 'suspended', why: 'HTTP 403 Forbidden' });
    await vi.advanceTimersByTimeAsync(1_000);
    gateway.socket.open();
    expect(states.at(-1)).toEqual({ name: 'open' });
    expect(JSON.parse(gateway.socket.texts[0] ?? '')).toMatchObject({ TokenValue: 'token-3' });
  });

  it('does not take the silence of a paused reader for a dead path', async () => {
    const { gateway, channel } = await connected();
    gateway.acknowledges = false;
    channel.write(Buffer.from('x'));
    channel.pauseReading();
    const [socket] = gateway.sockets;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(socket?.ended).toBe(false);
    channel.resumeReading();
    // Silence counts from here: 2 s until it is suspect, 6 s for the answer.
    await vi.advanceTimersByTimeAsync(8_000);
    expect(socket?.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(socket?.ended).toBe(true);
  });

  it('notices a half-open path within seconds while something waits for an answer', async () => {
    const { gateway, channel } = await connected();
    await vi.advanceTimersByTimeAsync(1);
    gateway.acknowledges = false;
    channel.write(Buffer.from('x'));
    await vi.advanceTimersByTimeAsync(12_000);
    expect(gateway.sockets[0]?.ended).toBe(true);
  });

  it('leaves an idle session alone, and pings below the limits of proxies', async () => {
    const { gateway, channel } = await connected();
    gateway.socket.pong();
    const before = gateway.socket.pings;
    for (let minute = 0; minute < 30; minute++) {
      for (let part = 0; part < 12; part++) {
        await vi.advanceTimersByTimeAsync(5_000);
        gateway.socket.pong();
      }
    }
    expect(channel.state.name).toBe('open');
    expect(gateway.sockets).toHaveLength(1);
    expect(gateway.socket.pings).toBe(before);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(gateway.socket.pings).toBeGreaterThan(before);
  });

  it('asks for a sign of life after the machine slept, and resumes when none comes', async () => {
    const { gateway, resume } = await connected();
    gateway.socket.pong();
    // Timers stand still while a machine sleeps, the clock does not.
    vi.setSystemTime(Date.now() + 3 * 60 * 60_000);
    const before = gateway.socket.pings;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(gateway.socket.pings).toBe(before + 1);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(resume).toHaveBeenCalled();
  });
});
