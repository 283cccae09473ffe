import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type TcpNetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode, type ApiCall, type SimulatorOptions } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { Fleet } from '../../src/aws/fleet.js';
import type { Problem } from '../../src/shared/problem.js';

/*
 * Each way that AWS tools know of getting at credentials. The simulator is STS; small servers here are what a container
 * and an instance ask for theirs.
 */

const NODE = 'i-0000000000000000a';
const ROLE = 'arn:aws:iam::123456789012:role/admin';
const HOP = 'arn:aws:iam::123456789012:role/hop';
const WEB_TOKEN = 'header.claims.signature';
const MFA = { serial: 'arn:aws:iam::123456789012:mfa/phone', code: '123456' };
const LINK_LOCAL = '169.254.170.2';

const closers: (() => unknown)[] = [];
let home: string;
let simulator: Simulator;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-main-credentials-'));
  closers.push(() => rm(home, { recursive: true, force: true }));
  const unset = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
  for (const name of [...unset, ...Object.keys(process.env).filter((each) => each.startsWith('AWS_'))])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

async function simulate(roles: SimulatorOptions['roles'] = []): Promise<void> {
  simulator = await Simulator.start({ nodes: [simulatedNode({ instanceId: NODE })], roles });
  closers.push(() => simulator.close());
  vi.stubEnv('AWS_ENDPOINT_URL', simulator.endpointUrl);
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const writeConfig = (text: string): Promise<void> => writeFile(join(home, 'config'), text);

async function writeToken(text: string): Promise<string> {
  const file = join(home, 'token');
  await writeFile(file, text);
  return file;
}

const keysOf = (): string =>
  `aws_access_key_id = ${simulator.env.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${simulator.env.AWS_SECRET_ACCESS_KEY}\n`;

/** What the agents of a container and of an instance answer: keys of a role that AWS has lent the machine. */
function lentKeys(): Record<string, string> {
  const given = simulator.identities.issue('machine/i-0abc', 'AROA3XFRBF535EXAMPLE:i-0abc', 3600);
  return {
    Code: 'Success',
    Type: 'AWS-HMAC',
    LastUpdated: new Date().toISOString(),
    AccessKeyId: given.accessKeyId,
    SecretAccessKey: given.secretAccessKey,
    Token: given.sessionToken,
    Expiration: given.expiresAt.toISOString(),
  };
}

/** Lists a source's nodes as the app does; `codes` are what a person types who is asked. */
async function list(
  sourceId: string,
  codes: string[] = [],
): Promise<{ count: number; problem: Problem | null; isEnvironment: boolean }> {
  const ask = {
    mfaCode: () => Promise.resolve(codes.shift() ?? null),
    ssoToken: () => Promise.resolve(),
  };
  const access = new AwsAccess(process.env, '0.0.0-test', undefined, ask);
  const nobody = { page: () => undefined, sources: () => undefined };
  const fleet = new Fleet(access, nobody, { env: process.env }, [{ id: sourceId, isOn: true }]);
  await fleet.refresh(sourceId, { mayAsk: codes.length > 0 });
  const { count, problem, isEnvironment } = fleet.states[0]!;
  return { count, problem, isEnvironment };
}

const LISTED = { count: 1, problem: null };

const callsOf = (action: string): ApiCall[] => simulator.calls.filter((call) => call.action === action);

describe('a role that is taken on', () => {
  it('by way of another role, each with the keys that the one before it gave', async () => {
    await simulate([{ arn: HOP }, { arn: ROLE }]);
    await writeConfig(
      `[profile base]\n${keysOf()}` +
        `[profile hop]\nrole_arn = ${HOP}\nsource_profile = base\nrole_session_name = first\n` +
        `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = hop\nrole_session_name = second\n`,
    );
    const listed = await list('dev@eu-central-1');
    expect(callsOf('AssumeRole').map(({ params }) => [params.RoleArn, params.RoleSessionName])).toEqual([
      [HOP, 'first'],
      [ROLE, 'second'],
    ]);
    expect(listed).toMatchObject(LISTED);
  });

  it('has the external id, the length and the name of session that its profile says', async () => {
    await simulate([{ arn: ROLE, externalId: 'partner-42', maxSeconds: 1800 }]);
    const profile = `[profile base]\n${keysOf()}[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\n`;
    await writeConfig(
      `${profile}external_id = partner-42\nduration_seconds = 1800\nrole_session_name = mia\n`,
    );
    expect(await list('dev@eu-central-1')).toMatchObject(LISTED);
    expect(callsOf('AssumeRole')[0]?.params).toMatchObject({
      ExternalId: 'partner-42',
      DurationSeconds: '1800',
      RoleSessionName: 'mia',
    });
    await writeConfig(`${profile}duration_seconds = 1800\n`);
    expect((await list('dev@eu-central-1')).problem).toMatchObject({
      code: 'aws.access-denied',
      params: { action: 'sts:AssumeRole', resource: ROLE },
    });
  });

  it('has its code asked for where only a role on the way needs one', async () => {
    await simulate([{ arn: HOP, mfa: MFA }, { arn: ROLE }]);
    await writeConfig(
      `[profile base]\n${keysOf()}` +
        `[profile hop]\nrole_arn = ${HOP}\nsource_profile = base\nmfa_serial = ${MFA.serial}\n` +
        `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = hop\n`,
    );
    expect((await list('dev@eu-central-1')).problem).toMatchObject({
      code: 'aws.mfa-needed',
      params: { serial: MFA.serial },
    });
    expect(await list('dev@eu-central-1', [MFA.code])).toMatchObject(LISTED);
    expect(callsOf('AssumeRole').map(({ params }) => params.TokenCode)).toEqual([MFA.code, undefined]);
  });
});

describe('a web identity', () => {
  const profile = (file: string) =>
    `[profile dev]\nrole_arn = ${ROLE}\nweb_identity_token_file = ${file}\nrole_session_name = pod\n`;

  beforeEach(() => simulate([{ arn: ROLE, webIdentityToken: WEB_TOKEN }]));

  it('of a profile takes its role on with the token in the file', async () => {
    await writeConfig(profile(await writeToken(WEB_TOKEN)));
    expect(await list('dev@eu-central-1')).toMatchObject({ ...LISTED, isEnvironment: false });
    expect(callsOf('AssumeRoleWithWebIdentity')[0]?.params).toMatchObject({
      RoleArn: ROLE,
      RoleSessionName: 'pod',
      WebIdentityToken: WEB_TOKEN,
    });
  });

  it('of the environment goes before the keys of a profile that nobody has chosen, as with the AWS CLI', async () => {
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', await writeToken(WEB_TOKEN));
    vi.stubEnv('AWS_ROLE_ARN', ROLE);
    vi.stubEnv('AWS_ROLE_SESSION_NAME', 'pod');
    await writeConfig('[default]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = x\n');
    expect(await list('@eu-central-1')).toMatchObject({ ...LISTED, isEnvironment: true });
    expect(callsOf('AssumeRoleWithWebIdentity')[0]?.params.RoleSessionName).toBe('pod');
    expect((await list('default@eu-central-1')).problem?.code).toBe('aws.credentials-refused');
  });

  it('takes the role on the way that all else goes, through the proxy', async () => {
    const { port } = new URL(simulator.endpointUrl);
    const asked: string[] = [];
    const proxy = createServer();
    // Whatever it is asked for, it leads to the simulator.
    proxy.on('connect', (request, socket, head: Buffer) => {
      asked.push(request.url ?? '');
      const far = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        far.write(head);
        far.pipe(socket).pipe(far);
      });
      closers.push(() => far.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    closers.push(() => proxy.close());
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.sallyport.test');
    await writeConfig(profile(await writeToken(WEB_TOKEN)));
    expect(await list('dev@eu-central-1')).toMatchObject(LISTED);
    expect(new Set(asked)).toEqual(new Set(['aws.sallyport.test:80']));
  });

  it('says that its token is not taken, and that the file is not there', async () => {
    await writeConfig(profile(await writeToken('stale.token')));
    expect((await list('dev@eu-central-1')).problem?.code).toBe('aws.credentials-refused');
    await writeConfig(profile(join(home, 'nowhere')));
    expect((await list('dev@eu-central-1')).problem).toMatchObject({
      code: 'aws.no-credentials',
      details: expect.stringContaining('nowhere') as string,
    });
  });
});

describe('a container', () => {
  interface Asked {
    readonly url: string;
    readonly authorization: string | undefined;
  }

  /** The credentials endpoint of ECS and EKS. */
  async function container(): Promise<{ url: string; asked: Asked[] }> {
    const asked: Asked[] = [];
    const url = await serve((request, response) => {
      asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(lentKeys()));
    });
    return { url, asked };
  }

  beforeEach(() => simulate([{ arn: ROLE }]));

  it('gives its credentials to who shows the token in the file, which is read each time', async () => {
    const { url, asked } = await container();
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${url}/v1/credentials`);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', await writeToken('first-token'));
    expect(await list('@eu-central-1')).toMatchObject({ ...LISTED, isEnvironment: true });
    await writeToken('second-token');
    expect(await list('@eu-central-1')).toMatchObject(LISTED);
    expect(asked).toEqual([
      { url: '/v1/credentials', authorization: 'first-token' },
      { url: '/v1/credentials', authorization: 'second-token' },
    ]);
  });

  it('of ECS is asked at its own address, without a proxy', async () => {
    const { url, asked } = await container();
    const { port } = new URL(url);
    const agents = Agent.prototype as unknown as { createConnection: typeof connect };
    const dial = agents.createConnection;
    vi.spyOn(agents, 'createConnection').mockImplementation(((options: TcpNetConnectOpts) =>
      options.host === LINK_LOCAL ? connect(Number(port), '127.0.0.1') : dial(options)) as typeof connect);
    // Nothing listens there.
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9');
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', '/v2/credentials/0abc');
    expect(await list('@eu-central-1')).toMatchObject(LISTED);
    expect(asked.map((each) => each.url)).toEqual(['/v2/credentials/0abc']);
  });

  it('lends its credentials to a profile that takes a role on from them', async () => {
    const { url } = await container();
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', url);
    await writeConfig(`[profile dev]\nrole_arn = ${ROLE}\ncredential_source = EcsContainer\n`);
    expect(await list('dev@eu-central-1')).toMatchObject(LISTED);
    expect(callsOf('AssumeRole')).toHaveLength(1);
  });
});

describe('an instance', () => {
  const TOKEN = 'imds-token';

  /** The metadata service, second version: it answers who shows a token that it gave for a PUT. */
  async function metadata(): Promise<string[]> {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.method === 'PUT' && request.url === '/latest/api/token') {
        response.setHeader('x-aws-ec2-metadata-token-ttl-seconds', '21600');
        response.end(TOKEN);
      } else if (request.headers['x-aws-ec2-metadata-token'] !== TOKEN) {
        response.writeHead(401).end();
      } else if (request.url === '/latest/meta-data/iam/security-credentials/') {
        response.end('machine');
      } else {
        response.end(JSON.stringify(lentKeys()));
      }
    });
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', url);
    return asked;
  }

  const IN_TURN = [
    'PUT /latest/api/token',
    'GET /latest/meta-data/iam/security-credentials/',
    'GET /latest/meta-data/iam/security-credentials/machine',
  ];

  beforeEach(() => simulate([{ arn: ROLE }]));

  it('gives the credentials of its role where nothing else does', async () => {
    const asked = await metadata();
    expect(await list('@eu-central-1')).toMatchObject({ ...LISTED, isEnvironment: true });
    expect(asked).toEqual(IN_TURN);
  });

  it('lends them to a profile that takes a role on from them', async () => {
    const asked = await metadata();
    await writeConfig(`[profile dev]\nrole_arn = ${ROLE}\ncredential_source = Ec2InstanceMetadata\n`);
    expect(await list('dev@eu-central-1')).toMatchObject(LISTED);
    expect(asked).toEqual(IN_TURN);
    expect(callsOf('AssumeRole')).toHaveLength(1);
  });

  it('that this machine is not has no credentials', async () => {
    const silent = createTcpServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closers.push(() => silent.close());
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    const { port } = silent.address() as AddressInfo;
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', `http://127.0.0.1:${port}`);
    await writeConfig(`[profile dev]\nrole_arn = ${ROLE}\ncredential_source = Ec2InstanceMetadata\n`);
    expect((await list('dev@eu-central-1')).problem?.code).toBe('aws.no-credentials');
  });
});
