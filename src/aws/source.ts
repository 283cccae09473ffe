import { createHash } from 'node:crypto';
import { problem, ProblemError } from '../shared/problem.js';
import { configuredEndpoints, type Endpoints } from './endpoints.js';
import { readProfile, type SharedProfile, type SsoSession } from './shared-config.js';

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

/**
 * Where the credentials come from: a profile; keys or a web identity that the environment's variables hold; or, with no
 * profile to go by, what the machine itself has (container or instance).
 */
export type CredentialsFrom = 'profile' | 'environment-keys' | 'environment-web-identity' | 'machine';

/** Where nodes are listed from: a chosen source, with all that environment and shared files say about it. */
export interface Source {
  readonly id: string;
  readonly profile: string;
  readonly region: string;
  readonly credentialsFrom: CredentialsFrom;
  /** Tells these credentials from all others, whatever the region. Holds nothing secret. */
  readonly credentialsKey: string;
  /** Where its credentials are signed in to by a person; null for all other kinds. */
  readonly sso: SsoSession | null;
  /** The profile's `ca_bundle`: certificates to trust beside the usual ones. */
  readonly caBundle: string | null;
  readonly endpoints: Endpoints;
}

/** What tells a fleet from another: whose credentials, and where. */
export const placeOf = ({ credentialsFrom, profile, region }: Source): string =>
  JSON.stringify([credentialsFrom, profile, region]);

/**
 * What tells the list of this source from that of another, to a later run: where it is listed from, and a digest of all
 * that the files say about its credentials, as the same profile may have become another account's.
 */
export function listKeyOf(source: Source): string {
  const digest = createHash('sha256').update(source.credentialsKey).digest('hex');
  return JSON.stringify([placeOf(source), digest]);
}

/** The profile by which a later process finds the same credentials; empty where the environment implies them. */
export function profileToFindAgain({ id, profile, credentialsFrom }: Source): string {
  const isImplied = chosenSourceOf(id).profile === null && profile === 'default';
  return credentialsFrom !== 'profile' || isImplied ? '' : profile;
}

/** The profile that the environment chooses; AWS_DEFAULT_PROFILE is the AWS CLI's older name for it. */
export function chosenProfile(env: NodeJS.ProcessEnv): string | null {
  return env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE ?? null;
}

/**
 * What goes before a profile that nobody has chosen in the app, in the AWS CLI's order: keys, a role that the profile
 * takes on, a web identity.
 */
function environmentHolds(env: NodeJS.ProcessEnv, shared: SharedProfile | null): CredentialsFrom {
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return 'environment-keys';
  if (shared?.kind !== 'role' && hasWebIdentity(env)) return 'environment-web-identity';
  return shared === null ? 'machine' : 'profile';
}

/** Whose credentials the environment holds, as far as it tells: keys of a role (ASIA…) are others each time. */
function ownerIn(env: NodeJS.ProcessEnv, from: CredentialsFrom): string {
  if (from === 'environment-web-identity') return env.AWS_ROLE_ARN ?? '';
  const keyId = from === 'environment-keys' ? (env.AWS_ACCESS_KEY_ID ?? '') : '';
  return keyId.startsWith('ASIA') ? '' : keyId;
}

const hasWebIdentity = (env: NodeJS.ProcessEnv): boolean =>
  Boolean(env.AWS_WEB_IDENTITY_TOKEN_FILE) && Boolean(env.AWS_ROLE_ARN);

/** Whether the environment's variables give credentials or say where to get some. */
export const hasEnvironmentCredentials = (env: NodeJS.ProcessEnv): boolean =>
  (Boolean(env.AWS_ACCESS_KEY_ID) && Boolean(env.AWS_SECRET_ACCESS_KEY)) ||
  hasWebIdentity(env) ||
  Boolean(env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI) ||
  Boolean(env.AWS_CONTAINER_CREDENTIALS_FULL_URI);

/**
 * Finds profile and region as the AWS CLI does. The profile: the chosen one (as with `--profile`), AWS_PROFILE, else
 * `default`. The region: the chosen one, AWS_REGION, AWS_DEFAULT_REGION, else the profile's.
 *
 * @throws ProblemError `aws.config-malformed`, `aws.profile-unknown`, `aws.not-configured` or `aws.no-region`
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
    if (shared === null && !hasEnvironmentCredentials(env))
      throw new ProblemError(problem('aws.not-configured'));
    throw new ProblemError(problem('aws.no-region', { profile }));
  }
  const credentialsFrom = chosen.profile === null ? environmentHolds(env, shared) : 'profile';
  const fromProfile = credentialsFrom === 'profile';
  return {
    id: sourceIdOf(chosen),
    profile,
    region,
    credentialsFrom,
    credentialsKey: fromProfile
      ? `${profile} ${shared?.credentialsKey ?? ''}`
      : `${credentialsFrom} ${ownerIn(env, credentialsFrom)}`,
    sso: fromProfile ? (shared?.sso ?? null) : null,
    caBundle: shared?.settings.get('ca_bundle') ?? null,
    endpoints: configuredEndpoints(env, shared),
  };
}
