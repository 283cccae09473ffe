import { fromEnv, fromNodeProviderChain, fromTokenFile } from '@aws-sdk/credential-providers';
import { problem, ProblemError } from '../shared/problem.js';
import type { NetworkHandler } from './network/request-handler.js';
import { IMDS, profileCredentials, type Credentials } from './profile-credentials.js';
import type { SsoSession } from './shared-config.js';
import type { Source } from './source.js';
import { CREDENTIALS_TIMEOUT_MS, within } from './time-out.js';

/** How to get at credentials that somebody else has to be asked for. */
export interface CredentialAsk {
  /**
   * Asks the person for a code of an MFA device.
   *
   * @param serial the device's serial number or ARN
   * @returns null when the person will not
   */
  mfaCode(serial: string, profile: string): Promise<string | null>;
  /** Sees to it that IAM Identity Center's token is good, without asking. @throws ProblemError `aws.sso-signed-out` */
  ssoToken(session: SsoSession, profile: string): Promise<void>;
}

/**
 * Gives the credentials in force. It never asks the person anything: see `SharedCredentials.signIn`.
 *
 * @param renew fetches anew those that do not say when they expire, as a session token in a file may have been
 *   replaced; or all, when AWS has said that they have expired
 */
export type GetCredentials = (renew?: 'undated' | 'all') => Promise<Credentials>;

/** A credential this close to its end (ms) is fetched anew, as the SDK's own clients do. */
const REFRESH_BEFORE_MS = 5 * 60_000;
/** The time (ms) that a person has to find the device and type its code, with the calls to AWS after that. */
const ASK_TIMEOUT_MS = 5 * 60_000;

const msLeft = ({ expiration }: Credentials): number => (expiration?.getTime() ?? Infinity) - Date.now();

/** Shares one fetch among all who need the same credentials, bounds it, and keeps the result until it nears its end. */
export class SharedCredentials {
  private kept: Credentials | undefined;
  private running: Promise<Credentials> | undefined;

  /** @param fetch gets them; with `mayAsk` the person may be asked for what is missing */
  public constructor(private readonly fetch: (mayAsk: boolean) => Promise<Credentials>) {}

  public readonly get: GetCredentials = async (renew) => {
    const { kept } = this;
    const outdated = renew === 'all' || (renew === 'undated' && kept?.expiration === undefined);
    if (kept && !outdated && msLeft(kept) > REFRESH_BEFORE_MS) return kept;
    try {
      return await this.fetchOnce(false, CREDENTIALS_TIMEOUT_MS);
    } catch (error) {
      // What could not be renewed early is good to its end, as without a network.
      if (kept && renew !== 'all' && kept.expiration !== undefined && msLeft(kept) > 0) return kept;
      throw error;
    }
  };

  /** Gets them anew, asking the person where that is needed. */
  public async signIn(): Promise<void> {
    // One that runs already may fail for want of an answer.
    await this.running?.catch(() => undefined);
    await this.fetchOnce(true, ASK_TIMEOUT_MS);
  }

  /** Forgets what was kept, all or what does not say when it expires: the next one who asks gets it anew. */
  public forget(which: 'undated' | 'all'): void {
    if (which === 'all' || this.kept?.expiration === undefined) this.kept = undefined;
  }

  private async fetchOnce(mayAsk: boolean, limitMs: number): Promise<Credentials> {
    this.running ??= within(limitMs, 'AWS credentials', this.fetch(mayAsk)).finally(
      () => (this.running = undefined),
    );
    this.kept = await this.running;
    return this.kept;
  }
}

/**
 * All credentials in use, one for each profile, whatever regions it is used in: a role is taken on once, and a code
 * asked for once.
 */
export class CredentialStore {
  private readonly shared = new Map<string, SharedCredentials>();

  public constructor(
    private readonly ask: CredentialAsk,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** @param ca certificates (PEM) that the handler trusts beside the usual ones */
  public for(
    source: Source,
    ca: readonly string[] | null,
    requestHandler: NetworkHandler,
  ): SharedCredentials {
    const key = JSON.stringify([source.credentialsKey, ca]);
    const known = this.shared.get(key);
    if (known) return known;
    const made = new SharedCredentials(this.fetcher(source, requestHandler));
    this.shared.set(key, made);
    return made;
  }

  /** Forgets all that does not say when it expires, such as keys in a file that has changed. */
  public forgetUndated(): void {
    for (const shared of this.shared.values()) shared.forget('undated');
  }

  private fetcher(source: Source, requestHandler: NetworkHandler): (mayAsk: boolean) => Promise<Credentials> {
    const { profile, region } = source;
    if (source.credentialsFrom === 'environment-keys') return () => fromEnv()();
    if (source.credentialsFrom === 'environment-web-identity')
      return () => fromTokenFile({ clientConfig: { requestHandler, region, profile } })();
    // A new chain each time: it keeps what it first found for as long as that names no end.
    if (source.credentialsFrom === 'machine') return () => fromNodeProviderChain({ profile, ...IMDS })();
    return (mayAsk) =>
      profileCredentials(source, {
        env: this.env,
        requestHandler,
        ssoToken: (session) => this.ask.ssoToken(session, profile),
        mfaCode: async (serial) => {
          const code = mayAsk ? await this.ask.mfaCode(serial, profile) : null;
          if (code !== null) return code;
          throw new ProblemError(
            problem('aws.mfa-needed', { profile, serial }, { remedies: ['aws-sign-in'] }),
          );
        },
      });
  }
}
