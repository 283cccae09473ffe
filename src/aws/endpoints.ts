import type { SharedProfile } from './shared-config.js';

/** The services whose endpoints can be set, by the names that the settings have for them. */
const services = ['ssm', 'ec2', 'ec2_instance_connect', 'sts', 'kms', 'iam', 'sso', 'sso_oidc'] as const;

/** Endpoints that the environment or the shared files set in place of AWS's own; null where they do not. */
export interface Endpoints extends Readonly<Record<(typeof services)[number], string | null>> {
  /** Of the gateway of data channels, such as a VPC endpoint; it takes the host's place in StreamUrl. */
  readonly ssmmessages: string | null;
  /** Whether AWS's own endpoints are to be those for FIPS. */
  readonly fips: boolean;
}

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';
const orNull = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value;

/**
 * Reads them where the SDK does: AWS_ENDPOINT_URL_SSM, AWS_ENDPOINT_URL, `ssm.endpoint_url` in the profile's `services`
 * section, `endpoint_url` in the profile; AWS_IGNORE_CONFIGURED_ENDPOINT_URLS turns them all off. The SDK itself looks
 * into no other profile than that of AWS_PROFILE.
 *
 * For data channels only the variable and the setting with their name count. The general ones are not meant: StreamUrl
 * comes from the service that they name.
 */
export function configuredEndpoints(env: NodeJS.ProcessEnv, profile: SharedProfile | null): Endpoints {
  const setting = (name: string) => profile?.settings.get(name);
  const fips = isTrue(env.AWS_USE_FIPS_ENDPOINT ?? setting('use_fips_endpoint'));
  const isOff = isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? setting('ignore_configured_endpoint_urls'));
  const own = (service: string) => orNull(env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`]);
  const inServices = (service: string) => orNull(profile?.services.get(`${service}.endpoint_url`));
  const endpointOf = (service: string) =>
    own(service) ?? orNull(env.AWS_ENDPOINT_URL) ?? inServices(service) ?? orNull(setting('endpoint_url'));
  const all = services.map((service) => [service, isOff ? null : endpointOf(service)] as const);
  return {
    ...(Object.fromEntries(all) as Record<(typeof services)[number], string | null>),
    ssmmessages: isOff ? null : (own('ssmmessages') ?? inServices('ssmmessages')),
    fips,
  };
}
