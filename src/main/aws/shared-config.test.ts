import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../shared/problem.js';
import { parseSharedFile, readProfile, sharedFilePaths } from './shared-config.js';

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
