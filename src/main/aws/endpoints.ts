import type { SharedProfile } from './shared-config.js';

/** Endpoints that the environment or the shared files set in place of AWS's own, where the SDK does not see to it. */
export interface Endpoints {
  /** Of the gateway of data channels, such as a VPC endpoint; it takes the host's place in StreamUrl. */
  readonly ssmmessages: string | null;
  readonly kms: string | null;
  /** Whether AWS's own endpoints are to be those for FIPS. */
  readonly fips: boolean;
}

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';
const orNull = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value;

/**
 * Reads them where the SDK does: AWS_ENDPOINT_URL_KMS, AWS_ENDPOINT_URL, `kms.endpoint_url` in the profile's `services`
 * section, `endpoint_url` in the profile; AWS_IGNORE_CONFIGURED_ENDPOINT_URLS turns them all off.
 *
 * For data channels only the variable and the setting with their name count. The general ones are not meant: StreamUrl
 * comes from the service that they name.
 */
export function configuredEndpoints(env: NodeJS.ProcessEnv, profile: SharedProfile | null): Endpoints {
  const setting = (name: string) => profile?.settings.get(name);
  const fips = isTrue(env.AWS_USE_FIPS_ENDPOINT ?? setting('use_fips_endpoint'));
  if (isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? setting('ignore_configured_endpoint_urls')))
    return { ssmmessages: null, kms: null, fips };
  const own = (service: string) => orNull(env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`]);
  const inServices = (service: string) => orNull(profile?.services.get(`${service}.endpoint_url`));
  return {
    ssmmessages: own('ssmmessages') ?? inServices('ssmmessages'),
    kms: own('kms') ?? orNull(env.AWS_ENDPOINT_URL) ?? inServices('kms') ?? orNull(setting('endpoint_url')),
    fips,
  };
}
