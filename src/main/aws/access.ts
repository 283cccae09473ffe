import { makeClients, type Clients } from './clients.js';
import { resolveSource } from './source.js';

/** The way to AWS: the clients for the profile and region in force, made when first needed. */
export class AwsAccess {
  private clients: Clients | undefined;
  private stale = false;

  /** @param version the app's, for the user agent */
  public constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly version: string,
  ) {}

  /**
   * Reads the environment and the shared files anew and returns the clients for what they choose; the same ones as
   * before while that is unchanged.
   *
   * @throws ProblemError see `resolveSource`
   */
  public async open(): Promise<Clients> {
    const source = await resolveSource(this.env);
    const { clients } = this;
    const same =
      clients?.source.id === source.id && clients.source.credentialsFrom === source.credentialsFrom;
    if (clients && same && !this.stale) return clients;
    // Sessions may still be ended with the old ones: they are left to go by themselves.
    this.stale = false;
    this.clients = makeClients(source, this.version);
    return this.clients;
  }

  /** The clients that the last listing used, so that a session starts where its node was seen. */
  public async current(): Promise<Clients> {
    return this.clients ?? this.open();
  }

  /** After a failure: the next `open` takes credentials from their files again, as the person may have mended them. */
  public renew(): void {
    this.stale = true;
  }
}
