import type { CloseReason } from '../session-manager/index.js';
import { problem, type Problem } from '../shared/problem.js';

/** The names that the words of a connection's Problems need. */
export interface ConnectionNames {
  readonly node: string;
  readonly user: string;
  /** The key file's name. */
  readonly key: string;
  readonly port: number;
}

/** Why a data channel closed, as a Problem; null when that was asked for. */
export function channelProblem(
  reason: CloseReason,
  names: ConnectionNames,
  streamUrl: string,
): Problem | null {
  const { node, port } = names;
  switch (reason.kind) {
    case 'terminated':
      return null;
    case 'ended':
      return problem('session.closed', { node }, { ...detailsOf(reason.output), remedies: ['retry'] });
    case 'timed-out':
      return problem('session.timed-out', { node }, { remedies: ['retry'] });
    case 'resume-refused':
      return problem(
        'session.lost',
        { node },
        { details: reason.message, remedies: ['retry', 'copy-details'] },
      );
    case 'gateway-refused':
      return problem(
        'session.gateway-refused',
        { node, host: hostOf(streamUrl) },
        { details: reason.message, remedies: ['retry', 'copy-details'] },
      );
    case 'gateway-unreachable':
      return problem(
        'session.gateway-unreachable',
        { node, host: hostOf(streamUrl) },
        { details: reason.message, remedies: ['retry', 'copy-details'] },
      );
    case 'agent-silent':
      return problem('session.agent-silent', { node, seconds: 20 }, { remedies: ['retry'] });
    case 'handshake-failed':
      return problem(
        'session.handshake-failed',
        { node },
        { details: reason.message, remedies: ['retry', 'copy-details'] },
      );
    case 'port-silent':
      return problem('ssh.no-server', { node, port }, { remedies: ['retry'] });
  }
}

/** How far SSH had come when it failed: the same words of the library mean other things at other times. */
export type SshPhase = 'identification' | 'key-exchange' | 'authentication' | 'shell' | 'open';

/** An error of the SSH library as a Problem. */
export function sshProblem(error: Error, phase: SshPhase, names: ConnectionNames): Problem {
  const { node, user, key, port } = names;
  const details = error.message;
  const level = 'level' in error ? String(error.level) : '';
  if (phase === 'authentication' && level === 'client-authentication')
    return problem('ssh.auth-refused', { node, user, key }, { details, remedies: ['change-sign-in'] });
  if (/no matching|no shared|unsupported/i.test(details) && phase !== 'open')
    return problem('ssh.no-common-algorithm', { node }, { details, remedies: ['copy-details'] });
  if (phase === 'identification')
    return problem('ssh.not-ssh', { node, port }, { details, remedies: ['retry', 'copy-details'] });
  if (phase === 'shell')
    return problem('ssh.shell-refused', { node, user }, { details, remedies: ['change-sign-in', 'retry'] });
  return problem('ssh.lost', { node }, { details, remedies: ['retry', 'copy-details'] });
}

function detailsOf(text: string): { details?: string } {
  return text === '' ? {} : { details: text };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
