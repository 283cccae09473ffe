import { Network } from '../network/network.js';
import { makeClients, type Clients } from './clients.js';
import { resolveSource } from './source.js';

/** The way to AWS: the clients for the profile and region in force, made when first needed. */
export class AwsAccess {
  private clients: Clients | undefined;
  private stale = false;
  /** What the clients were made for, to know whether that has changed. */
  private madeFor = '';

  /** @param version the app's, for the user agent */
  public constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly version: string,
    private readonly network = new Network({ env }),
  ) {}

  /**
   * Reads the environment and the shared files anew and returns the clients for what they choose; the same ones as
   * before while that is unchanged.
   *
   * @throws ProblemError see `resolveSource`; `aws.ca-bundle` when certificates to trust cannot be read
   */
  public async open(): Promise<Clients> {
    const source = await resolveSource(this.env);
    const ca = await this.network.certificates(source.caBundle);
    const { clients } = this;
    const madeFor = JSON.stringify([source, ca]);
    if (clients && this.madeFor === madeFor && !this.stale) return clients;
    // Sessions may still be ended with the old ones: they are left to go by themselves.
    this.stale = false;
    this.madeFor = madeFor;
    this.clients = makeClients(source, this.version, this.network, ca);
    return this.clients;
  }

  /** The clients that the last listing used, so that a session starts where its node was seen. */
  public async current(): Promise<Clients> {
    return this.clients ?? this.open();
  }

  /**
   * Clients for another profile and region, such as those of a former run; the ones in force where they are the same.
   *
   * @throws ProblemError as `open` does
   */
  public async at(profile: string, region: string): Promise<Clients> {
    const { clients } = this;
    if (clients?.source.profile === profile && clients.source.region === region) return clients;
    // `default` needs no section of its own, unless somebody asks for it by name.
    const AWS_PROFILE = profile === 'default' ? undefined : profile;
    const env = { ...this.env, AWS_PROFILE, AWS_DEFAULT_PROFILE: undefined, AWS_REGION: region };
    const source = await resolveSource(env);
    return makeClients(source, this.version, this.network, await this.network.certificates(source.caBundle));
  }

  /** After a failure: the next `open` takes credentials from their files again, as the person may have mended them. */
  public renew(): void {
    this.stale = true;
  }
}
