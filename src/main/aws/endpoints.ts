import type { SharedProfile } from './shared-config.js';

/** Endpoints that the environment or the shared files set in place of AWS's own, where the SDK does not see to it. */
export interface Endpoints {
  /** Of the gateway of data channels, such as a VPC endpoint; it takes the host's place in StreamUrl. */
  readonly ssmmessages: string | null;
}

/**
 * The endpoint for data channels: AWS_ENDPOINT_URL_SSMMESSAGES, or `ssmmessages.endpoint_url` in the profile's
 * `services` section. The general AWS_ENDPOINT_URL is not meant: StreamUrl comes from the service that it names.
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS turns both off, as it does for the SDK.
 */
export function configuredEndpoints(env: NodeJS.ProcessEnv, profile: SharedProfile | null): Endpoints {
  const ignored =
    env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? profile?.settings.get('ignore_configured_endpoint_urls');
  if (ignored?.toLowerCase() === 'true') return { ssmmessages: null };
  const configured = env.AWS_ENDPOINT_URL_SSMMESSAGES ?? profile?.services.get('ssmmessages.endpoint_url');
  return { ssmmessages: configured === undefined || configured === '' ? null : configured };
}
