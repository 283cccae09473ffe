import { exec, type ExecException } from 'node:child_process';
import { promisify } from 'node:util';
import {
  createCredentialChain,
  fromContainerMetadata,
  fromEnv,
  fromHttp,
  fromInstanceMetadata,
  fromNodeProviderChain,
  fromTokenFile,
} from '@aws-sdk/credential-providers';
import { problem, ProblemError, type Remedy } from '../shared/problem.js';
import type { NetworkHandler } from './network/request-handler.js';
import { kindOf, readSharedFiles, type SharedFiles, type SsoSession } from './shared-config.js';
import type { Source } from './source.js';
import { signedOut } from './sso/sso.js';
import { readToken } from './sso/token-cache.js';
import { CREDENTIALS_TIMEOUT_MS } from './time-out.js';

/** Credentials as the SDK's providers return them. */
export type Credentials = Awaited<ReturnType<ReturnType<typeof fromNodeProviderChain>>>;

/** What getting a profile's credentials needs. */
export interface ProfileParts {
  readonly env: NodeJS.ProcessEnv;
  readonly requestHandler: NetworkHandler;
  /** A code of an MFA device. @throws ProblemError where there is none to be had */
  mfaCode(serial: string): Promise<string>;
  /** Sees to it that the token of IAM Identity Center that is kept on disk is good. @throws ProblemError */
  ssoToken(session: SsoSession): Promise<void>;
}

/** IMDS answers within milliseconds on EC2 and never on a laptop: one try, one second. */
export const IMDS = { timeout: 1_000, maxRetries: 0 };

type Settings = ReadonlyMap<string, string>;

/**
 * The credentials of a source's profile, from the shared files as they are now.
 *
 * The SDK's own reader of these files passes over profiles whose name has a space, a comma or a letter beyond ASCII,
 * which the AWS CLI reads; and its chain drops the reason why a profile gives none. So the files are read here, and the
 * SDK has the rest: STS, IAM Identity Center, and what a machine lends.
 *
 * @throws ProblemError `aws.profile-unknown` for a `source_profile` that is not there, `aws.process-failed`,
 *   `aws.sso-no-access`; and what the SDK throws
 */
export async function profileCredentials(source: Source, parts: ProfileParts): Promise<Credentials> {
  const files = await readSharedFiles(parts.env);
  return new ProfileCredentials(source, files, parts).of(source.profile, []);
}

class ProfileCredentials {
  public constructor(
    private readonly source: Source,
    private readonly files: SharedFiles,
    private readonly parts: ProfileParts,
  ) {}

  /** @param borrowers the profiles that start from this one's credentials */
  public async of(profile: string, borrowers: readonly string[]): Promise<Credentials> {
    const settings = this.files.settingsOf(profile);
    if (settings === null) throw new ProblemError(problem('aws.profile-unknown', { profile }, RETRY));
    // One that lends its keys may take on a role with them itself: it is its own source_profile then.
    const kind = borrowers.length > 0 && settings.has('aws_access_key_id') ? 'keys' : kindOf(settings);
    switch (kind) {
      case 'keys':
        return this.keys(profile, settings);
      case 'role':
        return this.role(profile, settings, borrowers);
      case 'web-identity':
        return this.webIdentity(settings);
      case 'process':
        return runProcess(profile, settings.get('credential_process') ?? '');
      case 'sso':
        return this.sso(profile, settings);
      case 'login':
      case 'none':
        if (settings.has('credential_source')) return this.lent(profile, settings);
        return this.bySdk(profile);
    }
  }

  private keys(profile: string, settings: Settings): Credentials {
    const accessKeyId = settings.get('aws_access_key_id') ?? '';
    const secretAccessKey = settings.get('aws_secret_access_key') ?? '';
    if (secretAccessKey === '') throw this.none(`aws_secret_access_key is missing in the profile ${profile}`);
    const sessionToken = settings.get('aws_session_token');
    const accountId = settings.get('aws_account_id');
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      ...(accountId === undefined ? {} : { accountId }),
    };
  }

  private async role(
    profile: string,
    settings: Settings,
    borrowers: readonly string[],
  ): Promise<Credentials> {
    const lender = settings.get('source_profile');
    if (lender !== undefined && borrowers.includes(lender))
      throw this.none(`source_profile leads in a circle: ${[...borrowers, profile, lender].join(', ')}`);
    const credentials = await (lender === undefined
      ? this.lent(profile, settings)
      : this.of(lender, [...borrowers, profile]));
    const serial = settings.get('mfa_serial');
    const mfa =
      serial === undefined ? {} : { SerialNumber: serial, TokenCode: await this.parts.mfaCode(serial) };
    // Loaded where a role is taken on: the command line is felt to start.
    const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
    // STS of another partition knows none of these roles.
    const region = settings.get('region') ?? this.source.region;
    const sts = new STSClient({ ...this.client('sts'), region, credentials });
    const { Credentials: given, AssumedRoleUser } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: settings.get('role_arn'),
        RoleSessionName: settings.get('role_session_name') ?? `sallyport-${Date.now()}`,
        ExternalId: settings.get('external_id'),
        DurationSeconds: Number.parseInt(settings.get('duration_seconds') ?? '3600', 10),
        ...mfa,
      }),
    );
    const accountId = AssumedRoleUser?.Arn?.split(':')[4];
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      ...(given?.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
      ...(given?.Expiration === undefined ? {} : { expiration: given.Expiration }),
      ...(accountId === undefined ? {} : { accountId }),
    };
  }

  /** What the environment, a container or the instance lends. */
  private async lent(profile: string, settings: Settings): Promise<Credentials> {
    const from = settings.get('credential_source') ?? '';
    const lender = LENDERS.get(from);
    if (lender === undefined)
      throw this.none(`credential_source of the profile ${profile} is not known: ${from}`);
    try {
      return await lender()();
    } catch (error) {
      throw this.none(`${from}: ${(error as Error).message}`);
    }
  }

  private webIdentity(settings: Settings): Promise<Credentials> {
    const roleSessionName = settings.get('role_session_name');
    return fromTokenFile({
      webIdentityTokenFile: settings.get('web_identity_token_file') ?? '',
      roleArn: settings.get('role_arn') ?? '',
      ...(roleSessionName === undefined ? {} : { roleSessionName }),
      clientConfig: { ...this.client('sts'), region: this.source.region },
    })();
  }

  private async sso(profile: string, settings: Settings): Promise<Credentials> {
    const session = this.files.profile(profile)?.sso ?? null;
    const accountId = settings.get('sso_account_id');
    const roleName = settings.get('sso_role_name');
    if (session === null || accountId === undefined || roleName === undefined)
      throw this.none(
        `The profile ${profile} needs sso_start_url, sso_region, sso_account_id and sso_role_name`,
      );
    await this.parts.ssoToken(session);
    const token = await readToken(session);
    if (token === null) throw signedOut(session, this.source.profile);
    const { GetRoleCredentialsCommand, SSOClient } = await import('@aws-sdk/client-sso');
    const portal = new SSOClient({ ...this.client('sso'), region: session.region });
    const { accessToken } = token;
    try {
      const answer = await portal.send(new GetRoleCredentialsCommand({ accessToken, accountId, roleName }));
      const {
        accessKeyId = '',
        secretAccessKey = '',
        sessionToken,
        expiration,
      } = answer.roleCredentials ?? {};
      return {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken === undefined ? {} : { sessionToken }),
        ...(expiration === undefined ? {} : { expiration: new Date(expiration) }),
        accountId,
      };
    } catch (error) {
      const { name, message } = error as Error;
      // Signed out elsewhere: the token on disk looks good, and the portal knows better.
      if (name === 'UnauthorizedException') throw signedOut(session, this.source.profile);
      if (name === 'ForbiddenException')
        throw new ProblemError(
          problem(
            'aws.sso-no-access',
            { profile, ssoRole: roleName, accountId, startUrl: session.startUrl },
            { details: message, ...RETRY },
          ),
        );
      throw error;
    }
  }

  /** What stands in no file: a sign-in of “aws login”, or what the machine lends to whoever has nothing else. */
  private bySdk(profile: string): Promise<Credentials> {
    const region = this.source.region;
    return fromNodeProviderChain({
      profile,
      ignoreCache: true,
      clientConfig: { ...this.client('sts'), region },
      ...IMDS,
    })();
  }

  private client(service: 'sts' | 'sso') {
    const endpoint = this.source.endpoints[service];
    return {
      profile: this.source.profile,
      requestHandler: this.parts.requestHandler,
      ...(endpoint === null ? {} : { endpoint }),
    };
  }

  private none(details: string): ProblemError {
    const { profile, region } = this.source;
    return new ProblemError(problem('aws.no-credentials', { profile, region }, { details, ...RETRY }));
  }
}

/** Who lends credentials, by the values of `credential_source`. */
const LENDERS = new Map<string, () => () => Promise<Credentials>>([
  ['Environment', () => fromEnv()],
  ['Ec2InstanceMetadata', () => fromInstanceMetadata(IMDS)],
  ['EcsContainer', () => createCredentialChain(fromHttp(IMDS), fromContainerMetadata(IMDS))],
]);
const RETRY: { remedies: Remedy[] } = { remedies: ['retry'] };

/**
 * Runs the command that a profile gets its credentials from (AWS SDKs and Tools reference guide, "Process credential
 * provider"). Of what went wrong its standard error is told, and never its output, which may hold a key.
 *
 * @throws ProblemError `aws.process-failed`
 */
async function runProcess(profile: string, command: string): Promise<Credentials> {
  const failed = (details: string) =>
    new ProblemError(problem('aws.process-failed', { profile }, { details, ...RETRY }));
  const { stdout } = await promisify(exec)(command, {
    timeout: CREDENTIALS_TIMEOUT_MS,
    windowsHide: true,
  }).catch((error: unknown) => {
    const { stderr = '', signal, code } = error as ExecException;
    throw failed(stderr.trim() || `It ended with ${signal ?? `code ${code}`}`);
  });
  const answer = parseObject(stdout);
  if (answer === null) throw failed('Its output is no JSON object');
  if (answer.Version !== 1) throw failed('Its output is not of version 1');
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = answer;
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    throw failed('Its output has no AccessKeyId and SecretAccessKey');
  const expiration = typeof Expiration === 'string' ? new Date(Expiration) : null;
  if (expiration !== null && !(expiration.getTime() > Date.now()))
    throw failed('The credentials in its output have expired');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === 'string' ? { sessionToken: SessionToken } : {}),
    ...(expiration === null ? {} : { expiration }),
    ...(typeof AccountId === 'string' ? { accountId: AccountId } : {}),
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
