import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether Chromium needs --no-sandbox: root cannot have its sandbox, every other user keeps it. */
export function needsNoSandbox(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/**
 * The environment for an app that shall meet only what it is given: this user's own AWS settings and files do not
 * reach it. The folder gets the empty config files in their place.
 */
export async function isolatedEnvironment(
  folder: string,
  given: Readonly<Record<string, string>>,
  base: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, string>> {
  const config = join(folder, 'aws-config');
  const credentials = join(folder, 'aws-credentials');
  await mkdir(folder, { recursive: true });
  await Promise.all([writeFile(config, ''), writeFile(credentials, '')]);
  const own = Object.entries(base).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreign(entry[0]),
  );
  return {
    ...Object.fromEntries(own),
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...given,
  };
}

// ELECTRON_RUN_AS_NODE, set in the terminals of some editors, would make the app a plain Node.
const foreign = (name: string) =>
  name.startsWith('AWS_') || name === 'ELECTRON_RUN_AS_NODE' || name === 'NODE_OPTIONS';

/** The app's settings with a key file for each of some EC2 key pairs. */
export function settingsFor(keys: readonly { keyPairName: string; privateKeyFile: string }[]): object {
  const keyPairs = keys.map(({ keyPairName, privateKeyFile }) => [
    keyPairName,
    { identity: { kind: 'key-file', path: privateKeyFile } },
  ]);
  return { signIn: { keyPairs: Object.fromEntries(keyPairs) as object } };
}

/** Writes an app's user data folder, with these settings in it. */
export async function writeUserData(folder: string, settings: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}
