import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Simulator, simulatedNode, type SimulatedNode } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { Fleet } from '../../src/aws/fleet.js';
import { PowerWatch } from '../../src/aws/power-watch.js';
import type { PowerAction, PowerProgress } from '../../src/shared/contract/index.js';
import { stubAwsEnvironment } from '../support/aws-environment.js';

const A = 'i-00000000000000001';
const B = 'i-00000000000000002';
const HYBRID = 'mi-00000000000000003';
/** An agent that reported long before anything was asked for. */
const LONG_AGO = new Date('2026-01-02T03:04:05Z');

const closers: (() => unknown)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

interface Watched {
  readonly fleet: Fleet;
  readonly steps: (nodeId: string) => PowerProgress['step'][];
  /** Asks for it and waits until all is over. */
  change(action: PowerAction, nodeIds: string[]): Promise<Map<string, PowerProgress>>;
}

async function watch(
  nodes: Partial<SimulatedNode>[],
  limitMs = 10_000,
): Promise<Watched & { readonly simulator: Simulator }> {
  const simulator = await Simulator.start({
    nodes: nodes.map((node) => simulatedNode({ instanceId: A, lastPing: LONG_AGO, ...node })),
    powerStepMs: 120,
  });
  closers.push(() => simulator.close());
  stubAwsEnvironment(simulator.env);
  return { simulator, ...(await watchAll(['@'], limitMs)) };
}

/** @param sources the ids of what is to be listed */
async function watchAll(sources: readonly string[], limitMs: number): Promise<Watched> {
  const access = new AwsAccess(process.env, '0.0.0-test');
  const fleet = new Fleet(
    access,
    { page: () => undefined, sources: () => undefined },
    { env: process.env },
    sources.map((id) => ({ id, isOn: true })),
  );
  await fleet.refresh();
  const told: PowerProgress[] = [];
  const over = ({ step }: PowerProgress) => ['reachable', 'running', 'stopped', 'failed'].includes(step);
  const power = new PowerWatch(
    { access, fleet, told: (progress) => void told.push(...progress) },
    { firstMs: 30, longestMs: 60, limitMs },
  );
  closers.push(() => power.close());
  return {
    fleet,
    steps: (nodeId) => told.filter((each) => each.nodeId === nodeId).map(({ step }) => step),
    async change(action, nodeIds) {
      told.length = 0;
      await power.change(action, nodeIds);
      const ends = () => told.filter(over);
      await vi.waitFor(() => expect(ends().length).toBe(nodeIds.length), { timeout: 8_000, interval: 20 });
      return new Map(ends().map((each) => [each.nodeId, each]));
    },
  };
}

const STOPPED = { state: 'stopped', pingStatus: 'ConnectionLost' } as const;

describe('the power of instances', () => {
  it('starts a stopped one, and follows it until its agent has reported anew', async () => {
    const { change, steps, fleet, simulator } = await watch([STOPPED]);
    const ends = await change('start', [A]);
    expect(ends.get(A)).toMatchObject({ step: 'reachable', problem: null });
    expect(steps(A).slice(0, 2)).toEqual(['asked', 'starting']);
    expect(fleet.node(A)).toMatchObject({ state: 'running', ping: 'Online' });
    const looks = simulator.calls.filter(({ action }) => action === 'DescribeInstances').length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(simulator.calls.filter(({ action }) => action === 'DescribeInstances').length).toBe(looks);
  });

  it('does not take what the agent said before a reboot for its return', async () => {
    const { change, fleet } = await watch([{}]);
    expect((await change('reboot', [A])).get(A)?.step).toBe('reachable');
    // It was running and online all the while, as far as AWS tells: only the time of the report is news.
    expect(fleet.node(A)?.lastPingAt).toBeGreaterThan(LONG_AGO.getTime());
  });

  it('stops one, which ends its sessions', async () => {
    const { change, steps, fleet } = await watch([{}]);
    expect((await change('stop', [A])).get(A)?.step).toBe('stopped');
    expect(steps(A)).toEqual(['asked', 'stopping', 'stopped']);
    expect(fleet.node(A)?.state).toBe('stopped');
  });

  it('ends at running where Systems Manager does not know the instance', async () => {
    const { change } = await watch([{ ...STOPPED, managed: false }]);
    expect((await change('start', [A])).get(A)?.step).toBe('running');
  });

  it('asks for each alone when AWS refuses several for one of them', async () => {
    const { change } = await watch([{}, { instanceId: B, stopProtected: true }]);
    const ends = await change('stop', [A, B]);
    expect(ends.get(A)?.step).toBe('stopped');
    expect(ends.get(B)).toMatchObject({ step: 'failed', problem: { code: 'power.protected' } });
  });

  it('leaves hybrid nodes alone, and says why', async () => {
    const { change, simulator } = await watch([{ instanceId: HYBRID, name: 'warehouse' }]);
    expect((await change('reboot', [HYBRID])).get(HYBRID)?.problem).toMatchObject({
      code: 'power.hybrid',
      params: { node: 'warehouse' },
    });
    expect(simulator.calls.map(({ action }) => action)).not.toContain('RebootInstances');
  });

  it('tells when an instance stops again while it starts, in EC2’s words', async () => {
    const message = 'Client.InternalError: Client error on launch';
    const failsToStart = { code: 'Client.InternalError', message };
    const { change } = await watch([{ ...STOPPED, failsToStart }]);
    expect((await change('start', [A])).get(A)?.problem).toMatchObject({
      code: 'power.stopped-again',
      details: message,
    });
  });

  it('gives up following when it takes too long', async () => {
    const { change } = await watch([STOPPED], 90);
    expect((await change('start', [A])).get(A)?.problem?.code).toBe('power.slow');
  });

  it('says what kept it from looking, where that was so to the end', async () => {
    const { change, simulator } = await watch([STOPPED], 300);
    simulator.faults.denyAction('ec2:DescribeInstances');
    expect((await change('start', [A])).get(A)?.problem).toMatchObject({
      code: 'aws.access-denied',
      params: { action: 'ec2:DescribeInstances' },
    });
  });

  it('does not count the time in which this machine slept', async () => {
    const { change, steps } = await watch([STOPPED], 60_000);
    const following = change('start', [A]);
    await vi.waitFor(() => expect(steps(A)).toContain('starting'), { interval: 5 });
    const atWaking = Date.now() + 8 * 60 * 60_000;
    vi.spyOn(Date, 'now').mockReturnValue(atWaking);
    closers.push(() => vi.restoreAllMocks());
    expect((await following).get(A)?.step).toBe('reachable');
  });

  it('follows the instances of one account while those of another cannot be asked about', async () => {
    const simulators = await Promise.all(
      [A, B].map((instanceId) =>
        Simulator.start({
          nodes: [simulatedNode({ instanceId, lastPing: LONG_AGO, ...STOPPED })],
          powerStepMs: 120,
        }),
      ),
    );
    closers.push(() => Promise.all(simulators.map((simulator) => simulator.close())));
    const config = join(await mkdtemp(join(tmpdir(), 'sallyport-main-power-')), 'config');
    closers.push(() => rm(dirname(config), { recursive: true }));
    await writeFile(
      config,
      simulators
        .map(
          ({ endpointUrl, env }, index) =>
            `[profile p${index}]\nregion = ${env.AWS_REGION}\nendpoint_url = ${endpointUrl}\n` +
            `aws_access_key_id = ${env.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${env.AWS_SECRET_ACCESS_KEY}\n`,
        )
        .join(''),
    );
    stubAwsEnvironment({ AWS_CONFIG_FILE: config });
    const { change } = await watchAll(['p0@', 'p1@'], 2_000);
    simulators[1]?.faults.denyAction('ssm:DescribeInstanceInformation');
    const ends = await change('start', [A, B]);
    expect(ends.get(A)?.step).toBe('reachable');
    expect(ends.get(B)).toMatchObject({ step: 'failed', problem: { code: 'aws.access-denied' } });
  });

  it.each([
    ['IncorrectInstanceState', 400, 'power.wrong-state'],
    ['InsufficientInstanceCapacity', 500, 'power.no-capacity'],
    ['VcpuLimitExceeded', 400, 'power.limit'],
    ['UnsupportedOperation', 400, 'power.unsupported'],
  ])('has words for %s', async (code, status, problem) => {
    const { change, simulator } = await watch([STOPPED]);
    simulator.faults.failAction('ec2:StartInstances', 9, { code, message: 'As EC2 says it.', status });
    expect((await change('start', [A])).get(A)?.problem).toMatchObject({
      code: problem,
      details: 'As EC2 says it.',
    });
  });

  it('names the policy that is missing', async () => {
    const { change, simulator } = await watch([STOPPED]);
    simulator.faults.denyAction('ec2:StartInstances');
    expect((await change('start', [A])).get(A)?.problem).toMatchObject({
      code: 'aws.access-denied',
      params: { action: 'ec2:StartInstances' },
    });
  });

  it('goes on looking after a look that failed', async () => {
    const { change, simulator } = await watch([STOPPED]);
    simulator.faults.failAction('ssm:DescribeInstanceInformation', 2, {
      code: 'InvalidFilterKey',
      message: 'no',
      status: 400,
    });
    expect((await change('start', [A])).get(A)?.step).toBe('reachable');
  });
});
