import { kindOf, readSharedFiles } from '../../aws/shared-config.js';
import type { Source } from '../../aws/source.js';
import type { Credentials } from './place.js';

/**
 * Keys that lie ready in the environment or in the profile; null where they have to be fetched from somewhere, which
 * is for the SDK to do. The SDK alone takes about as long to load as all else that a proxy does.
 */
export async function plainKeys(source: Source, env: NodeJS.ProcessEnv): Promise<Credentials | null> {
  if (source.credentialsFrom === 'environment-keys')
    return keys(env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN);
  if (source.credentialsFrom !== 'profile') return null;
  const settings = (await readSharedFiles(env)).settingsOf(source.profile);
  if (settings === null || kindOf(settings) !== 'keys') return null;
  return keys(
    settings.get('aws_access_key_id'),
    settings.get('aws_secret_access_key'),
    settings.get('aws_session_token'),
  );
}

function keys(accessKeyId?: string, secretAccessKey?: string, sessionToken?: string): Credentials | null {
  if (!accessKeyId || !secretAccessKey) return null;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
