import { problem, ProblemError } from '../shared/problem.js';

/** A call to AWS with its retries takes at most this long (ms); then the person hears of it. */
export const CALL_TIMEOUT_MS = 30_000;
/** TCP and TLS to an endpoint (ms): a route that drops packets would hold the socket for minutes. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** One request's answer (ms). DescribeInstances over a big account takes a few seconds. */
export const REQUEST_TIMEOUT_MS = 15_000;
/** Getting credentials (ms): an external credential_process or a sign-in server may hang. */
export const CREDENTIALS_TIMEOUT_MS = 20_000;

/**
 * Bounds a wait.
 *
 * @param what what was waited for, in words for the details
 * @throws ProblemError `timed-out` after `ms`
 */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const seconds = Math.round(ms / 1000);
      reject(
        new ProblemError(problem('timed-out', { what, seconds }, { details: what, remedies: ['retry'] })),
      );
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
