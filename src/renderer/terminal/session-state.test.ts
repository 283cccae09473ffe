import { describe, expect, it } from 'vitest';
import type { ToTerminal } from '../../shared/contract/index.js';
import { problem } from '../../shared/problem.js';
import { freshAttempt, isHeld, reduce, stepsOf, type SessionState } from './session-state.js';

const start: SessionState = {
  ...freshAttempt({ user: 'ubuntu', identity: { kind: 'key-file', path: '/k' } }),
  wasOpen: false,
  isSearching: false,
  hoveredLink: null,
};
const after = (messages: ToTerminal[], from = start, now = 0): SessionState =>
  messages.reduce((state, message) => ({ ...state, ...reduce(state, message, now) }), from);
const opened: ToTerminal = {
  type: 'open',
  hostKey: { type: 'ssh-ed25519', fingerprint: 'SHA256:x', trust: 'first-use' },
  sessionId: 's',
};

describe('the steps of connecting', () => {
  it('are without server and sign-in in Session Manager’s own shell', () => {
    expect(stepsOf(start.signIn)).toEqual(['session', 'channel', 'ssh', 'auth', 'shell']);
    expect(stepsOf(null)).toEqual(['session', 'channel', 'shell']);
  });
});

describe('reduce', () => {
  it('keeps each step with its time', () => {
    const state = after([
      { type: 'progress', step: 'session', state: 'done', ms: 312 },
      { type: 'progress', step: 'channel', state: 'running', ms: 0 },
    ]);
    expect(state.steps.session).toEqual({ state: 'done', ms: 312 });
    expect(state.steps.channel.state).toBe('running');
    expect(state.steps.ssh.state).toBe('waiting');
  });

  it('works rates out from counts', () => {
    const first = after([opened, { type: 'stats', rttMs: 38, bytesUp: 100, bytesDown: 1000 }], start, 1000);
    expect(first.traffic).toMatchObject({ rateUp: 0, rateDown: 0 });
    const second = after([{ type: 'stats', rttMs: 40, bytesUp: 300, bytesDown: 5000 }], first, 3000);
    expect(second.traffic).toMatchObject({ rateUp: 100, rateDown: 2000 });
    expect(second.rttMs).toBe(40);
  });

  it('holds typing while the path is away, and only of an open session', () => {
    const away: ToTerminal = { type: 'path', state: 'resuming', since: 5, attempt: 2 };
    expect(isHeld(after([opened, away]))).toBe(true);
    expect(isHeld(after([opened, away, { ...away, state: 'open' }]))).toBe(false);
    expect(isHeld(after([away]))).toBe(false);
  });

  it('remembers at the end that there was a shell, and drops a paste that waits', () => {
    const closed: ToTerminal = {
      type: 'closed',
      problem: problem('session.lost'),
      exitCode: null,
      signal: null,
    };
    const state = after([opened, closed], { ...start, pendingPaste: 'ls\n' });
    expect(state).toMatchObject({ phase: 'closed', wasOpen: true, pendingPaste: null });
    expect(state.end?.problem?.code).toBe('session.lost');
    expect({ ...state, ...freshAttempt(state.signIn) }).toMatchObject({
      phase: 'connecting',
      wasOpen: true,
      end: null,
    });
  });
});
