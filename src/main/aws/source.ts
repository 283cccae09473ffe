import { problem, ProblemError } from '../../shared/problem.js';
import { configuredEndpoints, type Endpoints } from './endpoints.js';
import { readProfile } from './shared-config.js';

/** Where nodes are listed from: the profile and region that the environment and the shared files choose. */
export interface Source {
  /** Stable id of this profile × region. */
  readonly id: string;
  readonly profile: string;
  readonly region: string;
  /** Keys in the environment go before a profile's, as with the AWS CLI. */
  readonly credentialsFrom: 'environment' | 'profile';
  /** The profile's `ca_bundle`: certificates to trust beside the usual ones. */
  readonly caBundle: string | null;
  readonly endpoints: Endpoints;
}

/** The profile that the environment chooses; AWS_DEFAULT_PROFILE is the AWS CLI's older name for it. */
export function chosenProfile(env: NodeJS.ProcessEnv): string | null {
  return env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE ?? null;
}

/**
 * Chooses profile and region as the AWS CLI does: AWS_PROFILE, else `default`; AWS_REGION, AWS_DEFAULT_REGION, else the
 * profile's region.
 *
 * @throws ProblemError `aws.config-malformed`, `aws.profile-unknown` or `aws.no-region`
 */
export async function resolveSource(env: NodeJS.ProcessEnv, home?: string): Promise<Source> {
  const chosen = chosenProfile(env);
  const profile = chosen ?? 'default';
  const shared = await readProfile(profile, env, home);
  if (chosen !== null && shared === null) {
    throw new ProblemError(problem('aws.profile-unknown', { profile }, { remedies: ['retry'] }));
  }
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? shared?.region ?? null;
  if (region === null || region === '') {
    throw new ProblemError(problem('aws.no-region', { profile }, { remedies: ['retry'] }));
  }
  const fromEnvironment = Boolean(env.AWS_ACCESS_KEY_ID) && Boolean(env.AWS_SECRET_ACCESS_KEY);
  return {
    id: `${profile}@${region}`,
    profile,
    region,
    credentialsFrom: fromEnvironment ? 'environment' : 'profile',
    caBundle: shared?.settings.get('ca_bundle') ?? null,
    endpoints: configuredEndpoints(env, shared),
  };
}
