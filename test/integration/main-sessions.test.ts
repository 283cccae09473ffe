import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Simulator, simulatedNode, type SimulatorOptions } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { OpenSessions } from '../../src/aws/open-sessions.js';
import { Sessions } from '../../src/aws/sessions.js';
import type { SessionTicket } from '../../src/shared/contract/index.js';
import { ProblemError, type Problem } from '../../src/shared/problem.js';
import { stubAwsEnvironment } from '../support/aws-environment.js';

const ONLINE = { id: 'i-00000000000000001', label: 'web-1', sourceId: '@' };
const OFFLINE = { id: 'i-00000000000000002', label: 'gone-quiet', sourceId: '@' };
const HYBRID = { id: 'mi-00000000000000003', label: 'warehouse', sourceId: '@' };
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const closers: (() => Promise<unknown>)[] = [];

beforeEach(() => stubAwsEnvironment());

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(
  options: Partial<SimulatorOptions> = {},
): Promise<{ simulator: Simulator; sessions: Sessions }> {
  const nodes = [
    simulatedNode({ instanceId: ONLINE.id }),
    simulatedNode({ instanceId: OFFLINE.id, pingStatus: 'ConnectionLost' }),
    simulatedNode({ instanceId: HYBRID.id }),
  ];
  const simulator = await Simulator.start({ nodes, ...options });
  closers.push(() => simulator.close());
  for (const [name, value] of Object.entries(simulator.env)) vi.stubEnv(name, value);
  return { simulator, sessions: new Sessions(new AwsAccess(process.env, '0.0.0-test'), SILENT, [10, 10]) };
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
}

/** The HTTP status that the gateway answers a WebSocket request with; 101 is an open one. */
function dial(ticket: SessionTicket, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(ticket.streamUrl, { headers });
    socket.once('upgrade', () => resolve(101));
    socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
    socket.once('open', () => socket.terminate());
    socket.once('error', reject);
  });
}

describe('sessions', () => {
  it('starts one for SSH, says why, and signs the request for its WebSocket', async () => {
    const { simulator, sessions } = await setUp();
    simulator.faults.requireSignedWebSocket = true;
    const ticket = await sessions.start('c1', ONLINE, 22);
    expect(simulator.sessions[0]).toMatchObject({
      target: ONLINE.id,
      documentName: 'AWS-StartSSHSession',
      parameters: { portNumber: ['22'] },
      reason: 'Sallyport',
    });
    expect(await dial(ticket, {})).toBe(403);
    expect(await dial(ticket, ticket.headers)).toBe(101);
    expect(JSON.stringify(ticket)).not.toContain(simulator.env.AWS_SECRET_ACCESS_KEY);
    await sessions.endAllOf('c1');
  });

  it('signs with AWS’s time, which StartSession has told, when this machine’s clock is wrong', async () => {
    const { simulator, sessions } = await setUp();
    simulator.faults.requireSignedWebSocket = true;
    simulator.faults.clockSkewMs = 30 * 60_000;
    const ticket = await sessions.start('c1', ONLINE, 22);
    expect(await dial(ticket, ticket.headers)).toBe(101);
  });

  it('resumes one with a new token at the same address, and knows one that has timed out', async () => {
    const { simulator, sessions } = await setUp();
    const first = await sessions.start('c1', ONLINE, 22);
    const second = await sessions.resume('c1', first.sessionId);
    expect(second).toMatchObject({ sessionId: first.sessionId, streamUrl: first.streamUrl });
    expect(second?.tokenValue).not.toBe(first.tokenValue);
    simulator.faults.refuseResume = true;
    expect(await sessions.resume('c1', first.sessionId)).toBeNull();
  });

  it('resumes with credentials read anew: those of the start have expired, and others stand in the file', async () => {
    const { simulator, sessions } = await setUp();
    const home = await mkdtemp(join(tmpdir(), 'sallyport-main-sessions-'));
    closers.push(() => rm(home, { recursive: true, force: true }));
    const file = join(home, 'credentials');
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = simulator.env;
    const write = (id: string) =>
      writeFile(
        file,
        `[default]\naws_access_key_id=${id}\naws_secret_access_key=${AWS_SECRET_ACCESS_KEY!}\n`,
      );
    await write(AWS_ACCESS_KEY_ID!);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    const { sessionId } = await sessions.start('c1', ONLINE, 22);
    await write('AKIAOTHEREXAMPLE0000');
    expect((await problemOf(sessions.resume('c1', sessionId))).code).toBe('aws.credentials-refused');
    await write(AWS_ACCESS_KEY_ID!);
    expect((await sessions.resume('c1', sessionId))?.sessionId).toBe(sessionId);
    // What the next call uses is what was read last, not what the SDK has kept.
    await sessions.terminate('c1', sessionId);
    expect(simulator.sessions[0]?.state).toBe('Terminated');
  });

  it('tells expired credentials, which pass, from a permission that was taken away', async () => {
    const { simulator, sessions } = await setUp();
    simulator.faults.requireSignedWebSocket = true;
    const { sessionId, streamUrl } = await sessions.start('c1', ONLINE, 22);
    simulator.faults.credentialsExpired = true;
    expect((await problemOf(sessions.resume('c1', sessionId))).code).toBe('aws.credentials-expired');
    simulator.faults.credentialsExpired = false;
    simulator.faults.expireTokens(sessionId);
    const ticket = await sessions.resume('c1', sessionId);
    expect(ticket?.streamUrl).toBe(streamUrl);
    expect(await dial(ticket!, ticket!.headers)).toBe(101);
    simulator.faults.denyAction('ssm:ResumeSession');
    expect((await problemOf(sessions.resume('c1', sessionId))).code).toBe('aws.access-denied');
  });

  it('ends one on AWS’s side, once', async () => {
    const { simulator, sessions } = await setUp();
    const { sessionId } = await sessions.start('c1', ONLINE, 22);
    await sessions.terminate('c1', sessionId);
    await sessions.terminate('c1', sessionId);
    expect(simulator.sessions[0]?.state).toBe('Terminated');
    expect(simulator.calls.filter(({ action }) => action === 'TerminateSession')).toHaveLength(1);
    expect(sessions.size).toBe(0);
  });

  it('ends all of a connection that is gone, and leaves the others', async () => {
    const { simulator, sessions } = await setUp();
    await sessions.start('c1', ONLINE, 22);
    await sessions.start('c1', HYBRID, 22);
    await sessions.start('c2', ONLINE, 22);
    await sessions.endAllOf('c1');
    expect(sessions.size).toBe(1);
    expect(simulator.sessions.map(({ state }) => state === 'Terminated')).toEqual([true, true, false]);
  });

  it('ends a session that was still being started when its connection went', async () => {
    const { simulator, sessions } = await setUp();
    const starting = problemOf(sessions.start('c1', ONLINE, 22));
    await sessions.endAllOf('c1');
    expect((await starting).code).toBe('session.closed');
    expect(simulator.sessions.map(({ state }) => state)).toEqual(['Terminated']);
  });

  it('that main could not end, as it was killed, are ended at the next start', async () => {
    const { simulator } = await setUp();
    const home = await mkdtemp(join(tmpdir(), 'sallyport-main-sessions-'));
    closers.push(() => rm(home, { recursive: true, force: true }));
    const file = join(home, 'open-sessions.json');
    const run = async () => {
      const record = await OpenSessions.load(file, SILENT);
      const access = new AwsAccess(process.env, '0.0.0-test');
      return { record, sessions: new Sessions(access, SILENT, [], record) };
    };
    const killed = await run();
    const left = await killed.sessions.start('c1', ONLINE, 22);
    const { sessionId } = await killed.sessions.start('c1', HYBRID, 22);
    await killed.sessions.terminate('c1', sessionId);
    await killed.record.saved();
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject([{ sessionId: left.sessionId, node: ONLINE.id }]);
    expect(text).not.toContain(left.tokenValue);

    const next = await run();
    const mine = await next.sessions.start('c1', ONLINE, 22);
    simulator.faults.failAction('ssm:TerminateSession', 100, { code: 'Oops', message: 'no', status: 400 });
    await next.record.endLeftOver((session) => next.sessions.endLeftOver(session));
    expect(simulator.sessions[0]?.state).not.toBe('Terminated');
    simulator.faults.failAction('ssm:TerminateSession', 0, { code: 'Oops', message: 'no', status: 400 });
    await next.record.endLeftOver((session) => next.sessions.endLeftOver(session));
    expect(simulator.sessions.map(({ state }) => state === 'Terminated')).toEqual([true, true, false]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject([{ sessionId: mine.sessionId }]);
    await next.sessions.endAllOf('c1');
    await next.record.saved();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual([]);
  });

  it('lets no connection at another one’s session', async () => {
    const { sessions } = await setUp();
    const { sessionId } = await sessions.start('c1', ONLINE, 22);
    await expect(sessions.resume('c2', sessionId)).rejects.toThrow('not open for this connection');
    await expect(sessions.terminate('c2', sessionId)).rejects.toThrow('not open for this connection');
  });

  it('says that a node is offline', async () => {
    const { sessions } = await setUp();
    expect(await problemOf(sessions.start('c1', OFFLINE, 22))).toMatchObject({
      code: 'node.not-connected',
      params: { node: 'gone-quiet' },
    });
  });

  it('says that hybrid nodes need the advanced tier', async () => {
    const { sessions } = await setUp({ activationTier: 'standard' });
    expect((await problemOf(sessions.start('c1', HYBRID, 22))).code).toBe('node.standard-tier');
  });

  it('says what is denied, on what and to whom', async () => {
    const { simulator, sessions } = await setUp();
    simulator.faults.denyAction('ssm:StartSession');
    expect(await problemOf(sessions.start('c1', ONLINE, 22))).toMatchObject({
      code: 'aws.access-denied',
      params: {
        action: 'ssm:StartSession',
        denial: 'implicit',
        principal: expect.stringContaining(':user/demo') as string,
        resource: expect.stringContaining(ONLINE.id) as string,
      },
    });
  });

  it('waits when AWS asks to slow down, and gives up in the end', async () => {
    const { simulator, sessions } = await setUp();
    simulator.faults.throttle('ssm:StartSession', 2);
    await sessions.start('c1', ONLINE, 22);
    simulator.faults.throttle('ssm:StartSession', 3);
    expect((await problemOf(sessions.start('c1', ONLINE, 22))).code).toBe('aws.throttled');
    expect(simulator.sessions).toHaveLength(1);
  });

  it('does not repeat a StartSession whose answer was lost: each may have opened a session', async () => {
    const { simulator, sessions } = await setUp();
    simulator.faults.failAction('ssm:StartSession', 1, {
      code: 'InternalServerError',
      message: 'oops',
      status: 500,
    });
    const before = simulator.calls.length;
    await problemOf(sessions.start('c1', ONLINE, 22));
    expect(
      simulator.calls.slice(before).filter(({ action }) => action === 'StartSession').length,
    ).toBeLessThan(2);
    expect(simulator.sessions).toHaveLength(0);
  });
});
