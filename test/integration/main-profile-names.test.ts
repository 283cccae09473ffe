import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { Network } from '../../src/aws/network/network.js';
import { readProfiles } from '../../src/aws/shared-config.js';
import { sourceIdOf } from '../../src/aws/source.js';
import { Sso } from '../../src/aws/sso/sso.js';
import { timeIn, writeToken } from '../../src/aws/sso/token-cache.js';
import { toProblem } from '../../src/shared/problem.js';

/*
 * Names of profiles that the AWS CLI reads and the SDK's reader of the shared files passes over, and what a profile that
 * gives no credentials says of itself.
 */

const ROLE = 'arn:aws:iam::123456789012:role/admin';
const START_URL = 'https://example.awsapps.com/start';
const run = promisify(execFile);

let home: string;
let simulator: Simulator;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-profile-names-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', home);
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  simulator = await Simulator.start({
    nodes: [simulatedNode({ instanceId: 'i-0000000000000000a' })],
    roles: [{ arn: ROLE }],
    assignments: [
      { accountId: '123456789012', accountName: 'Prod', emailAddress: 'p@example.com', roles: ['Admin'] },
    ],
  });
  vi.stubEnv('AWS_ENDPOINT_URL', simulator.endpointUrl);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
  await rm(home, { recursive: true, force: true });
});

const writeConfig = (text: string): Promise<void> => writeFile(join(home, 'config'), text);
const keysOf = (): string =>
  `aws_access_key_id = ${simulator.env.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${simulator.env.AWS_SECRET_ACCESS_KEY}\n`;

/** Whose credentials the app has for a profile, by AWS's own word. */
async function whoIs(profile: string): Promise<string> {
  const access = new AwsAccess(process.env, '0.0.0-test');
  const clients = await access.open(sourceIdOf({ profile, region: 'eu-central-1' }));
  return (await clients.credentials()).accessKeyId;
}

async function whyNot(profile: string) {
  try {
    return await whoIs(profile);
  } catch (error) {
    return toProblem(error);
  }
}

async function whoIsByCli(profile: string): Promise<string> {
  const { stdout } = await run('aws', ['configure', 'get', 'aws_access_key_id', '--profile', profile]);
  return stdout.trim();
}

describe('a profile', () => {
  it.each([
    ['profile "두 단어"', '두 단어'],
    ['profile 운영', '운영'],
    ['profile a,b', 'a,b'],
    ['profile  two', 'two'],
    ['profile team=x', 'team=x'],
  ])('named by [%s] gives its credentials, as to the AWS CLI', async (heading, name) => {
    await writeConfig(`[${heading}]\n${keysOf()}`);
    expect((await readProfiles(process.env)).map((profile) => profile.name)).toEqual([name]);
    expect(await whoIsByCli(name)).toBe(simulator.env.AWS_ACCESS_KEY_ID);
    expect(await whoIs(name)).toBe(simulator.env.AWS_ACCESS_KEY_ID);
  });

  it('with such a name lends them to a role, and runs a command for them', async () => {
    const answer = { Version: 1, AccessKeyId: 'AKIAFROMTOOL', SecretAccessKey: 'x' };
    await writeFile(join(home, 'answer.json'), JSON.stringify(answer));
    await writeConfig(
      `[profile 기본 키]\n${keysOf()}` +
        `[profile "운영 관리자"]\nrole_arn = ${ROLE}\nsource_profile = 기본 키\n` +
        `[profile "my tool"]\ncredential_process = cat ${join(home, 'answer.json')}\n`,
    );
    expect(await whoIs('운영 관리자')).toMatch(/^ASIA/);
    expect(await whoIs('my tool')).toBe('AKIAFROMTOOL');
  });

  it('with such a name signs in where its sso-session says, which may have one as well', async () => {
    const session = { name: 'my corp', startUrl: START_URL, region: 'eu-central-1', scopes: [] };
    await writeConfig(
      `[profile "회사 운영"]\nsso_session = my corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n` +
        `[sso-session "my corp"]\nsso_start_url = ${START_URL}\nsso_region = eu-central-1\n`,
    );
    expect(await whyNot('회사 운영')).toMatchObject({ code: 'aws.sso-signed-out' });
    let ended = false;
    const sso = new Sso(process.env, new Network({ env: process.env }), { ended: () => void (ended = true) });
    const { url, userCode } = await sso.begin(session);
    await fetch(url, { method: 'POST', body: new URLSearchParams({ user_code: userCode, answer: 'allow' }) });
    await vi.waitFor(() => expect(ended).toBe(true), 10_000);
    expect(await whoIs('회사 운영')).toMatch(/^ASIA/);
  });

  it('that takes on a role with its own keys starts from those, and one that goes in a circle says so', async () => {
    await writeConfig(
      `[profile self]\nrole_arn = ${ROLE}\nsource_profile = self\n${keysOf()}` +
        `[profile a]\nrole_arn = ${ROLE}\nsource_profile = b\n` +
        `[profile b]\nrole_arn = ${ROLE}\nsource_profile = a\n`,
    );
    expect(await whoIs('self')).toMatch(/^ASIA/);
    expect(await whyNot('a')).toMatchObject({
      code: 'aws.no-credentials',
      details: expect.stringContaining('a, b, a') as string,
    });
  });
});

describe('a profile that gives no credentials', () => {
  it('says what its command wrote, and never what it printed', async () => {
    await writeConfig(
      '[profile tool]\ncredential_process = sh -c "echo SECRET; echo please sign in first >&2; exit 3"\n' +
        '[profile quiet]\ncredential_process = sh -c "exit 3"\n' +
        '[profile text]\ncredential_process = echo SECRET\n' +
        '[profile old]\ncredential_process = cat ' +
        `${join(home, 'old.json')}\n`,
    );
    const old = {
      Version: 1,
      AccessKeyId: 'a',
      SecretAccessKey: 'SECRET',
      Expiration: '2020-01-01T00:00:00Z',
    };
    await writeFile(join(home, 'old.json'), JSON.stringify(old));
    const problems = await Promise.all(['tool', 'quiet', 'text', 'old'].map(whyNot));
    expect(problems).toMatchObject([
      { code: 'aws.process-failed', params: { profile: 'tool' }, details: 'please sign in first' },
      { code: 'aws.process-failed', details: 'It ended with code 3' },
      { code: 'aws.process-failed', details: 'Its output is no JSON object' },
      { code: 'aws.process-failed', details: 'The credentials in its output have expired' },
    ]);
    expect(JSON.stringify(problems)).not.toContain('SECRET');
  });

  it('says which profile it starts from that is not there, and which setting it lacks', async () => {
    await writeConfig(
      `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = gone\n` +
        '[profile half]\naws_access_key_id = AKIAX\n' +
        `[profile sso]\nsso_start_url = ${START_URL}\nsso_region = eu-central-1\n`,
    );
    await writeToken(
      { name: null, startUrl: START_URL, region: 'eu-central-1', scopes: [] },
      { startUrl: START_URL, region: 'eu-central-1', accessToken: 't', expiresAt: timeIn(3600) },
    );
    expect(await Promise.all(['dev', 'half', 'sso'].map(whyNot))).toMatchObject([
      { code: 'aws.profile-unknown', params: { profile: 'gone' } },
      { code: 'aws.no-credentials', details: expect.stringContaining('aws_secret_access_key') as string },
      { code: 'aws.no-credentials', details: expect.stringContaining('sso_account_id') as string },
    ]);
  });
});
