import { toProblem } from '../shared/problem.js';
import type { Clients } from './clients.js';
import { accountAlias } from './iam.js';
import type { SsoSession } from './shared-config.js';

/** Names of the accounts that a sign-in of IAM Identity Center gets at, by their numbers. @throws ProblemError */
export type SsoAccountNames = (session: SsoSession) => Promise<ReadonlyMap<string, string>>;

/** Answers that will be no other the next time; without a network, or signed out, they may be. */
const FINAL: ReadonlySet<string> = new Set(['aws.access-denied', 'aws.refused', 'unexpected']);

/**
 * What accounts are called: by IAM Identity Center where people sign in there, else by their alias. A list is good
 * without, so nobody is told when it cannot be had, and one who may not know is not asked again.
 */
export class AccountNames {
  private readonly aliases = new Map<string, Promise<string | null>>();
  private readonly bySession = new Map<string, Promise<ReadonlyMap<string, string> | null>>();

  public constructor(private readonly ssoAccountNames: SsoAccountNames) {}

  /** The name of the account that the clients work in; null where it has none or it cannot be known. Never rejects. */
  public async of(clients: Clients, accountId: string): Promise<string | null> {
    const { sso, credentialsKey } = clients.source;
    const names =
      sso === null
        ? null
        : await once(this.bySession, `${sso.name ?? ''} ${sso.startUrl}`, () => this.ssoAccountNames(sso));
    const name = names?.get(accountId);
    if (name !== undefined) return name;
    return once(this.aliases, `${accountId} ${credentialsKey}`, () => accountAlias(clients));
  }
}

/** Asks unless that was answered before, or refused for good. */
function once<T>(
  answers: Map<string, Promise<T | null>>,
  key: string,
  ask: () => Promise<T | null>,
): Promise<T | null> {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = ask().catch((error: unknown) => {
    if (!FINAL.has(toProblem(error).code)) answers.delete(key);
    return null;
  });
  answers.set(key, answer);
  return answer;
}
