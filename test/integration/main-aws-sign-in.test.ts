import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode, type SimulatorOptions } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { Fleet } from '../../src/aws/fleet.js';
import type { SsoSession } from '../../src/aws/shared-config.js';
import { Sso } from '../../src/aws/sso/sso.js';
import { readToken, tokenFile, writeToken } from '../../src/aws/sso/token-cache.js';
import { previewProfile, writeProfile } from '../../src/aws/sso/write-profile.js';
import { sourceHandlers } from '../../src/main/fleet/source-calls.js';
import { Network } from '../../src/aws/network/network.js';
import type { Problem } from '../../src/shared/problem.js';

const NODE = 'i-0000000000000000a';
const START_URL = 'https://example.awsapps.com/start';
const ROLE = 'arn:aws:iam::123456789012:role/admin';
const MFA = { serial: 'arn:aws:iam::123456789012:mfa/phone', code: '123456' };
const SESSION: SsoSession = {
  name: 'corp',
  startUrl: START_URL,
  region: 'eu-central-1',
  scopes: ['sso:account:access'],
};
const SSO_CONFIG = `[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
region = eu-central-1
[sso-session corp]
sso_start_url = ${START_URL}
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
`;

const closers: (() => Promise<unknown>)[] = [];
let home: string;
let simulator: Simulator;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-aws-sign-in-'));
  closers.push(() => rm(home, { recursive: true, force: true }));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', home);
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

async function simulate(options: Partial<SimulatorOptions> = {}): Promise<void> {
  simulator = await Simulator.start({
    nodes: [simulatedNode({ instanceId: NODE })],
    roles: [{ arn: ROLE }],
    assignments: [
      {
        accountId: '123456789012',
        accountName: 'Prod',
        emailAddress: 'p@example.com',
        roles: ['Admin', 'Read'],
      },
    ],
    ...options,
  });
  closers.push(() => simulator.close());
  vi.stubEnv('AWS_ENDPOINT_URL', simulator.endpointUrl);
}

const writeConfig = (text: string): Promise<void> => writeFile(join(home, 'config'), text);
const keysOf = (): string =>
  `aws_access_key_id = ${simulator.env.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${simulator.env.AWS_SECRET_ACCESS_KEY}\n`;

interface SetUp {
  readonly fleet: Fleet;
  readonly sso: Sso;
  readonly ended: { isSignedIn: boolean; problem: Problem | null }[];
  readonly asked: string[];
  list(mayAsk?: boolean): Promise<{ count: number; problem: Problem | null }>;
  /** Signs in to the source as its button does. */
  signIn(): Promise<void>;
}

/** Main's parts that sign in, with a person who gives these codes. */
function setUp(sourceId: string, codes: (string | null)[] = [], others: readonly string[] = []): SetUp {
  const ended: SetUp['ended'] = [];
  const asked: string[] = [];
  const network = new Network({ env: process.env });
  const sso = new Sso(process.env, network, { ended: (_id, outcome) => void ended.push(outcome) }, home);
  const access = new AwsAccess(
    process.env,
    '0.0.0-test',
    network,
    {
      mfaCode: (serial) => {
        asked.push(serial);
        return Promise.resolve(codes.shift() ?? null);
      },
      ssoToken: (session, profile) => sso.ensureToken(session, profile),
    },
    (session) => sso.accountNames(session),
  );
  const nobody = { page: () => undefined, sources: () => undefined };
  const fleet = new Fleet(
    access,
    nobody,
    { env: process.env },
    [sourceId, ...others].map((id) => ({ id, isOn: true })),
  );
  const signIn = async () => {
    const settings = { value: {} as never, update: () => Promise.resolve() };
    const parts = { env: process.env, access, fleet, settings, sso };
    const handlers = sourceHandlers({
      ...parts,
      openPage: () => Promise.resolve(),
      waiting: () => undefined,
    });
    await handlers['sources.signIn']({ sourceId }, undefined);
  };
  const list = async (mayAsk = false) => {
    await fleet.refresh(sourceId, { mayAsk });
    const { count, problem } = fleet.states[0]!;
    return { count, problem };
  };
  return { fleet, sso, ended, asked, list, signIn };
}

describe('a profile', () => {
  it('with keys in the credentials file lists its nodes', async () => {
    await simulate();
    await writeFile(join(home, 'credentials'), `[dev]\n${keysOf()}`);
    expect(await setUp('dev@eu-central-1').list()).toEqual({ count: 1, problem: null });
  });

  it('with a role and a source profile takes the role on', async () => {
    await simulate();
    await writeConfig(
      `[profile base]\n${keysOf()}\n[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
    );
    expect(await setUp('dev@eu-central-1').list()).toEqual({ count: 1, problem: null });
    expect(simulator.calls.filter(({ action }) => action === 'AssumeRole')).toHaveLength(1);
  });

  it('with a role and keys of the environment takes the role on', async () => {
    await simulate();
    vi.stubEnv('AWS_ACCESS_KEY_ID', simulator.env.AWS_ACCESS_KEY_ID);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', simulator.env.AWS_SECRET_ACCESS_KEY);
    await writeConfig(`[profile dev]\nrole_arn = ${ROLE}\ncredential_source = Environment\n`);
    expect(await setUp('dev@eu-central-1').list()).toEqual({ count: 1, problem: null });
    expect(simulator.calls.some(({ action }) => action === 'AssumeRole')).toBe(true);
  });

  it('with a credential_process runs it', async () => {
    await simulate();
    const answer = JSON.stringify({
      Version: 1,
      AccessKeyId: simulator.env.AWS_ACCESS_KEY_ID,
      SecretAccessKey: simulator.env.AWS_SECRET_ACCESS_KEY,
    });
    await writeFile(join(home, 'answer.json'), answer);
    await writeConfig(`[profile dev]\ncredential_process = cat ${join(home, 'answer.json')}\n`);
    expect(await setUp('dev@eu-central-1').list()).toEqual({ count: 1, problem: null });
  });

  it('is chosen over keys in the environment, which others are not', async () => {
    await simulate();
    vi.stubEnv('AWS_ACCESS_KEY_ID', simulator.env.AWS_ACCESS_KEY_ID);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', simulator.env.AWS_SECRET_ACCESS_KEY);
    await writeConfig('[profile dev]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = x\n');
    expect((await setUp('dev@eu-central-1').list()).problem?.code).toBe('aws.credentials-refused');
    expect(await setUp('@eu-central-1').list()).toEqual({ count: 1, problem: null });
  });
});

describe('a role that needs an MFA code', () => {
  beforeEach(async () => {
    await simulate({ roles: [{ arn: ROLE, mfa: MFA }] });
    await writeConfig(
      `[profile base]\n${keysOf()}\n[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = ${MFA.serial}\n`,
    );
  });

  it('asks nobody by itself, and says that it needs one', async () => {
    const { list, asked } = setUp('dev@eu-central-1', [MFA.code]);
    expect((await list()).problem).toMatchObject({
      code: 'aws.mfa-needed',
      params: { profile: 'dev', serial: MFA.serial },
      remedies: ['aws-sign-in'],
    });
    expect(asked).toEqual([]);
  });

  it('asks when the person wants it, once for as long as the credentials are good', async () => {
    const { list, asked } = setUp('dev@eu-central-1', [MFA.code]);
    expect(await list(true)).toEqual({ count: 1, problem: null });
    expect(await list()).toEqual({ count: 1, problem: null });
    expect(await list(true)).toEqual({ count: 1, problem: null });
    expect(asked).toEqual([MFA.serial]);
  });

  it('says that a code was wrong, and lets be who would not give one', async () => {
    const { list } = setUp('dev@eu-central-1', ['000000', null]);
    expect((await list(true)).problem?.code).toBe('aws.mfa-refused');
    expect((await list(true)).problem?.code).toBe('aws.mfa-needed');
  });
});

describe('a role that needs an MFA code, in several regions', () => {
  it('says that the code was wrong, and asks once for all of them', async () => {
    await simulate({ roles: [{ arn: ROLE, mfa: MFA }] });
    await writeConfig(
      `[profile base]\n${keysOf()}\n[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = ${MFA.serial}\n`,
    );
    const codes = ['000000', MFA.code];
    const { fleet, signIn, asked } = setUp('dev@eu-central-1', codes, ['dev@us-east-1', 'dev@eu-west-1']);
    await fleet.refresh();
    const states = () => fleet.states.map(({ status, problem }) => problem?.code ?? status);
    expect(states()).toEqual(['aws.mfa-needed', 'aws.mfa-needed', 'aws.mfa-needed']);
    await signIn();
    expect(states()).toEqual(['aws.mfa-refused', 'aws.mfa-needed', 'aws.mfa-needed']);
    await signIn();
    expect(states()).toEqual(['ready', 'ready', 'ready']);
    expect(asked).toHaveLength(2);
  });
});

describe('IAM Identity Center', () => {
  /** Signs in, with somebody in front of the browser who confirms or refuses. */
  async function signIn(sso: Sso, answer: 'allow' | 'deny' = 'allow', session = SESSION): Promise<void> {
    const { url, userCode } = await sso.begin(session);
    expect(url).toContain(userCode);
    await fetch(url, { method: 'POST', body: new URLSearchParams({ user_code: userCode, answer }) });
  }

  beforeEach(async () => {
    await simulate();
    await writeConfig(SSO_CONFIG);
  });

  it('says that nobody is signed in, and lists when somebody is', async () => {
    const { sso, ended, list } = setUp('dev@eu-central-1');
    expect((await list()).problem).toMatchObject({
      code: 'aws.sso-signed-out',
      params: { profile: 'dev', startUrl: START_URL },
      remedies: ['aws-sign-in', 'retry'],
    });
    await signIn(sso);
    await vi.waitFor(() => expect(ended).toEqual([{ isSignedIn: true, problem: null }]), 10_000);
    expect(await list()).toEqual({ count: 1, problem: null });
  });

  it('says that a role is not assigned to who is signed in', async () => {
    await writeConfig(SSO_CONFIG.replace('= Admin', '= Owner'));
    const { sso, ended, list } = setUp('dev@eu-central-1');
    await signIn(sso);
    await vi.waitFor(() => expect(ended).toEqual([{ isSignedIn: true, problem: null }]), 10_000);
    expect((await list()).problem).toMatchObject({
      code: 'aws.sso-no-access',
      params: { profile: 'dev', ssoRole: 'Owner', accountId: '123456789012', startUrl: START_URL },
      details: 'No access',
      remedies: ['retry'],
    });
  });

  it('calls the account what it is called there, and asks that once', async () => {
    const { sso, ended, list, fleet } = setUp('dev@eu-central-1');
    await signIn(sso);
    await vi.waitFor(() => expect(ended).toHaveLength(1), 10_000);
    await list();
    await vi.waitFor(() => expect(fleet.states[0]).toMatchObject({ accountName: 'Prod' }));
    await list();
    expect(simulator.identityCenter.calls.filter((call) => call === 'ListAccounts')).toHaveLength(1);
    expect(simulator.calls.some(({ action }) => action === 'ListAccountAliases')).toBe(false);
  });

  it('keeps the sign-in as the AWS CLI does, for both', async () => {
    const { sso, ended } = setUp('dev@eu-central-1');
    await signIn(sso);
    await vi.waitFor(() => expect(ended).toHaveLength(1), 10_000);
    const file = tokenFile(SESSION, home);
    // The SHA-1 of the session's name, “corp”.
    expect(file).toBe(join(home, '.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json'));
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(home, '.aws/sso/cache'))).toHaveLength(1);
    const { stdout } = await promisify(execFile)('aws', ['sts', 'get-caller-identity', '--profile', 'dev'], {
      env: { ...process.env, AWS_REGION: 'eu-central-1' },
    });
    expect((JSON.parse(stdout) as { Arn: string }).Arn).toContain('assumed-role/Admin/person');
  });

  it('refreshes a sign-in that is near its end without asking', async () => {
    const { sso, ended, list } = setUp('dev@eu-central-1');
    await signIn(sso);
    await vi.waitFor(() => expect(ended).toHaveLength(1), 10_000);
    const before = (await readToken(SESSION, home))!;
    simulator.identityCenter.expireTokens();
    await writeToken(SESSION, { ...before, expiresAt: '2020-01-01T00:00:00Z' }, home);
    expect(await list()).toEqual({ count: 1, problem: null });
    const after = (await readToken(SESSION, home))!;
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(after.clientId).toBe(before.clientId);
    expect(simulator.identityCenter.calls.filter((call) => call === 'RegisterClient')).toHaveLength(1);
  });

  it('asks for a new sign-in when the old one cannot be refreshed', async () => {
    const { sso, ended, list } = setUp('dev@eu-central-1');
    await signIn(sso);
    await vi.waitFor(() => expect(ended).toHaveLength(1), 10_000);
    const token = (await readToken(SESSION, home))!;
    simulator.identityCenter.expireTokens(true);
    expect((await list()).problem?.code).toBe('aws.sso-signed-out');
    await writeToken(SESSION, { ...token, expiresAt: '2020-01-01T00:00:00Z' }, home);
    expect((await list()).problem?.code).toBe('aws.sso-signed-out');
  });

  it('says that nobody is signed in as soon as AWS takes the credentials no more', async () => {
    const { sso, ended, list } = setUp('dev@eu-central-1');
    await signIn(sso);
    await vi.waitFor(() => expect(ended).toHaveLength(1), 10_000);
    expect(await list()).toEqual({ count: 1, problem: null });
    simulator.identityCenter.expireTokens(true);
    simulator.faults.credentialsExpired = true;
    expect((await list()).problem?.code).toBe('aws.sso-signed-out');
  });

  it('signs out: here, in AWS, and for other tools', async () => {
    const { sso, ended, list } = setUp('dev@eu-central-1');
    await signIn(sso);
    await vi.waitFor(() => expect(ended).toHaveLength(1), 10_000);
    await sso.signOut(SESSION);
    expect(await readToken(SESSION, home)).toBeNull();
    expect(simulator.identityCenter.calls.at(-1)).toBe('Logout');
    expect((await list()).problem?.code).toBe('aws.sso-signed-out');
  });

  it('says that the person refused, and nothing of one who gave up', async () => {
    const { sso, ended } = setUp('dev@eu-central-1');
    await signIn(sso, 'deny');
    await vi.waitFor(() => expect(ended).toHaveLength(1), 10_000);
    expect(ended[0]).toMatchObject({ isSignedIn: false, problem: { code: 'aws.sso-failed' } });
    const { signInId } = await sso.begin(SESSION);
    sso.cancel(signInId);
    await vi.waitFor(() => expect(ended).toHaveLength(2), 10_000);
    expect(ended[1]).toEqual({ isSignedIn: false, problem: null });
  });

  it('says that a start URL is wrong', async () => {
    const { sso } = setUp('dev@eu-central-1');
    await expect(sso.begin({ ...SESSION, startUrl: 'https://typo.awsapps.com/start' })).rejects.toMatchObject(
      {
        problem: { code: 'aws.sso-failed', params: { startUrl: 'https://typo.awsapps.com/start' } },
      },
    );
  });

  it('lists the accounts and roles, and writes a profile for one after keeping the file', async () => {
    const { sso, ended, list } = setUp('new@eu-central-1');
    await signIn(sso);
    await vi.waitFor(() => expect(ended).toHaveLength(1), 10_000);
    expect(await sso.accounts(SESSION)).toEqual([
      { accountId: '123456789012', name: 'Prod', roles: ['Admin', 'Read'] },
    ]);
    const given = {
      sessionName: 'corp',
      startUrl: START_URL,
      ssoRegion: 'eu-central-1',
      profile: 'new',
      accountId: '123456789012',
      role: 'Read',
      region: 'eu-central-1',
    };
    const { file, text } = await previewProfile(given, process.env, home);
    expect(await readFile(file, 'utf8')).toBe(SSO_CONFIG);
    await writeProfile(given, process.env, home);
    expect(await readFile(file, 'utf8')).toBe(`${SSO_CONFIG}\n${text}`);
    const backup = (await readdir(home)).find((name) => name.startsWith('config.backup-'));
    expect(await readFile(join(home, backup!), 'utf8')).toBe(SSO_CONFIG);
    expect(await list()).toEqual({ count: 1, problem: null });
    await expect(writeProfile(given, process.env, home)).rejects.toMatchObject({
      problem: { code: 'aws.profile-exists' },
    });
  });
});
