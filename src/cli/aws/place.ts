import type { Clients } from '../../aws/clients.js';
import type { Network } from '../../aws/network/network.js';
import type { NetworkHandler } from '../../aws/network/request-handler.js';
import type { ChosenSource, Source } from '../../aws/source.js';

/** What signs a request. */
export type Credentials = Awaited<ReturnType<Clients['credentials']>>;

/** One profile and region, and the ways from here to AWS: the same as the app's. */
export interface Place {
  readonly env: NodeJS.ProcessEnv;
  /** What `source` was found by. */
  readonly chosen: ChosenSource;
  readonly source: Source;
  readonly network: Network;
  readonly ca: readonly string[] | null;
  readonly handler: NetworkHandler;
  /** How many bytes a message to a node may carry, as the settings say. */
  readonly payloadBytes: number;
  /** Credentials in force; with `renew` those that may have been replaced meanwhile are read anew. */
  credentials(renew?: 'undated'): Promise<Credentials>;
  /** The AWS SDK's clients, which take a while to load. */
  clients(): Promise<Clients>;
}

/** What people call a place. */
export const placeName = ({ source: { profile, region, credentialsFrom } }: Place): string =>
  `${credentialsFrom === 'profile' ? `profile ${profile}` : FROM[credentialsFrom]}, region ${region}`;

/** Where credentials that are not a profile's come from, in words. */
const FROM = {
  'environment-keys': 'keys of the environment',
  'environment-web-identity': 'web identity of the environment',
  machine: 'credentials of this machine',
} as const;

/** The options that make another `sallyport` choose this profile and region, whatever the app's settings list. */
export const placeOptions = ({ chosen: { profile }, source: { region } }: Place): string[] => [
  ...(profile === null ? [] : ['--profile', profile]),
  '--region',
  region,
];
