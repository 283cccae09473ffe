import { toProblem } from '../shared/problem.js';
import { AccountNames, type SsoAccountNames } from './account-names.js';
import { Network } from './network/network.js';
import { orProblem } from './call.js';
import { makeClients, type Clients } from './clients.js';
import { CredentialStore, type CredentialAsk } from './credentials.js';
import { readProfile, type SharedProfile } from './shared-config.js';
import {
  chosenProfile,
  chosenSourceOf,
  ENVIRONMENT,
  resolveSource,
  sourceIdOf,
  type Source,
} from './source.js';

/** For those who can ask nobody: what needs an answer fails, as it does with tools without a terminal. */
const ASK_NOBODY: CredentialAsk = {
  mfaCode: () => Promise.resolve(null),
  ssoToken: () => Promise.resolve(),
};

interface Opened {
  readonly clients: Clients;
  /** What the clients were made for, to know whether that has changed. */
  readonly madeFor: string;
}

/** The way to AWS: the clients for each source, made when first needed. */
export class AwsAccess {
  private readonly opened = new Map<string, Opened>();
  private readonly credentials: CredentialStore;
  private readonly names: AccountNames;

  /** @param version the app's, for the user agent */
  public constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly version: string,
    private readonly network = new Network({ env }),
    ask: CredentialAsk = ASK_NOBODY,
    ssoAccountNames: SsoAccountNames = () => Promise.resolve(new Map()),
  ) {
    this.names = new AccountNames(ssoAccountNames);
    this.credentials = new CredentialStore(ask, env);
  }

  /**
   * Reads the environment and the shared files anew and returns the clients for a source; the same ones as before
   * while what they say is unchanged.
   *
   * @throws ProblemError see `resolveSource`; `aws.ca-bundle` when certificates to trust cannot be read
   */
  public async open(sourceId: string = sourceIdOf(ENVIRONMENT)): Promise<Clients> {
    const source = await this.resolve(sourceId);
    const ca = await this.network.certificates(source.caBundle);
    const before = this.opened.get(sourceId);
    const madeFor = JSON.stringify([source, ca]);
    if (before?.madeFor === madeFor) return before.clients;
    // Sessions may still be ended with the old ones: they are left to go by themselves.
    const clients = makeClients(source, this.version, this.network, ca, this.credentials);
    this.opened.set(sourceId, { clients, madeFor });
    return clients;
  }

  /** What a source's account is called; null where it has no name or it cannot be known. Never rejects. */
  public accountName(clients: Clients, accountId: string): Promise<string | null> {
    return this.names.of(clients, accountId);
  }

  /** What the environment and the shared files say about a source now. @throws ProblemError see `resolveSource` */
  public resolve(sourceId: string): Promise<Source> {
    return resolveSource(this.env, chosenSourceOf(sourceId));
  }

  /** What the shared files say about a profile, or about the one that the environment chooses. @throws ProblemError */
  public profile(name: string | null): Promise<SharedProfile | null> {
    return readProfile(name ?? chosenProfile(this.env) ?? 'default', this.env);
  }

  /** The clients that a source was last listed with; nobody is asked anything. @throws ProblemError as `open` does */
  public async current(sourceId: string): Promise<Clients> {
    return this.opened.get(sourceId)?.clients ?? this.open(sourceId);
  }

  /**
   * The clients that a source was last listed with, so that a session starts where its node was seen; with credentials,
   * for which the person may be asked.
   *
   * @throws ProblemError as `open` does, and what getting credentials says
   */
  public async forPerson(sourceId: string): Promise<Clients> {
    const clients = await this.current(sourceId);
    await this.signIn(clients);
    return clients;
  }

  /** Gets a source's credentials, asking the person for what is missing. @throws ProblemError */
  public async signIn(clients: Clients): Promise<void> {
    try {
      await orProblem(clients, 'sts:AssumeRole', () => clients.credentials());
    } catch (error) {
      if (toProblem(error).code !== 'aws.mfa-needed') throw error;
      await orProblem(clients, 'sts:AssumeRole', () => clients.signIn());
    }
  }

  /**
   * Clients for the place of a former run.
   *
   * @param profile empty for what the environment holds
   * @throws ProblemError as `open` does
   */
  public at(profile: string, region: string): Promise<Clients> {
    return this.open(sourceIdOf({ profile: profile === '' ? null : profile, region }));
  }

  /**
   * After a failure: credentials are taken from their files again, as the person may have mended them.
   *
   * @param which all, or those that do not say when they expire: others may have cost a code
   */
  public renew(which: 'undated' | 'all', sourceId: string): void {
    this.opened.get(sourceId)?.clients.forgetCredentials(which);
  }

  /** The shared files have changed: what they held is read again. */
  public filesChanged(): void {
    this.credentials.forgetUndated();
  }
}
