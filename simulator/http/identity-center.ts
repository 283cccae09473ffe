import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TemporaryIdentities } from '../temporary-identities.js';

/** An account that the signed-in person may use, with the roles in it. */
export interface SimulatedAssignment {
  accountId: string;
  accountName: string;
  emailAddress: string;
  roles: readonly string[];
}

export interface IdentityCenterOptions {
  /** Such as `https://example.awsapps.com/start`; others are refused. */
  startUrl: string;
  assignments: readonly SimulatedAssignment[];
  identities: TemporaryIdentities;
  /** Where the person confirms, on this host. */
  endpointUrl(): string;
  now(): number;
}

/** How long a token is good: the service's default is eight hours. */
const TOKEN_SECONDS = 8 * 3600;
/** How long the person has to confirm. */
const DEVICE_SECONDS = 600;
/** How long a client stays registered: 90 days. */
const CLIENT_SECONDS = 90 * 86_400;
const ROLE_SECONDS = 3600;
const MAX_BODY_BYTES = 100_000;

interface Device {
  clientId: string;
  userCode: string;
  state: 'pending' | 'approved' | 'denied';
  expiresAt: number;
}

interface Token {
  clientId: string;
  expiresAt: number;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    /** OAuth's word for it, where the service answers as OAuth does. */
    readonly oauth: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

const oauthRefusal = (type: string, oauth: string, message: string) => new Refusal(400, type, oauth, message);

type Answer = Record<string, unknown>;

/**
 * IAM Identity Center: the OIDC service that signs a device in, the portal that gives out a role's credentials, and the
 * page on which the person confirms. Shapes: IAM Identity Center OIDC API reference and Portal API reference. None of
 * its calls is signed.
 */
export class IdentityCenter {
  /** Every call since the start, such as `CreateToken`. */
  readonly calls: string[] = [];
  /** Seconds that a client has to wait between asking whether the person has confirmed. */
  intervalSeconds = 1;
  private readonly clients = new Map<string, string>();
  private readonly devices = new Map<string, Device>();
  private readonly tokens = new Map<string, Token>();
  private readonly refreshTokens = new Map<string, string>();

  constructor(private readonly options: IdentityCenterOptions) {}

  /** Answers a request that is for it; false for all others. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const url = new URL(request.url ?? '/', this.options.endpointUrl());
    const answer = this.route(`${request.method ?? ''} ${url.pathname}`);
    if (answer === undefined) return false;
    void readBody(request).then(
      (body) => this.respond(response, () => answer(body, url, request)),
      () => response.destroy(),
    );
    return true;
  }

  /** The codes that wait for somebody to confirm them. */
  get pendingCodes(): string[] {
    return [...this.devices.values()]
      .filter(({ state }) => state === 'pending')
      .map(({ userCode }) => userCode);
  }

  /** Confirms a code, as the person does on the page, or refuses it. */
  decide(userCode: string, state: 'approved' | 'denied'): void {
    for (const device of this.devices.values()) if (device.userCode === userCode) device.state = state;
  }

  /** All tokens are good no more; they can be refreshed, unless `alsoRefresh`. */
  expireTokens(alsoRefresh = false): void {
    for (const token of this.tokens.values()) token.expiresAt = 0;
    if (alsoRefresh) this.refreshTokens.clear();
  }

  private route(
    call: string,
  ): ((body: string, url: URL, request: IncomingMessage) => Answer | string) | undefined {
    switch (call) {
      case 'POST /client/register':
        return () => this.registerClient();
      case 'POST /device_authorization':
        return (body) => this.startDeviceAuthorization(parse(body));
      case 'POST /token':
        return (body) => this.createToken(parse(body));
      case 'GET /federation/credentials':
        return (_body, url, request) => this.getRoleCredentials(url, request);
      case 'GET /assignment/accounts':
        return (_body, _url, request) => this.listAccounts(request);
      case 'GET /assignment/roles':
        return (_body, url, request) => this.listAccountRoles(url, request);
      case 'POST /logout':
        return (_body, _url, request) => this.logout(request);
      case 'GET /device':
        return (_body, url) => page(url.searchParams.get('user_code') ?? '');
      case 'POST /device':
        return (body) => this.confirm(new URLSearchParams(body));
      default:
        return undefined;
    }
  }

  private respond(response: ServerResponse, answer: () => Answer | string): void {
    const send = (status: number, body: Answer | string, more: Record<string, string> = {}) => {
      const isPage = typeof body === 'string';
      response.writeHead(status, {
        'Content-Type': isPage ? 'text/html; charset=utf-8' : 'application/json',
        'x-amzn-RequestId': randomUUID(),
        ...more,
      });
      response.end(isPage ? body : JSON.stringify(body));
    };
    try {
      send(200, answer());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const body =
        error.oauth === undefined
          ? { message: error.message }
          : { error: error.oauth, error_description: error.message };
      send(error.status, body, { 'x-amzn-ErrorType': error.type });
    }
  }

  private registerClient(): Answer {
    this.calls.push('RegisterClient');
    const clientId = randomBytes(16).toString('base64url');
    const clientSecret = randomBytes(48).toString('base64url');
    this.clients.set(clientId, clientSecret);
    const now = Math.floor(this.options.now() / 1000);
    return { clientId, clientSecret, clientIdIssuedAt: now, clientSecretExpiresAt: now + CLIENT_SECONDS };
  }

  private startDeviceAuthorization(input: Answer): Answer {
    this.calls.push('StartDeviceAuthorization');
    const clientId = this.client(input);
    if (String(input.startUrl).replace(/\/$/, '') !== this.options.startUrl.replace(/\/$/, ''))
      throw oauthRefusal('InvalidRequestException', 'invalid_request', 'Invalid start url');
    const deviceCode = randomBytes(24).toString('base64url');
    const letters = randomBytes(8).toString('hex').toUpperCase().slice(0, 8);
    const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
    const expiresAt = this.options.now() + DEVICE_SECONDS * 1000;
    this.devices.set(deviceCode, { clientId, userCode, state: 'pending', expiresAt });
    const verificationUri = `${this.options.endpointUrl()}/device`;
    return {
      deviceCode,
      userCode,
      verificationUri,
      verificationUriComplete: `${verificationUri}?user_code=${userCode}`,
      expiresIn: DEVICE_SECONDS,
      interval: this.intervalSeconds,
    };
  }

  private createToken(input: Answer): Answer {
    this.calls.push('CreateToken');
    const clientId = this.client(input);
    if (input.grantType === 'refresh_token') {
      const refreshToken = String(input.refreshToken);
      if (this.refreshTokens.get(refreshToken) !== clientId)
        throw oauthRefusal('InvalidGrantException', 'invalid_grant', 'Invalid refresh token');
      this.refreshTokens.delete(refreshToken);
      return this.token(clientId);
    }
    const device = this.devices.get(String(input.deviceCode));
    if (device?.clientId !== clientId)
      throw oauthRefusal('InvalidGrantException', 'invalid_grant', 'Invalid device code');
    if (device.expiresAt <= this.options.now())
      throw oauthRefusal('ExpiredTokenException', 'expired_token', 'The device code has expired');
    if (device.state === 'denied')
      throw oauthRefusal('AccessDeniedException', 'access_denied', 'The request was denied');
    if (device.state === 'pending')
      throw oauthRefusal(
        'AuthorizationPendingException',
        'authorization_pending',
        'Authorization is pending',
      );
    this.devices.delete(String(input.deviceCode));
    return this.token(clientId);
  }

  private token(clientId: string): Answer {
    const accessToken = randomBytes(48).toString('base64url');
    const refreshToken = randomBytes(48).toString('base64url');
    this.tokens.set(accessToken, { clientId, expiresAt: this.options.now() + TOKEN_SECONDS * 1000 });
    this.refreshTokens.set(refreshToken, clientId);
    return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: TOKEN_SECONDS };
  }

  private getRoleCredentials(url: URL, request: IncomingMessage): Answer {
    this.calls.push('GetRoleCredentials');
    this.bearer(request);
    const accountId = url.searchParams.get('account_id') ?? '';
    const role = url.searchParams.get('role_name') ?? '';
    if (this.assignment(accountId)?.roles.includes(role) !== true)
      throw new Refusal(403, 'ForbiddenException', undefined, 'No access');
    const given = this.options.identities.issue(`${role}/person`, `AROASSO3EXAMPLE:person`, ROLE_SECONDS);
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = given;
    return {
      roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiresAt.getTime() },
    };
  }

  private listAccounts(request: IncomingMessage): Answer {
    this.calls.push('ListAccounts');
    this.bearer(request);
    const accountList = this.options.assignments.map(({ accountId, accountName, emailAddress }) => ({
      accountId,
      accountName,
      emailAddress,
    }));
    return { accountList, nextToken: null };
  }

  private listAccountRoles(url: URL, request: IncomingMessage): Answer {
    this.calls.push('ListAccountRoles');
    this.bearer(request);
    const accountId = url.searchParams.get('account_id') ?? '';
    const roles = this.assignment(accountId)?.roles ?? [];
    return { roleList: roles.map((roleName) => ({ roleName, accountId })), nextToken: null };
  }

  private logout(request: IncomingMessage): Answer {
    this.calls.push('Logout');
    this.tokens.delete(this.bearer(request));
    return {};
  }

  private confirm(form: URLSearchParams): string {
    this.decide(form.get('user_code') ?? '', form.get('answer') === 'deny' ? 'denied' : 'approved');
    return '<!doctype html><title>Simulator</title><p>You may close this page.</p>';
  }

  private assignment(accountId: string): SimulatedAssignment | undefined {
    return this.options.assignments.find((each) => each.accountId === accountId);
  }

  private client(input: Answer): string {
    const clientId = String(input.clientId);
    if (this.clients.get(clientId) !== input.clientSecret)
      throw new Refusal(401, 'InvalidClientException', 'invalid_client', 'Invalid client');
    return clientId;
  }

  private bearer(request: IncomingMessage): string {
    const token = String(request.headers['x-amz-sso_bearer_token'] ?? '');
    if ((this.tokens.get(token)?.expiresAt ?? 0) > this.options.now()) return token;
    throw new Refusal(401, 'UnauthorizedException', undefined, 'Session token not found or invalid');
  }
}

function page(userCode: string): string {
  const code = userCode.replace(/[^A-Z0-9-]/g, '');
  return `<!doctype html><title>Simulator</title><h1>Confirm ${code}</h1>
<form method="post"><input type="hidden" name="user_code" value="${code}">
<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button></form>`;
}

function parse(body: string): Answer {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value as Answer;
  } catch {
    // As below.
  }
  throw oauthRefusal('InvalidRequestException', 'invalid_request', 'The request body is not JSON');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
