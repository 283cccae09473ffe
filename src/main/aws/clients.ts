import { EC2Client } from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { fromEnv, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { Network } from '../network/network.js';
import type { NetworkHandler } from '../network/request-handler.js';
import type { Source } from './source.js';
import { CREDENTIALS_TIMEOUT_MS, within } from './time-out.js';

/** Credentials as the SDK's providers return them. */
export type Credentials = Awaited<ReturnType<ReturnType<typeof fromNodeProviderChain>>>;

/** The AWS clients for one source, and what they are made of. */
export interface Clients {
  readonly source: Source;
  /** How the clients reach AWS, and whom they trust beside the usual certificates. */
  readonly network: Pick<Network, 'proxyFor'>;
  readonly ca: readonly string[] | null;
  /** Sends a request that is signed already, where there is no client for its service. */
  readonly sender: Sender;
  readonly ssm: SSMClient;
  /** For StartSession, which must not be repeated blindly: each answer that got lost would leave a session open. */
  readonly ssmOnce: SSMClient;
  readonly ec2: EC2Client;
  readonly sts: STSClient;
  /** The current credentials, refreshed when they are about to expire; the SDK's clients take theirs from here. */
  readonly credentials: SharedCredentials;
  /** The host that a service was last asked at, for the words of a Problem. */
  host(service: Service): string;
}

/** The way to AWS below the SDK's clients. */
export interface Sender {
  handle(
    request: { readonly method: string; readonly hostname: string; readonly headers: Record<string, string> },
    options: { readonly abortSignal: AbortSignal },
  ): Promise<{ response: { readonly statusCode: number; readonly body?: unknown } }>;
}

/** The services that are called here, by the prefix of their IAM actions. */
export type Service = 'ssm' | 'ec2' | 'sts' | 'kms';

/**
 * Gives the credentials in force.
 *
 * @param renew fetches anew those that do not say when they expire, as a session token in a file may have been
 *   replaced; or all, when AWS has said that they have expired
 */
export type SharedCredentials = (renew?: 'undated' | 'all') => Promise<Credentials>;

/** IMDS answers within milliseconds on EC2 and never on a laptop: one try, one second. */
const IMDS = { timeout: 1_000, maxRetries: 0 };

/** A credential this close to its end (ms) is fetched anew, as the SDK's own clients do. */
const REFRESH_BEFORE_MS = 5 * 60_000;

function providerOf(source: Source, requestHandler: NetworkHandler): () => Promise<Credentials> {
  if (source.credentialsFrom === 'environment') return fromEnv();
  // A new chain each time, and no cache below it: a chain keeps what it first found for as long as that names no end,
  // and the SDK the files as it first read them, while a person or a tool renews them.
  return () =>
    fromNodeProviderChain({
      profile: source.profile,
      ignoreCache: true,
      clientConfig: { requestHandler },
      ...IMDS,
    })();
}

/** Shares one fetch among all who ask, bounds it, and keeps the result until shortly before it expires. */
export function shareCredentials(fetch: () => Promise<Credentials>): SharedCredentials {
  let kept: Credentials | undefined;
  let running: Promise<Credentials> | undefined;
  return async (renew) => {
    const undated = kept?.expiration === undefined;
    const outdated = renew === 'all' || (renew === 'undated' && undated);
    if (kept && !outdated && (kept.expiration?.getTime() ?? Infinity) - Date.now() > REFRESH_BEFORE_MS)
      return kept;
    running ??= within(CREDENTIALS_TIMEOUT_MS, 'AWS credentials', fetch()).finally(
      () => (running = undefined),
    );
    kept = await running;
    return kept;
  };
}

/**
 * Makes the clients for a source. Endpoints are the SDK's standard ones: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SSM and
 * the like, `endpoint_url` in the profile, else the region's.
 *
 * @param version the app's, for the user agent that CloudTrail shows
 * @param ca certificates (PEM) to trust beside the usual ones
 */
export function makeClients(
  source: Source,
  version: string,
  network: Network,
  ca: readonly string[] | null,
): Clients {
  const requestHandler = network.handler(ca);
  const credentials = shareCredentials(providerOf(source, requestHandler));
  const common = {
    region: source.region,
    profile: source.profile,
    // The SDK keeps for good what does not expire. These say that they expire now, so that it asks here each time.
    credentials: async () => ({ ...(await credentials()), expiration: new Date() }),
    customUserAgent: [['sallyport', version]] as [string, string][],
    requestHandler,
  };
  const ssm = new SSMClient({ ...common, retryMode: 'adaptive', maxAttempts: 4 });
  const ssmOnce = new SSMClient({ ...common, maxAttempts: 1 });
  const ec2 = new EC2Client({ ...common, retryMode: 'adaptive', maxAttempts: 4 });
  const sts = new STSClient({ ...common, maxAttempts: 2 });
  const hosts = new Map<Service, string>();
  for (const { middlewareStack } of [ssm, ssmOnce]) middlewareStack.add(noteHost('ssm', hosts), NOTE_HOST);
  ec2.middlewareStack.add(noteHost('ec2', hosts), NOTE_HOST);
  sts.middlewareStack.add(noteHost('sts', hosts), NOTE_HOST);
  return {
    source,
    network,
    ca,
    sender: requestHandler,
    ssm,
    ssmOnce,
    ec2,
    sts,
    credentials,
    host: (service) => hosts.get(service) ?? `${service}.${source.region}.amazonaws.com`,
  };
}

const NOTE_HOST = { step: 'finalizeRequest', name: 'noteHost' } as const;

/** A step that every request passes, and that sees where it goes: overrides are resolved by the SDK alone. */
function noteHost(service: Service, hosts: Map<Service, string>) {
  return <Arguments extends { request: unknown }, Result>(next: (args: Arguments) => Promise<Result>) =>
    (args: Arguments): Promise<Result> => {
      const { hostname, port } = args.request as { hostname: string; port?: number };
      hosts.set(service, port === undefined ? hostname : `${hostname}:${port}`);
      return next(args);
    };
}
