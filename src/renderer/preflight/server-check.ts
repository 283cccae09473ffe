import type { Check } from '../../shared/contract/index.js';
import type { SessionState } from '../terminal/session-state.js';

/** The port that SSH has unless somebody says otherwise (RFC 4253, 4.1). */
const SSH_PORT = 22;

/**
 * What a connection has shown of the node's SSH server; null while it has shown nothing. Whatever SSH said afterwards,
 * such as a refused key, the server was there.
 *
 * @param now Unix ms
 */
export function serverCheck(
  state: Pick<SessionState, 'steps' | 'signIn' | 'end'>,
  now: number,
): Check | null {
  if (state.signIn === null) return null;
  const params = { port: state.signIn.port ?? SSH_PORT, seenAt: now };
  const problem = state.end?.problem ?? null;
  if (problem?.code === 'ssh.no-server' || problem?.code === 'ssh.not-ssh')
    return { id: 'sshd', verdict: 'fail', params, problem };
  const hasAnswered = state.steps.auth.state !== 'waiting' || problem?.code.startsWith('ssh.') === true;
  return hasAnswered ? { id: 'sshd', verdict: 'pass', params, problem: null } : null;
}
