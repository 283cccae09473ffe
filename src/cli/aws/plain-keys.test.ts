import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolveSource } from '../../aws/source.js';
import { plainKeys } from './plain-keys.js';

let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-plain-keys-'));
  env = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const keysIn = async (profile: string) =>
  plainKeys(await resolveSource(env, { profile, region: 'eu-central-1' }), env);

it('takes keys from either file, and those of a profile that takes on a role from nowhere, however it is named', async () => {
  const keys = 'aws_access_key_id = a\naws_secret_access_key = b\n';
  await writeFile(
    join(folder, 'config'),
    `[profile "the keys"]\n${keys}[profile "the role"]\nrole_arn = arn\nsource_profile = the keys\n`,
  );
  await writeFile(join(folder, 'credentials'), `[plain]\n${keys}aws_session_token = c\n[the role]\n${keys}`);
  expect(await keysIn('plain')).toEqual({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' });
  expect(await keysIn('the keys')).toEqual({ accessKeyId: 'a', secretAccessKey: 'b' });
  expect(await keysIn('the role')).toBeNull();
});
