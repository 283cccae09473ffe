import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import type { Attempt, Proof } from '../../shared/contract/index.js';
import { problem, ProblemError, toProblem, type Problem } from '../../shared/problem.js';
import type { AlgorithmChoice } from '../algorithms.js';
import { authenticationProblem, sshProblem, type ConnectionNames, type SshPhase } from '../problems.js';
import { AgentError } from '../../ssh/agent.js';
import { Authentication, type Exhausted } from './authentication.js';
import { acceptHostCertificates } from './host-certificates.js';
import { plainText } from './plain-text.js';
import { takeOverPublicKeyRequests } from './public-key-request.js';
import type { Questions } from './questions.js';
import { watchOffer } from './server-offer.js';

/** Often enough for NAT and idle limits on the node's side of sshd, rare enough to cost nothing. */
const KEEPALIVE_MS = 60_000;

/** Whom to sign in to, and as whom. */
export interface SshTarget {
  readonly names: ConnectionNames;
  readonly algorithms: AlgorithmChoice;
}

/** What those who open an SSH connection may want to know meanwhile. */
export interface SshWatcher {
  /** The key exchange is over; now comes authentication. */
  onHandshake?(): void;
  onAttempt?(attempt: Attempt): void;
  /** The server's words to all who sign in, without control characters. */
  onBanner?(text: string): void;
}

/** An SSH connection in the making or signed in. */
export interface SshLink {
  readonly client: Client;
  /**
   * Settles once signed in. From then on the client's `error` and `close` are its user's to listen to.
   *
   * @throws ProblemError
   */
  readonly ready: Promise<void>;
  /** What an error of the client means; for those after `ready`, too. */
  problemOf(error: Error, phase: SshPhase): Problem;
}

/**
 * Opens SSH on a stream and signs in, asking the person what the server asks. Each further connection to the same node
 * is opened the same way.
 *
 * @param prove gives what to sign in with, when the server is ready for it
 * @param verifyHostKey throws a ProblemError for a key that is not to be trusted
 */
export function openSsh(
  stream: Duplex,
  target: SshTarget,
  prove: () => Promise<Proof>,
  questions: Pick<Questions, 'ask' | 'passwordAccepted'>,
  verifyHostKey: (key: Buffer) => Promise<void>,
  watcher: SshWatcher = {},
): SshLink {
  const { names, algorithms } = target;
  const client = new Client();
  const attempts: Attempt[] = [];
  const serverOffer = watchOffer(stream);
  let phase: SshPhase = 'identification';
  let authentication: Authentication | null = null;
  let settle = { resolve: (): void => undefined, reject: (_why: ProblemError): void => undefined };
  const ready = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));

  const problemOf = (error: Error, at: SshPhase) =>
    sshProblem(error, at, names, { attempts, offer: serverOffer(), ours: algorithms });
  const fail = (why: Problem) => {
    settle.reject(new ProblemError(why));
    authentication?.end('unanswered');
    client.end();
  };
  const hooks = {
    ask: (question: Parameters<Questions['ask']>[0]) =>
      questions.ask(question).catch((error: unknown) => {
        fail(toProblem(error));
        return null;
      }),
    attempted: (attempt: Attempt) => {
      attempts.push(attempt);
      if (attempt.method === 'password' && attempt.outcome !== 'refused') questions.passwordAccepted();
      watcher.onAttempt?.(attempt);
    },
    exhausted: (why: Exhausted) => fail(authenticationProblem(why, names, attempts)),
  };
  const authenticate = async (): Promise<Authentication> => {
    const proof = await prove();
    try {
      return new Authentication(names.user, proof, hooks);
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      throw new ProblemError(
        problem('key.unsupported', { path: names.key }, { details, remedies: ['choose-key'] }),
      );
    }
  };

  client.on('handshake', () => {
    phase = 'authentication';
    watcher.onHandshake?.();
  });
  client.on('banner', (text) => watcher.onBanner?.(plainText(text)));
  client.on('change password', () =>
    fail(problem('ssh.password-expired', { node: names.node, user: names.user }, { remedies: ['retry'] })),
  );
  client.on('ready', () => {
    authentication?.end('accepted');
    settle.resolve();
  });
  client.on('error', (error) => {
    // First, so that the Problem can name the attempt that the server has cut short.
    authentication?.end('unanswered');
    fail(problemOf(error, phase));
  });
  client.on('close', () => fail(problem('ssh.lost', { node: names.node }, { remedies: ['retry'] })));
  client.connect({
    sock: stream,
    username: names.user,
    authHandler: (methodsLeft, partial, next) => {
      const step = async () => {
        authentication ??= await authenticate();
        const method = await authentication.next(methodsLeft, partial);
        if (method !== null) next(method);
      };
      step().catch((error: unknown) => fail(toProblem(error)));
    },
    algorithms,
    hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
      phase = 'key-exchange';
      verifyHostKey(key).then(
        () => verify(true),
        (error: unknown) => {
          fail(toProblem(error));
          verify(false);
        },
      );
    },
    // Time-outs are the caller's: a suspended path is no reason to give up.
    readyTimeout: 0,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: Number.MAX_SAFE_INTEGER,
  });
  acceptHostCertificates(client);
  takeOverPublicKeyRequests(client, (error) => fail(signingProblem(error, names)));
  return { client, ready, problemOf };
}

/** Why a key could not sign. */
function signingProblem(error: unknown, { node, key }: ConnectionNames): Problem {
  const details = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AgentError))
    return problem('key.unsupported', { path: key }, { details, remedies: ['choose-key'] });
  const code = error.kind === 'refused' ? 'agent.refused' : 'agent.unreachable';
  return problem(code, { node, key }, { details, remedies: ['retry', 'change-sign-in'] });
}
