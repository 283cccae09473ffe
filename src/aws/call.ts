import { ProblemError } from '../shared/problem.js';
import type { Clients, Service } from './clients.js';
import { decodedDenial } from './encoded-denial.js';
import { awsProblem } from './problems.js';
import { CALL_TIMEOUT_MS, within } from './time-out.js';

/**
 * Makes one call to AWS, bounded in time, its failure turned into a Problem.
 *
 * @param action the call in IAM's form, such as `ssm:StartSession`
 * @param send makes the call; the signal ends it when the time is over
 * @param node the node's name or id, where the call is about one
 * @throws ProblemError
 */
export async function awsCall<T>(
  clients: Clients,
  action: `${Service}:${string}`,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
  node?: string,
): Promise<T> {
  return orProblem(
    clients,
    action,
    () => within(CALL_TIMEOUT_MS, action, send({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) })),
    node,
  );
}

/** Does what talks to AWS, with its own limit of time; its failure turned into a Problem. @throws ProblemError */
export async function orProblem<T>(
  clients: Clients,
  action: `${Service}:${string}`,
  work: () => Promise<T>,
  node?: string,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { profile, region } = clients.source;
    const host = clients.host(action.slice(0, action.indexOf(':')) as Service);
    const context = { profile, region, action, host, ...(node === undefined ? {} : { node }) };
    throw new ProblemError(await decodedDenial(clients.sts, awsProblem(error, context), context));
  }
}
