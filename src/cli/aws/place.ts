import { readFile } from 'node:fs/promises';
import type { Clients } from '../../aws/clients.js';
import { parseSharedFile, sharedFilePaths } from '../../aws/shared-config.js';
import { resolveSource, type Source } from '../../aws/source.js';
import { Network } from '../../aws/network/network.js';
import type { NetworkHandler } from '../../aws/network/request-handler.js';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Arguments, Io } from '../command.js';

/** What signs a request. */
export type Credentials = Awaited<ReturnType<Clients['credentials']>>;

/** The profile and region of one command, and the ways from here to AWS: the same as the app's. */
export interface Place {
  readonly env: NodeJS.ProcessEnv;
  readonly source: Source;
  readonly network: Network;
  readonly ca: readonly string[] | null;
  readonly handler: NetworkHandler;
  /** Credentials in force; with `renew` those that may have been replaced meanwhile are read anew. */
  credentials(renew?: 'undated'): Promise<Credentials>;
  /** The AWS SDK's clients, which take a while to load. */
  clients(): Promise<Clients>;
}

/**
 * Opens it for the profile and region that options and environment choose.
 *
 * @throws ProblemError such as `aws.no-region`
 */
export async function openPlace({ options }: Arguments, { env }: Io): Promise<Place> {
  // Standard error is the person's: which Node this runs on is not theirs to mend.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  chooseProfile(env, options.profile);
  if (typeof options.region === 'string') env.AWS_REGION = options.region;
  const network = new Network({ env });
  const source = await resolveSource(env);
  const ca = await network.certificates(source.caBundle);
  let opening: Promise<Clients> | undefined;
  const clients = () =>
    (opening ??= Promise.all([import('../../aws/access.js'), import('./ask-mfa.js')]).then(
      ([{ AwsAccess }, { askMfaCode }]) => {
        // What of IAM Identity Center's is on disk is used and refreshed; signing in is the app's or the AWS CLI's.
        const ask = { mfaCode: askMfaCode, ssoToken: () => Promise.resolve() };
        return new AwsAccess(env, packageJson.version, network, ask).forPerson(source.id);
      },
    ));
  return {
    env,
    source,
    network,
    ca,
    handler: network.handler(ca),
    clients,
    credentials: async (renew) => (await plainKeys(source, env)) ?? (await clients()).credentials(renew),
  };
}

/** A profile asked for by name goes before what the environment holds, as with the AWS CLI. */
function chooseProfile(env: NodeJS.ProcessEnv, profile: unknown): void {
  if (typeof profile !== 'string') return;
  for (const name of [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_DEFAULT_PROFILE',
  ])
    Reflect.deleteProperty(env, name);
  env.AWS_PROFILE = profile;
}

/**
 * Keys that lie ready in the environment or in the profile; null where they have to be fetched from somewhere, which
 * is for the SDK to do. The SDK alone takes about as long to load as all else that a proxy does.
 */
async function plainKeys(source: Source, env: NodeJS.ProcessEnv): Promise<Credentials | null> {
  if (source.credentialsFrom === 'environment-keys')
    return keys(env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN);
  if (source.credentialsFrom !== 'profile') return null;
  const paths = sharedFilePaths(env);
  const section = async (file: string, name: string) =>
    parseSharedFile(await readFile(file, 'utf8').catch(() => ''), file).get(name);
  const { profile } = source;
  const credentials = await section(paths.credentials, profile);
  const config = await section(paths.config, profile === 'default' ? profile : `profile ${profile}`);
  if (ELSEWHERE.some((name) => credentials?.has(name) === true || config?.has(name) === true)) return null;
  return keys(
    credentials?.get('aws_access_key_id'),
    credentials?.get('aws_secret_access_key'),
    credentials?.get('aws_session_token'),
  );
}

/** Settings of a profile whose credentials are to be had somewhere else than in the file. */
const ELSEWHERE = [
  'role_arn',
  'credential_process',
  'credential_source',
  'login_session',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
];

function keys(accessKeyId?: string, secretAccessKey?: string, sessionToken?: string): Credentials | null {
  if (!accessKeyId || !secretAccessKey) return null;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

/** The options that make another `sallyport` choose the same profile and region. */
export function placeOptions({ options }: Arguments): string[] {
  return (['profile', 'region'] as const).flatMap((name) => {
    const value = options[name];
    return typeof value === 'string' ? [`--${name}`, value] : [];
  });
}
