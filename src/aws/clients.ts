import { EC2Client } from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { Network } from './network/network.js';
import type { CredentialStore, GetCredentials } from './credentials.js';
import { dnsSuffix } from '../shared/partition.js';
import { iamEndpoint } from './partition.js';
import type { Source } from './source.js';

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
  readonly instanceConnect: EC2InstanceConnectClient;
  readonly sts: STSClient;
  /** The current credentials, refreshed when they are about to expire; the SDK's clients take theirs from here. */
  readonly credentials: GetCredentials;
  /** Gets credentials anew, asking the person for what is missing, such as an MFA code. */
  signIn(): Promise<void>;
  /** Lets the next call fetch credentials anew: those that do not say when they expire, or all. */
  forgetCredentials(which: 'undated' | 'all'): void;
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
export type Service = 'ssm' | 'ec2' | 'ec2-instance-connect' | 'sts' | 'kms' | 'iam';

/**
 * Makes the clients for a source. Endpoints are the SDK's standard ones: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SSM and
 * the like, `endpoint_url` in the profile, else the region's.
 *
 * @param version the app's, for the user agent that CloudTrail shows
 * @param ca certificates (PEM) to trust beside the usual ones
 * @param store where credentials are shared among sources
 */
export function makeClients(
  source: Source,
  version: string,
  network: Network,
  ca: readonly string[] | null,
  store: CredentialStore,
): Clients {
  const requestHandler = network.handler(ca);
  const shared = store.for(source, ca, requestHandler);
  const credentials = shared.get;
  const common = {
    region: source.region,
    profile: source.profile,
    // The SDK keeps for good what does not expire. These say that they expire now, so that it asks here each time.
    credentials: async () => ({ ...(await credentials()), expiration: new Date() }),
    customUserAgent: [['sallyport', version]] as [string, string][],
    requestHandler,
  };
  // The SDK finds these for the profile of AWS_PROFILE only.
  const at = (service: 'ssm' | 'ec2' | 'ec2_instance_connect' | 'sts') => {
    const endpoint = source.endpoints[service];
    return endpoint === null ? common : { ...common, endpoint };
  };
  const ssm = new SSMClient({ ...at('ssm'), retryMode: 'adaptive', maxAttempts: 4 });
  const ssmOnce = new SSMClient({ ...at('ssm'), maxAttempts: 1 });
  const ec2 = new EC2Client({ ...at('ec2'), retryMode: 'adaptive', maxAttempts: 4 });
  const instanceConnect = new EC2InstanceConnectClient({ ...at('ec2_instance_connect'), maxAttempts: 3 });
  const sts = new STSClient({ ...at('sts'), maxAttempts: 2 });
  // It copies every answer for a logger, also where there is none.
  for (const { middlewareStack } of [ssm, ssmOnce, ec2]) middlewareStack.remove('loggerMiddleware');
  const hosts = new Map<Service, string>();
  for (const { middlewareStack } of [ssm, ssmOnce]) middlewareStack.add(noteHost('ssm', hosts), NOTE_HOST);
  ec2.middlewareStack.add(noteHost('ec2', hosts), NOTE_HOST);
  instanceConnect.middlewareStack.add(noteHost('ec2-instance-connect', hosts), NOTE_HOST);
  sts.middlewareStack.add(noteHost('sts', hosts), NOTE_HOST);
  return {
    source,
    network,
    ca,
    sender: requestHandler,
    ssm,
    ssmOnce,
    ec2,
    instanceConnect,
    sts,
    credentials,
    signIn: () => shared.signIn(),
    forgetCredentials: (which) => shared.forget(which),
    host: (service) => hosts.get(service) ?? usualHost(service, source),
  };
}

/** Where a service is by itself, before it was asked anything. */
function usualHost(service: Service, { region, endpoints }: Source): string {
  if (service === 'iam') return iamEndpoint(region, endpoints.fips).host;
  return `${service}.${region}.${dnsSuffix(region)}`;
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
