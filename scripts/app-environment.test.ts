import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isolatedEnvironment, settingsFor, writeUserData } from './app-environment.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-environment-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the environment of a demo', () => {
  it('has nothing of this user’s AWS settings', async () => {
    const mine = {
      PATH: '/bin',
      AWS_PROFILE: 'work',
      AWS_SESSION_TOKEN: 'secret',
      ELECTRON_RUN_AS_NODE: '1',
    };
    const env = await isolatedEnvironment(folder, { AWS_REGION: 'eu-west-1' }, mine);
    expect(env).toEqual({
      PATH: '/bin',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: join(folder, 'aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws-credentials'),
    });
    expect(await readFile(join(folder, 'aws-config'), 'utf8')).toBe('');
  });

  it('has settings with the key files', async () => {
    const userData = join(folder, 'user data');
    await writeUserData(userData, settingsFor([{ keyPairName: 'web', privateKeyFile: '/keys/web' }]));
    expect(JSON.parse(await readFile(join(userData, 'settings.json'), 'utf8'))).toEqual({
      signIn: { keyPairs: { web: { identity: { kind: 'key-file', path: '/keys/web' } } } },
    });
  });
});
