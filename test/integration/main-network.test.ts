import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  Agent,
  createServer as createHttpServer,
  request as httpRequest,
  type Server as HttpServer,
} from 'node:http';
import {
  connect,
  createServer,
  type AddressInfo,
  type LookupFunction,
  type Server,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode } from '../../simulator/index.js';
import { RoutedDialer } from '../../src/connection/network.js';
import { AwsAccess } from '../../src/aws/access.js';
import { accountIdOf } from '../../src/aws/identity.js';
import { Sessions } from '../../src/aws/sessions.js';
import { Network, type NetworkSettings } from '../../src/aws/network/network.js';
import { CONNECT_OPTIONS } from '../../src/network/connect-options.js';
import type { SocketEnd } from '../../src/session-manager/index.js';
import type { SessionTicket } from '../../src/shared/contract/index.js';
import { ProblemError, type Problem } from '../../src/shared/problem.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const NODE = { id: 'i-00000000000000001', label: 'web-1', sourceId: '@' };
/** A name that nobody but the proxy can find. */
const HOST = 'aws.sallyport.test';

const closers: (() => unknown)[] = [];
let folder: string;
let simulator: Simulator;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-network-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Test CA',
    '-days',
    '2',
  );
  openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${HOST}`);
  writeFileSync(join(folder, 'ext'), `subjectAltName=DNS:${HOST}\n`);
  const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'ext'];
  openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.pem', ...sign);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  simulator = await Simulator.start({ nodes: [simulatedNode({ instanceId: NODE.id })] });
  closers.push(() => simulator.close());
  const files = {
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
  };
  const unset = [
    ...['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'],
    ...[
      'HTTPS_PROXY',
      'HTTP_PROXY',
      'ALL_PROXY',
      'NO_PROXY',
      'https_proxy',
      'http_proxy',
      'all_proxy',
      'no_proxy',
    ],
  ];
  for (const name of unset) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries({ ...simulator.env, ...files })) vi.stubEnv(name, value);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(server: Server | HttpServer, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function relay(a: Socket, b: Socket): void {
  a.pipe(b).on('error', () => a.destroy());
  b.pipe(a).on('error', () => b.destroy());
}

/** TLS in front of the simulator, with a certificate of a CA that nobody knows. */
function tlsFront(): Promise<number> {
  const { port } = new URL(simulator.endpointUrl);
  const options = {
    key: readFileSync(join(folder, 'server.key')),
    cert: readFileSync(join(folder, 'server.pem')),
  };
  const server = createTlsServer(options, (socket) => relay(socket, connect(Number(port), '127.0.0.1')));
  server.on('tlsClientError', () => undefined);
  return listen(server);
}

interface Proxy {
  readonly port: number;
  /** What it was asked to connect to. */
  readonly connects: string[];
  answer: string | null;
}

/** A proxy that leads to the TLS front whatever it is asked for. */
async function startProxy(user?: string): Promise<Proxy> {
  const front = await tlsFront();
  const connects: string[] = [];
  const proxy: { -readonly [Key in keyof Proxy]: Proxy[Key] } = { port: 0, connects, answer: null };
  const server = createHttpServer();
  server.on('connect', (request, socket: Socket) => {
    connects.push(request.url ?? '');
    const given = request.headers['proxy-authorization'];
    const wanted = user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`;
    const refusal =
      proxy.answer ??
      (given === wanted ? null : '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic');
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    relay(socket, connect(front, '127.0.0.1'));
  });
  proxy.port = await listen(server);
  return proxy;
}

function behindProxy(settings: Partial<NetworkSettings> = {}): { access: AwsAccess; sessions: Sessions } {
  vi.stubEnv('AWS_ENDPOINT_URL', `https://${HOST}`);
  vi.stubEnv('AWS_ENDPOINT_URL_SSMMESSAGES', `https://${HOST}`);
  const network = new Network({
    env: process.env,
    settings: () => ({ proxy: 'system', caBundle: join(folder, 'ca.pem'), ...settings }),
  });
  const access = new AwsAccess(process.env, '0.0.0-test', network);
  return { access, sessions: new Sessions(access, SILENT, []) };
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
}

/** Dials as a connection does: "open", or how it ended. */
async function dial(ticket: SessionTicket): Promise<'open' | SocketEnd> {
  const dialer = new RoutedDialer();
  await dialer.follow(ticket);
  return new Promise((resolve) => {
    const socket = dialer.dial(ticket.streamUrl, ticket.headers, {
      onOpen: () => {
        resolve('open');
        socket.terminate();
      },
      onMessage: () => undefined,
      onPong: () => undefined,
      onEnd: resolve,
    });
  });
}

describe('through a proxy, to a gateway with a certificate of a CA of one’s own', () => {
  it('go API calls and the WebSocket, which is signed for the endpoint set in its place', async () => {
    const proxy = await startProxy();
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`);
    simulator.faults.requireSignedWebSocket = true;
    const { access, sessions } = behindProxy();
    expect(await accountIdOf(await access.open())).toBe(simulator.accountId);
    const ticket = await sessions.start('c1', NODE, 22);
    expect(new URL(ticket.streamUrl).host).toBe(HOST);
    expect(ticket.streamUrl.startsWith('wss:')).toBe(true);
    const before = proxy.connects.length;
    expect(before).toBeGreaterThanOrEqual(1);
    expect(await dial(ticket)).toBe('open');
    expect(proxy.connects.slice(before)).toEqual([`${HOST}:443`]);
    expect(new Set(proxy.connects)).toEqual(new Set([`${HOST}:443`]));
    const again = await sessions.resume('c1', ticket.sessionId);
    expect(again?.streamUrl).toBe(ticket.streamUrl);
    expect(await dial(again!)).toBe('open');
    await sessions.endAllOf('c1');
  });

  it('that asks who we are, with what the settings say', async () => {
    const proxy = await startProxy('me:p@ss:w%rd');
    const { sessions } = behindProxy({ proxy: `http://me:p%40ss%3Aw%25rd@127.0.0.1:${proxy.port}` });
    const ticket = await sessions.start('c1', NODE, 22);
    expect(await dial(ticket)).toBe('open');
  });

  it('that refuses: a Problem that says so, for the API and for the socket, and never the password', async () => {
    const proxy = await startProxy('me:right');
    vi.stubEnv('HTTPS_PROXY', `http://me:wrong@127.0.0.1:${proxy.port}`);
    const { sessions } = behindProxy();
    const refused = await problemOf(sessions.start('c1', NODE, 22));
    expect(refused).toMatchObject({
      code: 'aws.proxy',
      params: { host: `127.0.0.1:${proxy.port}` },
      details: expect.stringContaining('407') as string,
    });
    expect(proxy.connects).toHaveLength(1);
    vi.stubEnv('HTTPS_PROXY', `http://me:right@127.0.0.1:${proxy.port}`);
    const ticket = await sessions.start('c1', NODE, 22);
    proxy.answer = '403 Forbidden';
    const end = await dial(ticket);
    expect(end).toMatchObject({
      httpStatus: null,
      reason: expect.stringContaining('403 Forbidden') as string,
    });
    expect((await problemOf(sessions.start('c2', NODE, 22))).code).toBe('aws.proxy');
    expect(JSON.stringify([refused, end])).not.toMatch(/wrong|right/);
    proxy.answer = null;
    await sessions.endAllOf('c1');
  });

  it('that is not there, or drops the connection: a Problem at once', async () => {
    const dropping = await listen(createServer((socket) => socket.destroy()));
    for (const port of [1, dropping]) {
      vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${port}`);
      const { code, params } = await problemOf(behindProxy().sessions.start('c1', NODE, 22));
      expect([code, params.host]).toEqual(['aws.proxy', `127.0.0.1:${port}`]);
    }
  });

  it('without the CA there is no trust, which is the endpoint’s failure and not the proxy’s', async () => {
    const proxy = await startProxy();
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`);
    const { sessions } = behindProxy({ caBundle: null });
    expect(await problemOf(sessions.start('c1', NODE, 22))).toMatchObject({
      code: 'aws.unreachable',
      params: { host: HOST },
      details: expect.stringContaining('certificate') as string,
    });
  });

  it('a proxy for others is none for this machine', async () => {
    const proxy = await startProxy();
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`);
    vi.stubEnv('ALL_PROXY', `http://127.0.0.1:${proxy.port}`);
    const sessions = new Sessions(new AwsAccess(process.env, '0.0.0-test'), SILENT, []);
    const ticket = await sessions.start('c1', NODE, 22);
    expect(ticket.proxy).toBeNull();
    expect(await dial(ticket)).toBe('open');
    expect(proxy.connects).toEqual([]);
  });
});

describe('IPv6', () => {
  /** The simulator, on IPv6's loopback only. */
  const front6 = () => {
    const { port } = new URL(simulator.endpointUrl);
    return listen(
      createServer((socket) => relay(socket, connect(Number(port), '127.0.0.1'))),
      '::1',
    );
  };

  it('reaches [::1] with API calls and the WebSocket', async () => {
    const host = '[::1]';
    const port = await front6();
    vi.stubEnv('AWS_ENDPOINT_URL', `http://${host}:${port}`);
    vi.stubEnv('AWS_ENDPOINT_URL_SSMMESSAGES', `http://${host}:${port}`);
    const sessions = new Sessions(new AwsAccess(process.env, '0.0.0-test'), SILENT, []);
    const ticket = await sessions.start('c1', NODE, 22);
    expect(new URL(ticket.streamUrl).host).toBe(`${host}:${port}`);
    expect(await dial(ticket)).toBe('open');
  });

  it('reaches a name whose IPv4 address leads nowhere by its IPv6 address', async () => {
    const port = await front6();
    const lookup: LookupFunction = (_name, _options, answer) =>
      answer(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]);
    const agent = new Agent({ ...CONNECT_OPTIONS, lookup });
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ host: 'two.test', port, agent }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.once('error', reject).end();
    });
    agent.destroy();
    expect(status).toBeGreaterThanOrEqual(200);
  });
});
