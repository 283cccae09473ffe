import { readProfile } from '../../aws/shared-config.js';
import type { Place } from './place.js';

/**
 * Where SSM is: the endpoint that environment or profile configure, else the region's own.
 *
 * The common case is found here. Others (FIPS, dual-stack, partitions but the standard one) are left to the SDK, which
 * knows them all.
 */
export async function ssmEndpoint(place: Place): Promise<URL> {
  const { source, env } = place;
  const profile = await readProfile(source.profile, env);
  const setting = (name: string) => env[`AWS_${name.toUpperCase()}`] ?? profile?.settings.get(name);
  const isOn = (name: string) => setting(name)?.toLowerCase() === 'true';
  if (!isOn('ignore_configured_endpoint_urls')) {
    // The first that is set to something: an empty variable is as good as none.
    const configured = [
      env.AWS_ENDPOINT_URL_SSM,
      env.AWS_ENDPOINT_URL,
      profile?.services.get('ssm.endpoint_url'),
      profile?.settings.get('endpoint_url'),
    ].find(Boolean);
    if (configured !== undefined) return new URL(configured);
  }
  const plain =
    /^(us|eu|ap|ca|sa|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d+$/;
  if (plain.test(source.region) && !isOn('use_fips_endpoint') && !isOn('use_dualstack_endpoint'))
    return new URL(`https://ssm.${source.region}.amazonaws.com/`);
  const { ssm } = await place.clients();
  const { config } = ssm;
  const { url } = config.endpointProvider({
    Region: await config.region(),
    UseFIPS: await config.useFipsEndpoint(),
    UseDualStack: await config.useDualstackEndpoint(),
  });
  return new URL(url.href);
}
