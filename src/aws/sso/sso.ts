import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ListAccountRolesCommand,
  ListAccountsCommand,
  LogoutCommand,
  SSOClient,
  type AccountInfo,
} from '@aws-sdk/client-sso';
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
  type CreateTokenCommandOutput,
} from '@aws-sdk/client-sso-oidc';
import { problem, ProblemError, toProblem, type Problem } from '../../shared/problem.js';
import type { Network } from '../network/network.js';
import { configuredEndpoints } from '../endpoints.js';
import { dnsSuffix } from '../../shared/partition.js';
import { awsProblem } from '../problems.js';
import type { SsoSession } from '../shared-config.js';
import { CALL_TIMEOUT_MS, within } from '../time-out.js';
import { deleteToken, readToken, timeIn, writeToken, type SsoToken } from './token-cache.js';

/** What the person sees in the browser as the one who asks. */
const CLIENT_NAME = 'Sallyport';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** The scope that gets at accounts and roles; with it the token can be refreshed. */
const ACCOUNT_SCOPE = 'sso:account:access';
/** A token this close to its end (ms) is refreshed: sooner than the SDK does, which writes the file by halves. */
const REFRESH_BEFORE_MS = 10 * 60_000;
/** RFC 8628, 3.5: the pause between polls (s) where the server names none, and what slow_down adds. */
const DEFAULT_INTERVAL = 5;
const SLOW_DOWN = 5;

/** A sign-in that waits for the person to confirm it in the browser. */
export interface WaitingSignIn {
  readonly signInId: string;
  readonly startUrl: string;
  /** To compare with what the page shows. */
  readonly userCode: string;
  /** The page, with the code filled in. */
  readonly url: string;
  /** Unix time, milliseconds. */
  readonly expiresAt: number;
}

/** An account with the roles that the person may take there. */
export interface SsoAccount {
  readonly accountId: string;
  readonly name: string;
  readonly roles: readonly string[];
}

interface SsoEvents {
  /** A sign-in is over: well, with a Problem, or given up (null and `isSignedIn` false). */
  ended(signInId: string, outcome: { readonly isSignedIn: boolean; readonly problem: Problem | null }): void;
}

/** Signing in to IAM Identity Center: the device flow (RFC 8628), silent refreshing, signing out. */
export class Sso {
  private readonly refreshing = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, AbortController>();

  public constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly network: Network,
    private readonly events: SsoEvents,
    private readonly home?: string,
  ) {}

  /**
   * Sees to it that the token on disk is good for a while, by refreshing it where it is not.
   *
   * @throws ProblemError `aws.sso-signed-out` where only the person can help; else what kept AWS from answering
   */
  public async ensureToken(session: SsoSession, profile: string): Promise<void> {
    const key = JSON.stringify(session);
    const running =
      this.refreshing.get(key) ?? this.refresh(session, profile).finally(() => this.refreshing.delete(key));
    this.refreshing.set(key, running);
    await running;
  }

  /**
   * Begins a sign-in, which then waits for the person; how it ends is an event.
   *
   * @throws ProblemError
   */
  public async begin(session: SsoSession): Promise<WaitingSignIn> {
    const oidc = await this.oidc(session);
    const scopes = session.scopes.length > 0 ? [...session.scopes] : [ACCOUNT_SCOPE];
    const client = await this.ask(session, 'RegisterClient', (options) =>
      oidc.send(
        new RegisterClientCommand({
          clientName: CLIENT_NAME,
          clientType: 'public',
          // A profile of the older kind has no scopes, and no refreshing.
          ...(session.name === null ? {} : { scopes }),
        }),
        options,
      ),
    );
    const { clientId, clientSecret, clientSecretExpiresAt } = client;
    const device = await this.ask(session, 'StartDeviceAuthorization', (options) =>
      oidc.send(
        new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: session.startUrl }),
        options,
      ),
    );
    const {
      deviceCode,
      userCode = '',
      verificationUriComplete: url = '',
      expiresIn = 600,
      interval,
    } = device;
    const signInId = randomUUID();
    const gaveUp = new AbortController();
    this.waiting.set(signInId, gaveUp);
    const poll = (): Promise<CreateTokenCommandOutput> =>
      oidc.send(new CreateTokenCommand({ clientId, clientSecret, deviceCode, grantType: DEVICE_GRANT }), {
        abortSignal: gaveUp.signal,
      });
    const expiresAt = Date.now() + expiresIn * 1000;
    void this.waitFor(session, poll, {
      interval: interval ?? DEFAULT_INTERVAL,
      expiresAt,
      gaveUp: gaveUp.signal,
    })
      .then(async (answer) => {
        await writeToken(
          session,
          {
            startUrl: session.startUrl,
            region: session.region,
            ...tokenOf(answer),
            ...(clientId === undefined ? {} : { clientId }),
            ...(clientSecret === undefined ? {} : { clientSecret }),
            registrationExpiresAt: timeIn((clientSecretExpiresAt ?? 0) - Date.now() / 1000),
          },
          this.home,
        );
        return { isSignedIn: true, problem: null };
      })
      .catch((error: unknown) => ({
        isSignedIn: false,
        problem: gaveUp.signal.aborted ? null : toProblem(error),
      }))
      .then((outcome) => {
        this.waiting.delete(signInId);
        this.events.ended(signInId, outcome);
      });
    return { signInId, startUrl: session.startUrl, userCode, url, expiresAt };
  }

  /** Gives up a sign-in that waits. */
  public cancel(signInId: string): void {
    this.waiting.get(signInId)?.abort();
  }

  /** Gives up all sign-ins that wait: the page that showed them is gone. */
  public cancelAll(): void {
    for (const gaveUp of this.waiting.values()) gaveUp.abort();
  }

  /** Signs out: the token is good for nobody any more, and forgotten. @throws ProblemError where AWS did not hear of it */
  public async signOut(session: SsoSession): Promise<void> {
    const token = await readToken(session, this.home);
    await deleteToken(session, this.home);
    if (token === null) return;
    const sso = await this.portal(session);
    await this.ask(session, 'Logout', async (options) => {
      try {
        await sso.send(new LogoutCommand({ accessToken: token.accessToken }), options);
      } catch (error) {
        // Over already.
        if ((error as Error).name !== 'UnauthorizedException') throw error;
      }
    });
  }

  /** The accounts and roles that a signed-in person may use, by the accounts' names. @throws ProblemError */
  public async accounts(session: SsoSession): Promise<SsoAccount[]> {
    const { sso, accessToken, accounts } = await this.listAccounts(session);
    const withRoles: SsoAccount[] = [];
    for (const { accountId = '', accountName = '' } of accounts) {
      const command = new ListAccountRolesCommand({ accessToken, accountId, maxResults: 100 });
      const answer = await this.ask(session, 'ListAccountRoles', (options) => sso.send(command, options));
      const roles = (answer.roleList ?? []).flatMap(({ roleName }) => roleName ?? []);
      withRoles.push({ accountId, name: accountName, roles });
    }
    return withRoles.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The names of the accounts that a signed-in person may use, by their numbers. @throws ProblemError */
  public async accountNames(session: SsoSession): Promise<ReadonlyMap<string, string>> {
    const { accounts } = await this.listAccounts(session);
    return new Map(accounts.map(({ accountId = '', accountName = '' }) => [accountId, accountName]));
  }

  private async listAccounts(session: SsoSession) {
    await this.ensureToken(session, session.name ?? session.startUrl);
    const accessToken = (await readToken(session, this.home))?.accessToken;
    const sso = await this.portal(session);
    const accounts: AccountInfo[] = [];
    let nextToken: string | undefined;
    do {
      const command = new ListAccountsCommand({ accessToken, nextToken, maxResults: 100 });
      const answer = await this.ask(session, 'ListAccounts', (options) => sso.send(command, options));
      accounts.push(...(answer.accountList ?? []));
      nextToken = answer.nextToken ?? undefined;
    } while (nextToken !== undefined);
    return { sso, accessToken, accounts };
  }

  private async refresh(session: SsoSession, profile: string): Promise<void> {
    const token = await readToken(session, this.home);
    const msLeft = Date.parse(token?.expiresAt ?? '') - Date.now();
    if (token !== null && msLeft > REFRESH_BEFORE_MS) return;
    const { clientId, clientSecret, refreshToken, registrationExpiresAt = '' } = token ?? {};
    const isRegistered = Date.parse(registrationExpiresAt) > Date.now();
    if (token === null || clientId === undefined || refreshToken === undefined || !isRegistered) {
      if (msLeft > 0) return;
      throw signedOut(session, profile);
    }
    try {
      const oidc = await this.oidc(session);
      const command = new CreateTokenCommand({
        clientId,
        clientSecret,
        refreshToken,
        grantType: 'refresh_token',
      });
      const answer = await oidc.send(command, { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
      await writeToken(session, { ...token, refreshToken, ...tokenOf(answer) }, this.home);
    } catch (error) {
      // What could not be renewed early is good to its end.
      if (msLeft > 0) return;
      if (/^Invalid|Unauthorized|AccessDenied|Expired/.test((error as Error).name))
        throw signedOut(session, profile);
      throw error;
    }
  }

  /** Polls until the person has confirmed. @throws as the service answers */
  private async waitFor(
    session: SsoSession,
    poll: () => Promise<CreateTokenCommandOutput>,
    options: { interval: number; readonly expiresAt: number; readonly gaveUp: AbortSignal },
  ): Promise<CreateTokenCommandOutput> {
    let { interval } = options;
    while (Date.now() < options.expiresAt) {
      await delay(interval * 1000, undefined, { signal: options.gaveUp });
      try {
        return await poll();
      } catch (error) {
        const { name } = error as Error;
        if (name === 'SlowDownException') interval += SLOW_DOWN;
        // A network that is away for a moment must not cost the person another round.
        else if (this.problemOf(error, session, 'CreateToken').code === 'aws.unreachable') continue;
        else if (name !== 'AuthorizationPendingException') throw failed(session, error);
      }
    }
    throw failed(session, new Error('The sign-in was not confirmed in time'));
  }

  private async ask<T>(
    session: SsoSession,
    action: string,
    send: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    try {
      return await within(
        CALL_TIMEOUT_MS,
        action,
        send({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) }),
      );
    } catch (error) {
      throw new ProblemError(this.problemOf(error, session, action));
    }
  }

  private problemOf(error: unknown, session: SsoSession, action: string): Problem {
    const { region, startUrl } = session;
    const { name } = error as Error;
    if (/^(Invalid\w+|UnauthorizedClient|UnsupportedGrantType)Exception$/.test(name))
      return failed(session, error).problem;
    if (name === 'UnauthorizedException') return signedOut(session, session.name ?? startUrl).problem;
    const host = `oidc.${region}.${dnsSuffix(region)}`;
    return awsProblem(error, { profile: session.name ?? startUrl, region, action: `sso:${action}`, host });
  }

  private async oidc({ region }: SsoSession): Promise<SSOOIDCClient> {
    return new SSOOIDCClient(await this.settings(region, 'sso_oidc'));
  }

  private async portal({ region }: SsoSession): Promise<SSOClient> {
    return new SSOClient(await this.settings(region, 'sso'));
  }

  private async settings(region: string, service: 'sso' | 'sso_oidc') {
    const requestHandler = this.network.handler(await this.network.certificates(null));
    const endpoint = configuredEndpoints(this.env, null)[service];
    return { region, requestHandler, maxAttempts: 2, ...(endpoint === null ? {} : { endpoint }) };
  }
}

/** What an answer with a token says, as it is kept. */
function tokenOf(
  answer: CreateTokenCommandOutput,
): Pick<SsoToken, 'accessToken' | 'expiresAt' | 'refreshToken'> {
  const { accessToken, expiresIn = 0, refreshToken } = answer;
  if (accessToken === undefined) throw new Error('IAM Identity Center gave no token');
  return {
    accessToken,
    expiresAt: timeIn(expiresIn),
    ...(refreshToken === undefined ? {} : { refreshToken }),
  };
}

/** The Problem of a profile whose sign-in is over. */
export function signedOut({ startUrl }: SsoSession, profile: string): ProblemError {
  return new ProblemError(
    problem('aws.sso-signed-out', { profile, startUrl }, { remedies: ['aws-sign-in', 'retry'] }),
  );
}

function failed({ startUrl }: SsoSession, error: unknown): ProblemError {
  const { name, message } = error as Error;
  return new ProblemError(
    problem('aws.sso-failed', { startUrl }, { details: `${name}: ${message}`, remedies: ['aws-sign-in'] }),
  );
}
