import type { CloseReason } from '../session-manager/index.js';
import type { Attempt, Identity } from '../shared/contract/index.js';
import { problem, type Problem } from '../shared/problem.js';
import { readUrl } from '../shared/read-url.js';
import { algorithms, mismatch, type AlgorithmChoice, type ServerOffer } from './algorithms.js';
import type { Exhausted } from './sign-in/authentication.js';

/** The names that the words of a connection's Problems need. */
export interface ConnectionNames {
  readonly node: string;
  readonly user: string;
  /** The key's name; empty where there is none. */
  readonly key: string;
  readonly port: number;
  /** What is signed in with. */
  readonly identity: Identity['kind'];
}

/** Why a data channel closed, as a Problem; null when that was asked for. */
export function channelProblem(
  reason: CloseReason,
  names: Pick<ConnectionNames, 'node'> & Partial<Pick<ConnectionNames, 'port'>>,
  streamUrl: string,
): Problem | null {
  const { node, port = 0 } = names;
  switch (reason.kind) {
    case 'terminated':
      return null;
    case 'ended':
      // "Your session timed out due to inactivity and has been terminated."
      if (/timed out/i.test(reason.output))
        return problem('session.timed-out', { node }, { details: reason.output, remedies: ['retry'] });
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
      return problem(
        'ssh.no-server',
        { node, port },
        {
          remedies: ['show-node-help', 'open-shell', 'retry'],
        },
      );
  }
}

/** How far SSH had come when it failed: the same words of the library mean other things at other times. */
export type SshPhase = 'identification' | 'key-exchange' | 'authentication' | 'shell' | 'open';

/** What is known of an SSH connection when it fails. */
export interface SshFacts {
  readonly attempts: readonly Attempt[];
  /** What the server offered to encrypt with; null when it has not come to that. */
  readonly offer: ServerOffer | null;
  readonly ours: AlgorithmChoice;
}

/** An error of the SSH library as a Problem. */
export function sshProblem(error: Error, phase: SshPhase, names: ConnectionNames, facts: SshFacts): Problem {
  const { node, user, port } = names;
  const details = error.message;
  const last = facts.attempts.at(-1);
  // Servers that count tries hang up instead of answering the last (OpenSSH: "Too many authentication failures").
  if (phase === 'authentication' && last !== undefined && last.outcome !== 'accepted')
    return refusedProblem(last.method, names, facts.attempts, details);
  if (/no matching|no shared|unsupported/i.test(details) && phase !== 'open')
    return noCommonAlgorithm(names, facts, details);
  if (phase === 'identification')
    return problem(
      'ssh.not-ssh',
      { node, port },
      { details, remedies: ['retry', 'open-shell', 'copy-details'] },
    );
  if (phase === 'shell')
    return problem(
      'ssh.shell-refused',
      { node, user },
      {
        details,
        remedies: ['change-sign-in', 'open-shell', 'retry'],
      },
    );
  return problem('ssh.lost', { node }, { details, remedies: ['retry', 'copy-details'] });
}

function noCommonAlgorithm({ node }: ConnectionNames, { offer, ours }: SshFacts, message: string): Problem {
  const found = offer === null ? null : mismatch(offer, ours);
  if (offer === null || found === null)
    return problem(
      'ssh.no-common-algorithm',
      { node },
      { details: message, remedies: ['plain-ssh', 'copy-details'] },
    );
  const theirs = found.theirs.join(', ');
  const details = [message, `The server: ${theirs}`, `Sallyport: ${found.ours.join(', ')}`].join('\n');
  const oldWouldDo = mismatch(offer, algorithms(true)) === null;
  return problem(
    'ssh.no-common-algorithm',
    { node, theirs },
    // OpenSSH may know what Electron's crypto does not.
    { details, remedies: [oldWouldDo ? 'allow-old-algorithms' : 'plain-ssh', 'copy-details'] },
  );
}

/** Why an authentication had nothing more to try, as a Problem. */
export function authenticationProblem(
  why: Exhausted,
  names: ConnectionNames,
  attempts: readonly Attempt[],
): Problem {
  const { node, user } = names;
  switch (why.kind) {
    case 'cancelled':
      return problem('sign-in.cancelled', { node }, { remedies: ['retry'] });
    case 'refused':
      return refusedProblem(why.method, names, attempts);
    case 'more-wanted':
    case 'not-offered':
      return problem(
        why.kind === 'more-wanted' ? 'ssh.more-wanted' : 'ssh.method-not-offered',
        { node, user, methods: why.methodsLeft.join(', ') },
        { details: attemptLines(attempts), remedies: ['change-sign-in', 'open-shell', 'plain-ssh'] },
      );
  }
}

function refusedProblem(
  method: Attempt['method'],
  names: ConnectionNames,
  attempts: readonly Attempt[],
  serverWords?: string,
): Problem {
  const { node, user, key } = names;
  const details = [attemptLines(attempts), serverWords ?? ''].filter(Boolean).join('\n');
  const remedies = ['change-sign-in' as const, 'open-shell' as const, 'retry' as const];
  if (method !== 'publickey')
    return problem(
      'ssh.password-refused',
      { node, user },
      { details, remedies: ['retry', 'change-sign-in', 'open-shell'] },
    );
  if (names.identity === 'instance-connect')
    return problem('instance-connect.not-accepted', { node, user }, { details, remedies });
  return problem(
    'ssh.auth-refused',
    { node, user, key },
    { details, remedies: ['change-sign-in', 'open-shell'] },
  );
}

/** What was offered and what the server said, a line for each attempt. */
function attemptLines(attempts: readonly Attempt[]): string {
  return attempts
    .map(({ method, keyType, fingerprint, outcome, methodsLeft }) => {
      const offered = [method, keyType, fingerprint].filter(Boolean).join(' ');
      const goesOn = methodsLeft.length > 0 ? `; the server goes on with: ${methodsLeft.join(', ')}` : '';
      return `${offered}: ${outcome}${goesOn}`;
    })
    .join('\n');
}

function detailsOf(text: string): { details?: string } {
  return text === '' ? {} : { details: text };
}

function hostOf(url: string): string {
  return readUrl(url)?.host ?? url;
}
