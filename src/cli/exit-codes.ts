import type { ProblemCode } from '../shared/problem.js';

/** What the command ended with; docs/cli.md lists them. Scripts depend on these numbers: none changes its meaning. */
export const ExitCode = {
  ok: 0,
  /** Anything that has no number of its own. */
  failed: 1,
  usage: 2,
  /** No credentials, or AWS does not take them: sign in. */
  credentials: 3,
  denied: 4,
  /** No such node, several of that name, or one that cannot be reached. */
  node: 5,
  /** Nothing listens on the node's port. */
  port: 6,
  /** AWS, the gateway or a proxy in between cannot be reached. */
  network: 7,
  /** The connection was open and is lost, or was ended by somebody else. */
  lost: 8,
} as const;

const BY_PROBLEM: readonly (readonly [RegExp, number])[] = [
  [
    /^aws\.(not-configured|no-credentials|credentials-|mfa-|sso-|process-failed|profile-unknown|no-region|config-malformed|clock-skew)/,
    ExitCode.credentials,
  ],
  [/^aws\.access-denied$/, ExitCode.denied],
  [/^node\./, ExitCode.node],
  [/^ssh\.no-server$/, ExitCode.port],
  [/^(aws\.(unreachable|proxy|ca-bundle)|session\.gateway-|timed-out)/, ExitCode.network],
  [/^session\.(timed-out|closed|lost)$/, ExitCode.lost],
];

/** The exit code that a Problem ends the command with. */
export function exitCodeOf(code: ProblemCode): number {
  return BY_PROBLEM.find(([pattern]) => pattern.test(code))?.[1] ?? ExitCode.failed;
}

/** What a shell reports for a command that a signal has ended. */
export const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
