import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveSource } from './source.js';

describe('the source', () => {
  let folder: string;
  let files: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-source-'));
    files = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };
    await writeFile(
      join(folder, 'config'),
      '[default]\nregion = eu-central-1\n[profile dev]\noutput = json\n[profile role]\nrole_arn = a\nsource_profile = dev\n',
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

  const WEB_IDENTITY = { AWS_WEB_IDENTITY_TOKEN_FILE: 'token', AWS_ROLE_ARN: 'arn:aws:iam::1:role/a' };

  it.each([
    [{}, { profile: 'default', region: 'eu-central-1', credentialsFrom: 'profile' }],
    [{ AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-2' }, { region: 'us-east-1' }],
    [{ AWS_DEFAULT_REGION: 'us-east-2' }, { region: 'us-east-2' }],
    [
      { AWS_PROFILE: 'dev', AWS_REGION: 'us-east-1' },
      { id: '@', profile: 'dev', region: 'us-east-1' },
    ],
    [{ AWS_DEFAULT_PROFILE: 'dev', AWS_REGION: 'us-east-1' }, { profile: 'dev' }],
    [KEYS, { credentialsFrom: 'environment-keys' }],
    [{ AWS_ACCESS_KEY_ID: 'a' }, { credentialsFrom: 'profile' }],
    [WEB_IDENTITY, { credentialsFrom: 'environment-web-identity' }],
    [{ ...WEB_IDENTITY, ...KEYS }, { credentialsFrom: 'environment-keys' }],
    [{ ...WEB_IDENTITY, AWS_PROFILE: 'role', AWS_REGION: 'x' }, { credentialsFrom: 'profile' }],
    [{ AWS_CONFIG_FILE: '/nonexistent', AWS_REGION: 'x' }, { credentialsFrom: 'machine' }],
  ])('of %j is %j', async (env, expected) => {
    expect(await resolveSource({ ...files, ...env })).toMatchObject(expected);
  });

  it.each([
    ['aws.profile-unknown', { AWS_PROFILE: 'nobody' }, 'nobody'],
    ['aws.no-region', { AWS_PROFILE: 'dev' }, 'dev'],
    ['aws.no-region', { AWS_CONFIG_FILE: '/nonexistent', ...KEYS, AWS_REGION: '' }, 'default'],
    ['aws.no-region', { AWS_PROFILE: 'dev', AWS_REGION: '' }, 'dev'],
  ])('is refused as %s for %j', async (code, env, profile) => {
    await expect(resolveSource({ ...files, ...env })).rejects.toMatchObject({
      problem: { code, params: { profile } },
    });
  });

  it('is refused as not configured where neither the files nor the environment say anything', async () => {
    const nothing = { ...files, AWS_CONFIG_FILE: '/nonexistent' };
    await expect(resolveSource(nothing)).rejects.toMatchObject({ problem: { code: 'aws.not-configured' } });
  });
});
