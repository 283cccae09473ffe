import type { Clients } from '../../aws/clients.js';
import { ProblemError, toProblem, type Problem } from '../../shared/problem.js';

/** How long (ms) a denial of IAM's stands: each further question would be one more denial in the account's logs. */
const DENIED_MS = 5 * 60_000;

/** What is asked of IAM about permissions, which many may not ask: who was denied that is spared for a while. */
export class IamQuestions {
  private readonly denied = new WeakMap<Clients, { readonly problem: Problem; readonly at: number }>();

  /** Asks, unless that was denied a moment ago. @throws ProblemError as AWS answers, or has answered */
  public async ask<Answer>(clients: Clients, question: () => Promise<Answer>): Promise<Answer> {
    const before = this.denied.get(clients);
    if (before !== undefined && Date.now() - before.at < DENIED_MS) throw new ProblemError(before.problem);
    try {
      return await question();
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'aws.access-denied') this.denied.set(clients, { problem, at: Date.now() });
      throw error;
    }
  }
}
