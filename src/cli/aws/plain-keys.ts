import { readFile } from 'node:fs/promises';
import { parseSharedFile, sharedFilePaths } from '../../aws/shared-config.js';
import type { Source } from '../../aws/source.js';
import type { Credentials } from './place.js';

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

/**
 * Keys that lie ready in the environment or in the profile; null where they have to be fetched from somewhere, which
 * is for the SDK to do. The SDK alone takes about as long to load as all else that a proxy does.
 */
export async function plainKeys(source: Source, env: NodeJS.ProcessEnv): Promise<Credentials | null> {
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

function keys(accessKeyId?: string, secretAccessKey?: string, sessionToken?: string): Credentials | null {
  if (!accessKeyId || !secretAccessKey) return null;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
