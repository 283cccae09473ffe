import { describe, expect, it } from 'vitest';
import type { SignIn } from '../../shared/contract/index.js';
import { problem, type ProblemCode } from '../../shared/problem.js';
import { freshAttempt } from '../terminal/session-state.js';
import { serverCheck } from './server-check.js';

const signIn: SignIn = { user: 'ubuntu', identity: { kind: 'key-file', path: '/k' }, port: 2222 };
const fresh = freshAttempt(signIn);
const endedBy = (code: ProblemCode) =>
  serverCheck({ ...fresh, end: { problem: problem(code), exitCode: null, signal: null } }, 7);

describe('what a connection shows of the SSH server', () => {
  it('is nothing before the tunnel is open, nor when that failed', () => {
    expect(serverCheck(fresh, 7)).toBeNull();
    expect(endedBy('node.offline')).toBeNull();
    expect(endedBy('session.agent-silent')).toBeNull();
  });

  it('is nothing of a connection without SSH', () => {
    const steps = { ...fresh.steps, auth: { state: 'running' as const, ms: 0 } };
    expect(serverCheck({ ...fresh, steps, signIn: null }, 7)).toBeNull();
  });

  it('is that it answers, once it asks for a sign-in', () => {
    const steps = { ...fresh.steps, auth: { state: 'running' as const, ms: 0 } };
    expect(serverCheck({ ...fresh, steps }, 7)).toMatchObject({
      verdict: 'pass',
      params: { port: 2222, seenAt: 7 },
    });
  });

  it('is that nothing listens, or something else does', () => {
    expect(endedBy('ssh.no-server')).toMatchObject({ verdict: 'fail', problem: { code: 'ssh.no-server' } });
    expect(endedBy('ssh.not-ssh')).toMatchObject({ verdict: 'fail', problem: { code: 'ssh.not-ssh' } });
  });

  it('is that it answers, also where it and we could not agree', () => {
    expect(endedBy('ssh.no-common-algorithm')).toMatchObject({ verdict: 'pass', problem: null });
  });
});
