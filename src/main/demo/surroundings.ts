import { join } from 'node:path';
import { connectionEnvironment } from '../connections/environment.js';

/**
 * The environment of an app that sees the demo fleet and nothing of the person's own AWS.
 *
 * @param folder holds an empty config and an empty credentials file
 * @param aws what points any AWS client at the demo
 */
export const demoEnvironment = (
  env: NodeJS.ProcessEnv,
  folder: string,
  aws: Readonly<Record<string, string>>,
): Record<string, string> => ({
  ...connectionEnvironment(env),
  AWS_CONFIG_FILE: join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
  ...aws,
});

/** The settings of such an app: the key files of the fleet's key pairs, and the language that the person reads. */
export const demoSettings = (
  keys: readonly { readonly keyPairName: string; readonly privateKeyFile: string }[],
  language: string,
): object => ({
  language,
  signIn: {
    keyPairs: Object.fromEntries(
      keys.map(({ keyPairName, privateKeyFile }) => [
        keyPairName,
        { identity: { kind: 'key-file', path: privateKeyFile } },
      ]),
    ),
  },
});
