/**
 * Every failure that a person can meet. The words (title, what happened, why, what to do) stand in the locale files
 * under `problems.<code>`; docs/problems.md is made from them. A code is never reused for another meaning.
 */
export const problemCodes = [
  // AWS: credentials, configuration, network
  'aws.not-configured',
  'aws.no-credentials',
  'aws.credentials-expired',
  'aws.credentials-refused',
  'aws.mfa-needed',
  'aws.mfa-refused',
  'aws.sso-signed-out',
  'aws.sso-failed',
  'aws.sso-no-access',
  'aws.profile-unknown',
  'aws.process-failed',
  'aws.profile-exists',
  'aws.no-region',
  'aws.config-malformed',
  'aws.unreachable',
  'aws.proxy',
  'aws.ca-bundle',
  'aws.access-denied',
  'aws.not-opted-in',
  'aws.throttled',
  'aws.failed',
  'aws.refused',
  'aws.clock-skew',
  // The node, before anything is sent to it
  'node.stopped',
  'node.starting',
  'node.not-managed',
  'node.role-lacks',
  'node.offline',
  'node.not-connected',
  'node.agent-too-old',
  'node.standard-tier',
  'node.gone',
  'node.unknown-name',
  'node.unknown-in-sources',
  'node.ambiguous-name',
  // Starting, stopping and rebooting an instance
  'power.hybrid',
  'power.wrong-state',
  'power.no-capacity',
  'power.limit',
  'power.protected',
  'power.unsupported',
  'power.stopped-again',
  'power.slow',
  // The Session Manager session and its data channel
  'session.refused',
  'session.gateway-unreachable',
  'session.gateway-refused',
  'session.agent-silent',
  'session.handshake-failed',
  'session.timed-out',
  'session.closed',
  'session.lost',
  'session.no-shell',
  'session.key-unusable',
  // SSH inside the channel
  'ssh.no-server',
  'ssh.not-ssh',
  'ssh.no-common-algorithm',
  'ssh.auth-refused',
  'ssh.password-refused',
  'ssh.password-expired',
  'ssh.method-not-offered',
  'ssh.more-wanted',
  'ssh.host-key-unknown',
  'ssh.host-key-changed',
  'ssh.host-key-mismatch-console',
  'ssh.host-key-revoked',
  'ssh.host-certificate-invalid',
  'ssh.shell-refused',
  'ssh.lost',
  // Signing in by other ways than a key file
  'sign-in.cancelled',
  'agent.unreachable',
  'agent.key-missing',
  'agent.refused',
  'instance-connect.hybrid',
  'instance-connect.failed',
  'instance-connect.not-accepted',
  // The private key file
  'key.missing',
  'key.dangling-link',
  'key.unreadable',
  'key.directory',
  'key.special',
  'key.empty',
  'key.not-a-key',
  'key.public',
  'key.certificate',
  'key.gpg',
  'key.shortcut',
  'key.too-large',
  'key.too-open',
  'key.cannot-mend',
  'key.encrypted',
  'key.passphrase-wrong',
  'key.unsupported',
  // Files and copying
  'files.not-found',
  'files.denied',
  'files.exists',
  'files.kind-clash',
  'files.not-empty',
  'files.no-space',
  'files.no-room',
  'files.read-only',
  'files.name-refused',
  'files.case-clash',
  'files.special',
  'files.source-changed',
  'files.target-changed',
  'files.checksum',
  'files.not-beginning',
  'files.unsupported',
  'files.no-access',
  'files.no-elevation',
  'files.refused',
  'files.lost',
  'files.editor-failed',
  'files.runs-instead',
  // The person's ssh_config
  'ssh-config.unreadable',
  'ssh-config.changed',
  'ssh-config.refused',
  'ssh-config.unquotable',
  // The app itself
  'connection.crashed',
  'demo.failed',
  'settings.malformed',
  'settings.invalid',
  'settings.unwritable',
  'timed-out',
  'unexpected',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** What a button under a Problem does. The renderer knows how; a Problem only says which make sense. */
export const remedies = [
  'retry',
  'aws-sign-in',
  'change-sign-in',
  'choose-key',
  'mend-key',
  'allow-old-algorithms',
  'refresh-fleet',
  'start-node',
  'copy-details',
  'show-policy',
  'show-settings',
  'show-node-role',
  'plain-ssh',
  'show-node-help',
  'open-shell',
] as const;
export type Remedy = (typeof remedies)[number];

/** A failure in a form that can cross processes and be shown: a code, the values its words need, and what can be done. */
export interface Problem {
  code: ProblemCode;
  /** Values for the placeholders in the words of this code, such as the node's id. */
  params: Record<string, string | number>;
  /** The underlying message, in the words of whoever gave it (AWS, OpenSSH, the system); never a secret. */
  details?: string | undefined;
  remedies: Remedy[];
}

/**
 * Makes a Problem.
 *
 * @param code which one
 * @param params values for the placeholders in its words
 * @param extra the underlying message, and the buttons that make sense
 */
export function problem(
  code: ProblemCode,
  params: Problem['params'] = {},
  extra: { details?: string | undefined; remedies?: Remedy[] } = {},
): Problem {
  return {
    code,
    params,
    ...(extra.details === undefined ? {} : { details: extra.details }),
    remedies: extra.remedies ?? [],
  };
}

/** The error that carries a Problem up a call stack; processes exchange the Problem itself. */
export class ProblemError extends Error {
  public override readonly name = 'ProblemError';

  public constructor(public readonly problem: Problem) {
    super(problem.details === undefined ? problem.code : `${problem.code}: ${problem.details}`);
  }
}

/** The Problem in an error: its own, or `unexpected` with the error's message as details. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const details = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return problem('unexpected', {}, { details, remedies: ['copy-details'] });
}
