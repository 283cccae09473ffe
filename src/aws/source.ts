import { problem, ProblemError } from '../shared/problem.js';
import { configuredEndpoints, type Endpoints } from './endpoints.js';
import { readProfile, type SsoSession } from './shared-config.js';

/** A place to list nodes from, as a person chooses it. */
export interface ChosenSource {
  /** A profile of the shared files; null for the credentials that the environment chooses. */
  readonly profile: string | null;
  /** Null for the region that the environment or the profile names. */
  readonly region: string | null;
}

/** What the environment chooses: the source of those who have chosen none. */
export const ENVIRONMENT: ChosenSource = { profile: null, region: null };

/** The stable id of a chosen source. Names of regions hold no @, those of profiles may. */
export const sourceIdOf = ({ profile, region }: ChosenSource): string => `${profile ?? ''}@${region ?? ''}`;

/** The chosen source with an id that `sourceIdOf` gave. */
export function chosenSourceOf(sourceId: string): ChosenSource {
  const at = sourceId.lastIndexOf('@');
  return { profile: sourceId.slice(0, at) || null, region: sourceId.slice(at + 1) || null };
}

/** Where nodes are listed from: a chosen source, with all that environment and shared files say about it. */
export interface Source {
  readonly id: string;
  readonly profile: string;
  readonly region: string;
  /** Keys in the environment go before a profile's that nobody has chosen, as with the AWS CLI. */
  readonly credentialsFrom: 'environment' | 'profile';
  /** Tells these credentials from all others, whatever the region. Holds nothing secret. */
  readonly credentialsKey: string;
  /** Where its credentials are signed in to by a person; null for all other kinds. */
  readonly sso: SsoSession | null;
  /** The profile's `ca_bundle`: certificates to trust beside the usual ones. */
  readonly caBundle: string | null;
  readonly endpoints: Endpoints;
}

/** The profile that the environment chooses; AWS_DEFAULT_PROFILE is the AWS CLI's older name for it. */
export function chosenProfile(env: NodeJS.ProcessEnv): string | null {
  return env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE ?? null;
}

/**
 * Finds profile and region as the AWS CLI does. The profile: the chosen one (as with `--profile`), AWS_PROFILE, else
 * `default`. The region: the chosen one, AWS_REGION, AWS_DEFAULT_REGION, else the profile's.
 *
 * @throws ProblemError `aws.config-malformed`, `aws.profile-unknown` or `aws.no-region`
 */
export async function resolveSource(
  env: NodeJS.ProcessEnv,
  chosen: ChosenSource = ENVIRONMENT,
  home?: string,
): Promise<Source> {
  const named = chosen.profile ?? chosenProfile(env);
  const profile = named ?? 'default';
  const shared = await readProfile(profile, env, home);
  if (named !== null && shared === null) {
    throw new ProblemError(problem('aws.profile-unknown', { profile }, { remedies: ['retry'] }));
  }
  const region = chosen.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? shared?.region ?? null;
  if (region === null || region === '') {
    throw new ProblemError(problem('aws.no-region', { profile }, { remedies: ['retry'] }));
  }
  const hasKeys = Boolean(env.AWS_ACCESS_KEY_ID) && Boolean(env.AWS_SECRET_ACCESS_KEY);
  const fromEnvironment = chosen.profile === null && hasKeys;
  return {
    id: sourceIdOf(chosen),
    profile,
    region,
    credentialsFrom: fromEnvironment ? 'environment' : 'profile',
    credentialsKey: fromEnvironment ? 'environment' : `${profile} ${shared?.credentialsKey ?? ''}`,
    sso: fromEnvironment ? null : (shared?.sso ?? null),
    caBundle: shared?.settings.get('ca_bundle') ?? null,
    endpoints: configuredEndpoints(env, shared),
  };
}
