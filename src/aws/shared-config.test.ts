import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../shared/problem.js';
import { parseSharedFile, readProfile, readProfiles, sharedFilePaths } from './shared-config.js';

describe('a shared AWS file', () => {
  it('is read as the AWS CLI reads it: comments, continued values, nested settings, odd line ends', () => {
    const text = [
      '\uFEFF# a comment',
      '[default]',
      'region = eu-central-1 # where we are',
      '',
      '[ profile dev ] ; mine',
      'region=us-east-1',
      'services = lab',
      's3 =',
      '  max_queue_size = 10',
      'credential_process = tool --flag=1',
      '[services lab]',
      'ssm =',
      '  endpoint_url = http://127.0.0.1:9000',
    ].join('\r\n');
    const sections = parseSharedFile(text, 'config');
    expect(sections.get('default')?.get('region')).toBe('eu-central-1');
    expect(sections.get('profile dev')?.get('s3.max_queue_size')).toBe('10');
    expect(sections.get('profile dev')?.get('credential_process')).toBe('tool --flag=1');
    expect(sections.get('services lab')?.get('ssm.endpoint_url')).toBe('http://127.0.0.1:9000');
  });

  it('may be indented as a whole, by spaces or tabs', () => {
    const text = [
      '[profile ops]',
      '  role_arn = arn:aws:iam::123456789012:role/Ops',
      '  s3 =',
      '    max_queue_size = 10',
      '  source_profile = default',
      '[profile dev]',
      '\tregion = us-east-1',
      '\toutput = json',
    ].join('\n');
    const sections = parseSharedFile(text, 'config');
    expect([...(sections.get('profile ops') ?? [])]).toEqual([
      ['role_arn', 'arn:aws:iam::123456789012:role/Ops'],
      ['s3', ''],
      ['s3.max_queue_size', '10'],
      ['source_profile', 'default'],
    ]);
    expect([...(sections.get('profile dev')?.keys() ?? [])]).toEqual(['region', 'output']);
  });

  it.each([
    ['a setting before any section', 'region = x', 1],
    ['a line without =', '[default]\nregion eu-central-1', 2],
    ['a section that does not end', '[default]\na = b\n[profile dev', 3],
    ['a line without a name', '[default]\n= value', 2],
  ])('is refused for %s, without saying what stands there', (_what, text, line) => {
    try {
      parseSharedFile(`${text}SECRET`, '/home/me/.aws/config');
      expect.unreachable();
    } catch (error) {
      const { problem } = error as ProblemError;
      expect(problem).toMatchObject({
        code: 'aws.config-malformed',
        params: { file: '/home/me/.aws/config', line },
      });
      expect(JSON.stringify(problem)).not.toContain('SECRET');
    }
  });
});

describe('a profile', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-aws-files-'));
    env = {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is found in either file, and has its region from the config file first', async () => {
    await writeFile(
      join(folder, 'config'),
      '[profile a]\nregion = eu-west-1\n[profile "b c"]\nregion=eu-west-2\n',
    );
    await writeFile(join(folder, 'credentials'), '[a]\nregion = us-east-1\n[d]\naws_access_key_id = x\n');
    expect(await readProfile('a', env)).toMatchObject({ region: 'eu-west-1' });
    expect(await readProfile('b c', env)).toMatchObject({ region: 'eu-west-2' });
    expect(await readProfile('d', env)).toMatchObject({ region: null });
    expect(await readProfile('e', env)).toBeNull();
  });

  it('is told by its kind, also where its credentials start from another one', async () => {
    const arn = 'arn:aws-cn:iam::111122223333:role/team/admin';
    await writeFile(
      join(folder, 'config'),
      `[profile sso]
sso_session = corp
sso_account_id = 222233334444
sso_role_name = Reader
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access, other
[profile role]
role_arn = ${arn}
source_profile = sso
[profile nested]
role_arn = ${arn}
source_profile = mfa
[profile mfa]
role_arn = ${arn}
source_profile = loop
mfa_serial = device
[profile loop]
role_arn = ${arn}
source_profile = mfa
[profile token]
role_arn = ${arn}
web_identity_token_file = /token
[profile tool]
credential_process = tool
[profile old]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
[profile bare]
region = eu-west-1
`,
    );
    await writeFile(
      join(folder, 'credentials'),
      '[keys]\naws_access_key_id = x\naws_secret_access_key = hidden\n',
    );
    const profiles = new Map((await readProfiles(env)).map((profile) => [profile.name, profile]));
    expect([...profiles.values()].map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'sso sso',
      'role role',
      'nested role',
      'mfa role',
      'loop role',
      'token web-identity',
      'tool process',
      'old sso',
      'bare none',
      'keys keys',
    ]);
    expect(profiles.get('sso')).toMatchObject({ accountId: '222233334444', role: 'Reader', needsMfa: false });
    expect(profiles.get('role')).toMatchObject({
      accountId: '111122223333',
      role: 'admin',
      sso: { name: 'corp', region: 'eu-west-1', scopes: ['sso:account:access', 'other'] },
    });
    expect(profiles.get('nested')?.needsMfa).toBe(true);
    expect(profiles.get('old')?.sso).toMatchObject({ name: null, startUrl: 'https://old.awsapps.com/start' });
    expect(profiles.get('keys')?.credentialsKey).toContain('aws_access_key_id');
    expect(profiles.get('keys')?.credentialsKey).not.toContain('hidden');
  });

  it('is unknown when there are no files at all', async () => {
    expect(await readProfile('default', env)).toBeNull();
  });

  it('cannot be read from a file that cannot be read', async () => {
    await expect(readProfile('default', { ...env, AWS_CONFIG_FILE: folder })).rejects.toMatchObject({
      problem: { code: 'aws.config-malformed', params: { file: folder } },
    });
  });

  it('is looked for where AWS tools keep it', () => {
    expect(sharedFilePaths({}, '/home/me')).toEqual({
      config: join('/home/me', '.aws', 'config'),
      credentials: join('/home/me', '.aws', 'credentials'),
    });
  });
});
