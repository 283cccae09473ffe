import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  Simulator,
  simulatedNode,
  type SimulatedNode,
  type SimulatorOptions,
} from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { Fleet } from '../../src/aws/fleet.js';
import { preflightHandlers } from '../../src/main/preflight/calls.js';
import type { Check, CheckId } from '../../src/shared/contract/index.js';
import { stubAwsEnvironment } from '../support/aws-environment.js';

const ID = 'i-0123456789abcdef0';
const HYBRID = 'mi-0123456789abcdef0';

const closers: (() => Promise<unknown>)[] = [];

beforeEach(() => stubAwsEnvironment());

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(given: Partial<SimulatedNode>, options: Partial<SimulatorOptions> = {}) {
  const node = simulatedNode({ instanceId: ID, iamRole: 'web', isLatestVersion: true, ...given });
  const simulator = await Simulator.start({ nodes: [node], ...options });
  closers.push(() => simulator.close());
  for (const [name, value] of Object.entries(simulator.env)) vi.stubEnv(name, value);
  const access = new AwsAccess(process.env, '0.0.0-test');
  const fleet = new Fleet(access, { page: () => undefined, sources: () => undefined }, { env: process.env });
  await fleet.refresh();
  const handlers = preflightHandlers({ fleet, access });
  const run = async (): Promise<Check[]> =>
    (await handlers['preflight.run']({ nodeId: node.instanceId }, undefined)).checks;
  return { simulator, node, run };
}

const verdicts = (checks: readonly Check[]): Partial<Record<CheckId, string>> =>
  Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
const firstFailure = (checks: readonly Check[]): string | undefined =>
  checks.find(({ verdict }) => verdict === 'fail')?.problem?.code;

describe('the checks before a connection', () => {
  it('pass for an instance that can be reached, cheapest first, and start no session', async () => {
    const { simulator, run } = await setUp({});
    const checks = await run();
    expect(checks.map(({ id }) => id)).toEqual([
      'state',
      'managed',
      'agent',
      'ping',
      'role',
      'connection',
      'clock',
      'gateway',
    ]);
    expect(new Set(checks.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
    expect(simulator.sessions).toEqual([]);
  });

  it('ask AWS nothing about an instance that is stopped', async () => {
    const { simulator, run } = await setUp({ state: 'stopped', pingStatus: 'ConnectionLost' });
    const before = simulator.calls.length;
    const checks = await run();
    expect(verdicts(checks)).toEqual({ state: 'fail' });
    expect(firstFailure(checks)).toBe('node.stopped');
    expect(simulator.calls).toHaveLength(before);
  });

  it.each([
    ['is not registered and has no role', { managed: false, iamRole: '' }, 'node.not-managed', 'warn'],
    ['is not registered and has one', { managed: false }, 'node.not-managed', 'pass'],
  ] as const)('tell of an instance that %s', async (_what, node, code, role) => {
    const { run } = await setUp(node);
    const checks = await run();
    expect(firstFailure(checks)).toBe(code);
    expect(verdicts(checks).role).toBe(role);
  });

  it.each([
    ['agent', { agentVersion: '2.3.612.0' }, 'node.agent-too-old'],
    ['ping', { pingStatus: 'ConnectionLost' }, 'node.offline'],
  ] as const)('tell by %s that a node cannot be reached', async (id, node, code) => {
    const { run } = await setUp(node);
    const checks = await run();
    expect(verdicts(checks)[id]).toBe('fail');
    expect(firstFailure(checks)).toBe(code);
  });

  it('tell that hybrid nodes need the advanced tier', async () => {
    const standard = await setUp({ instanceId: HYBRID }, { activationTier: 'standard' });
    expect(firstFailure(await standard.run())).toBe('node.standard-tier');
    const advanced = await setUp({ instanceId: HYBRID });
    expect(verdicts(await advanced.run()).tier).toBe('pass');
  });

  it('tell that the agent has gone since the list was made', async () => {
    const { node, run } = await setUp({});
    expect(verdicts(await run()).connection).toBe('pass');
    node.pingStatus = 'ConnectionLost';
    const checks = await run();
    expect(verdicts(checks).connection).toBe('fail');
    expect(firstFailure(checks)).toBe('node.offline');
  });

  it('do not take a missing permission for an obstacle, but say so', async () => {
    const { simulator, run } = await setUp({});
    simulator.faults.denyAction('ssm:GetConnectionStatus');
    const connection = (await run()).find(({ id }) => id === 'connection');
    expect(connection).toMatchObject({ verdict: 'unknown', problem: { code: 'aws.access-denied' } });
  });

  it('notice a clock that is far off', async () => {
    const { simulator, run } = await setUp({});
    simulator.faults.clockSkewMs = 30 * 60_000;
    const clock = (await run()).find(({ id }) => id === 'clock');
    expect(clock).toMatchObject({ verdict: 'warn', params: { minutes: 30 } });
  });

  it('notice a gateway that cannot be reached, by its own address', async () => {
    const { run } = await setUp({});
    // Nothing listens on port 9 here.
    vi.stubEnv('AWS_ENDPOINT_URL_SSMMESSAGES', 'http://127.0.0.1:9');
    const gateway = (await run()).find(({ id }) => id === 'gateway');
    expect(gateway).toMatchObject({
      verdict: 'fail',
      params: { host: '127.0.0.1:9' },
      problem: { code: 'aws.unreachable' },
    });
  });
});
